import { html } from "lit-html";
import type { Logs } from "../../api/logs.ts";
import { get } from "../lib/api.ts";
import { filters, queryText } from "../lib/filters.ts";
import { counted, preciseTime } from "../lib/format.ts";
import { inspector } from "../lib/inspector.ts";
import type { MakeView } from "../lib/page.ts";
import { empty, idText, loaded, status } from "../lib/parts.ts";
import { Resource } from "../lib/resource.ts";
import { table } from "../lib/table.ts";

export const logsView: MakeView = (page) => {
  const query = (): string => queryText(page.route.query);
  const logs = new Resource<Logs>(
    (signal) => get(`logs${query()}`, signal),
    () => page.render(),
  );
  let asked: string | undefined;
  return {
    title: "Logs",
    lead: () => (logs.value === undefined ? "" : `${counted(logs.value.count, "line")} of the last hour`),
    open() {
      if (asked !== query()) void logs.refresh();
      asked = query();
    },
    changed: () => void logs.refresh(),
    actions: () =>
      filters(page, [
        { name: "event", kind: "search", label: "Search logs by an event's id", placeholder: "evt_…" },
        {
          name: "function",
          kind: "choice",
          label: "Every function",
          options: Object.entries(page.about.functions).map(([label, name]) => [name, label]),
        },
        {
          name: "level",
          kind: "choice",
          label: "Every level",
          options: [
            ["warn", "Warnings"],
            ["error", "Errors"],
          ],
        },
      ]),
    template: () =>
      html`<section class="panel">
        ${loaded(logs, ({ lines }) =>
          lines.length === 0
            ? empty("No lines", "Nothing fits what is chosen above.")
            : table(
                lines,
                [
                  {
                    head: "Time",
                    kind: "soft",
                    cell: ({ at }) => html`<span class="mono" title=${at}>${preciseTime(at)}</span>`,
                  },
                  { head: "Level", cell: ({ level }) => status(level) },
                  { head: "Function", kind: "soft", cell: ({ source }) => source },
                  {
                    head: "Message",
                    kind: "grow",
                    cell: ({ message, fields }) =>
                      Object.keys(fields).length === 0
                        ? message
                        : html`<details>
                            <summary>${message}</summary>
                            ${inspector(fields)}
                          </details>`,
                  },
                  {
                    head: "Event",
                    cell: ({ eventId }) =>
                      eventId === undefined ? "" : html`<a href="#/events/${eventId}">${idText(eventId, 20)}</a>`,
                  },
                ],
                { tone: ({ level }) => (level === "error" || level === "fatal" ? "bad" : "") },
              ),
        )}
      </section>`,
  };
};
