import { html, type TemplateResult } from "lit-html";
import type { Alarm, AlarmChange } from "../../api/alarms.ts";
import { get } from "../lib/api.ts";
import type { MakeView } from "../lib/page.ts";
import { empty, loaded, status, time } from "../lib/parts.ts";
import { Resource } from "../lib/resource.ts";
import { table } from "../lib/table.ts";

const order: Readonly<Record<string, number>> = { ALARM: 0, INSUFFICIENT_DATA: 1, OK: 2 };

export const alarmsView: MakeView = (page) => {
  const render = (): void => page.render();
  const alarms = new Resource<Alarm[]>((signal) => get("alarms", signal), render);
  const history = new Resource<AlarmChange[]>((signal) => get("alarm-history", signal), render);
  let filter = "";
  const refresh = (): void => {
    void alarms.refresh();
    void history.refresh();
  };
  const timer = setInterval(refresh, 2_000);
  const choose = (state: string) => (): void => {
    filter = state;
    page.render();
  };

  return {
    title: "Alarms",
    lead: () => (alarms.value === undefined ? "" : countsOf(alarms.value)),
    open: refresh,
    close: () => clearInterval(timer),
    actions: () =>
      html`<span class="segments" role="group" aria-label="State">
        ${[
          ["", "All"],
          ["ALARM", "In alarm"],
          ["OK", "OK"],
          ["INSUFFICIENT_DATA", "No data"],
        ].map(
          ([state = "", text = ""]) =>
            html`<button aria-pressed=${String(filter === state)} @click=${choose(state)}>${text}</button>`,
        )}
      </span>`,
    template: () =>
      html`<section class="panel">
          ${loaded(alarms, (all) => {
            const shown = all.filter(({ state }) => filter === "" || state === filter);
            const sorted = shown.toSorted(
              (a, b) =>
                (order[a.state] ?? 3) - (order[b.state] ?? 3) ||
                a.kind.localeCompare(b.kind) ||
                a.name.localeCompare(b.name),
            );
            return sorted.length === 0 ? empty("No alarm in this state") : rows(sorted);
          })}
        </section>
        <section class="panel">
          <header><h2>Changes of state</h2></header>
          ${history.problem === undefined ? loaded(history, (changes) => (changes.length === 0 ? empty("No alarm has changed yet") : changesOf(changes))) : empty("No history", history.problem)}
        </section>`,
  };
};

function countsOf(alarms: readonly Alarm[]): string {
  const count = (state: string): string => String(alarms.filter((alarm) => alarm.state === state).length);
  return `${count("ALARM")} in alarm, ${count("OK")} OK, ${count("INSUFFICIENT_DATA")} without data`;
}

function rows(alarms: readonly Alarm[]): TemplateResult {
  return table(
    alarms,
    [
      { head: "State", cell: ({ state }) => html`<span data-alarm-state=${state}>${status(state)}</span>` },
      {
        head: "Meaning",
        kind: "grow",
        cell: ({ name, meaning, condition, reason }) =>
          html`${meaning}
            <details class="faint">
              <summary>${nameOf(name)}</summary>
              <code class="break">${condition}</code>
              <p>${reason}</p>
            </details>`,
      },
      { head: "Since", kind: "soft", cell: ({ since }) => time(since) },
      {
        head: "Runbook",
        cell: ({ runbook }) => (runbook === undefined ? "" : html`<a href="#/runbooks/${runbook}">${runbook}</a>`),
      },
    ],
    { key: ({ name }) => name, tone: ({ state }) => (state === "ALARM" ? "bad" : "") },
  );
}

/** Without the stack before it and the digits behind. */
function nameOf(name: string): string {
  return name
    .replace(/^order-processing-system-/u, "")
    .replace(/^[a-z0-9]+-(?=.*-[0-9a-f]{6}$)/u, "")
    .replace(/-[0-9a-f]{6}$/u, "");
}

function changesOf(changes: readonly AlarmChange[]): TemplateResult {
  return table(changes, [
    { head: "Time", kind: "soft", cell: ({ at }) => time(at) },
    { head: "Alarm", cell: ({ alarm }) => nameOf(alarm) },
    { head: "Change", kind: "grow", cell: ({ summary }) => summary },
  ]);
}
