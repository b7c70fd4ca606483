import { html, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import type { Faults, FaultSwitch } from "../../api/faults.ts";
import { command, get, post } from "../lib/api.ts";
import { numberText } from "../lib/format.ts";
import type { MakeView } from "../lib/page.ts";
import { loaded, type Content } from "../lib/parts.ts";
import { Resource } from "../lib/resource.ts";

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
    switchRow({
      id,
      title,
      text,
      isOn,
      state: isOn ? `${numberText(injected)} of ${numberText(matched)}` : "",
      change: () => void change("faults", { id, on: !isOn }),
    });

  const consumers = page.about.topology.branches.filter(({ consumer }) => consumer.kind === "function");
  const pauses = (): TemplateResult =>
    html`<section class="panel">
      <header><h2>Consumers</h2></header>
      <ul class="switches">
        ${consumers.map(({ name: consumer, consumer: { functionName } }) => {
          const state = page.snapshot.consumers[functionName] ?? "";
          const isPaused = state === "Disabled";
          return switchRow({
            id: `pause-${consumer}`,
            title: `Pause ${consumer}`,
            text: html`Its messages wait in its queue. <code>ops ${isPaused ? "resume" : "pause"} ${consumer}</code>`,
            isOn: isPaused,
            state,
            change: () => void pause(consumer, isPaused),
          });
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
                    <span></span><code class="break">${text}</code>
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

interface SwitchRow {
  readonly id: string;
  readonly title: string;
  readonly text: Content;
  readonly isOn: boolean;
  readonly state: string;
  readonly change: () => void;
}

/** A switch with its words, all of which switch it. */
function switchRow({ id, title, text, isOn, state, change }: SwitchRow): TemplateResult {
  return html`<li>
    <label class="switch-row ${isOn ? "on" : ""}">
      <input
        type="checkbox"
        role="switch"
        data-fault=${id}
        aria-label=${title}
        .checked=${live(isOn)}
        @change=${change}
      />
      <span>
        <strong>${title}</strong>
        <span class="soft">${text}</span>
      </span>
      <span class="faint">${state}</span>
    </label>
  </li>`;
}
