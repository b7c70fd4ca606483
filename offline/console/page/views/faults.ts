import { html, type TemplateResult } from "lit-html";
import type { Faults, FaultSwitch } from "../../api/faults.ts";
import { command, get, post } from "../lib/api.ts";
import { numberText } from "../lib/format.ts";
import type { MakeView } from "../lib/page.ts";
import { loaded } from "../lib/parts.ts";
import { Resource } from "../lib/resource.ts";

/** Faults: entries of a fault plan, put to work and taken out while the system runs. */
export const faultsView: MakeView = (page) => {
  const faults = new Resource<Faults>(
    (signal) => get("faults", signal),
    () => page.render(),
  );
  const change = async (path: string, body: object): Promise<void> => {
    try {
      await post(path, body);
    } catch (cause) {
      page.report(cause instanceof Error ? cause.message : String(cause), "bad");
    }
    await faults.refresh();
  };
  const add = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget;
    if (!(form instanceof HTMLFormElement)) return;
    try {
      const fault: unknown = JSON.parse(form.querySelector("textarea")?.value ?? "");
      void change("faults/typed", { fault });
    } catch {
      page.report("This is not JSON.", "bad");
    }
  };
  const pause = async (consumer: string, isPaused: boolean): Promise<void> => {
    const { code, message } = await command(
      { command: isPaused ? "resume" : "pause", consumer, yes: true },
      () => undefined,
    );
    if (code === 1 || code === 2) page.report(message, "bad");
  };

  const card = ({ id, title, text, isOn, matched, injected }: FaultSwitch): TemplateResult =>
    html`<li class="switch-row ${isOn ? "on" : ""}">
      <button
        class="switch"
        role="switch"
        aria-checked=${String(isOn)}
        aria-label=${title}
        data-fault=${id}
        @click=${() => void change("faults", { id, on: !isOn })}
      >
        <i></i>
      </button>
      <div>
        <strong>${title}</strong>
        <p class="soft">${text}</p>
      </div>
      <span class="faint">${isOn ? `${numberText(injected)} of ${numberText(matched)}` : ""}</span>
    </li>`;

  const consumers = page.about.topology.branches.filter(({ consumer }) => consumer.kind === "function");
  const pauses = (): TemplateResult =>
    html`<section class="panel">
      <header><h2>Consumers</h2></header>
      <ul class="switches">
        ${consumers.map(({ name: consumer, consumer: { functionName } }) => {
          const state = page.snapshot.consumers[functionName] ?? "";
          const isPaused = state === "Disabled";
          return html`<li class="switch-row ${isPaused ? "on" : ""}">
            <button
              class="switch"
              role="switch"
              aria-checked=${String(isPaused)}
              aria-label="Pause ${consumer}"
              @click=${() => void pause(consumer, isPaused)}
            >
              <i></i>
            </button>
            <div>
              <strong>Pause ${consumer}</strong>
              <p class="soft">
                Its messages wait in its queue. <code>ops ${isPaused ? "resume" : "pause"} ${consumer}</code>
              </p>
            </div>
            <span class="faint">${state}</span>
          </li>`;
        })}
      </ul>
    </section>`;

  const typed = (all: Faults): TemplateResult =>
    html`<section class="panel">
      <header><h2>Any other fault</h2></header>
      ${
        all.others.length === 0
          ? ""
          : html`<ul class="switches">
              ${all.others.map(
                ({ text, id, matched, injected }) =>
                  html`<li class="switch-row on">
                    <span></span><code class="wrap">${text}</code>
                    <span class="faint"
                      >${numberText(injected)} of ${numberText(matched)}
                      ${id === undefined ? "" : html`<button @click=${() => void change("faults", { id, on: false })}>Take out</button>`}</span
                    >
                  </li>`,
              )}
            </ul>`
      }
      <form class="body stack" @submit=${add}>
        <label class="field"
          >An entry of a fault plan, as in --faults
          <textarea
            name="fault"
            rows="3"
            spellcheck="false"
            .defaultValue=${'{"at": "call", "service": "dynamodb", "fails": "throttle", "times": 5}'}
          ></textarea>
        </label>
        <div><button>Put to work</button></div>
      </form>
    </section>`;

  return {
    title: "Faults",
    lead: () =>
      page.snapshot.faults.length === 0 ? "none at work" : `${numberText(page.snapshot.faults.length)} at work`,
    open: () => void faults.refresh(),
    changed: () => void faults.refresh(),
    actions: () => {
      const on = (faults.value?.switches ?? []).filter(({ isOn }) => isOn);
      return html`<button
        ?disabled=${on.length === 0}
        @click=${() => void Promise.all(on.map(({ id }) => change("faults", { id, on: false })))}
      >
        All off
      </button>`;
    },
    template: () =>
      loaded(faults, (all) => {
        const groups = Map.groupBy(all.switches, ({ group }) => group);
        return html`<div class="columns">
          ${[...groups].map(
            ([group, switches]) =>
              html`<section class="panel">
                <header><h2>${group}</h2></header>
                <ul class="switches">
                  ${switches.map(card)}
                </ul>
              </section>`,
          )}
          ${pauses()} ${typed(all)}
        </div>`;
      }),
  };
};
