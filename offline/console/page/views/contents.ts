import { html } from "lit-html";
import type { Contents } from "../../api/contents.ts";
import { get } from "../lib/api.ts";
import { counted } from "../lib/format.ts";
import { inspector } from "../lib/inspector.ts";
import { ListAndDetail } from "../lib/list-and-detail.ts";
import type { MakeView } from "../lib/page.ts";
import { empty, loaded, time } from "../lib/parts.ts";
import { table } from "../lib/table.ts";

/** A queue's messages or a table's items: `#/queues/NAME?entry=ID`. */
export const contentsView: MakeView = (page) => {
  const entry = (): string => page.route.query.get("entry") ?? "";
  const shown = new ListAndDetail<Contents, undefined>({
    query: () => `${page.route.view}/${page.route.id}`,
    list: (signal) => get(`${page.route.view}/${page.route.id}`, signal),
    detail: () => Promise.resolve(undefined),
    render: () => page.render(),
    keepsList: false,
  });
  const { list } = shown;
  return {
    get title() {
      return page.route.view === "queues" ? "Queue" : "Table";
    },
    lead: () =>
      `${page.route.id}${list.value === undefined ? "" : `: ${counted(list.value.count, page.route.view === "queues" ? "message" : "item")}`}`,
    open: () => shown.open(entry()),
    changed: () => shown.changed(),
    actions: () => html`<a class="button" href="#/flow">Flow</a>`,
    template: () => {
      const { view, id: name } = page.route;
      const found = list.value?.entries.find(({ id }) => id === entry());
      return shown.template(
        { list: name, detail: "Entry" },
        loaded(list, ({ entries }) =>
          entries.length === 0
            ? empty("Empty", view === "queues" ? "No message waits here." : "No item yet.")
            : table(
                entries,
                [
                  {
                    head: view === "queues" ? "Message" : "Key",
                    kind: "grow",
                    cell: ({ id }) =>
                      html`<a class="plain mono break" href="#/${view}/${name}?entry=${encodeURIComponent(id)}"
                        >${id}</a
                      >`,
                  },
                  ...(view === "queues"
                    ? [{ head: "Sent", kind: "soft" as const, cell: ({ at }: (typeof entries)[number]) => time(at) }]
                    : []),
                  { head: "About", kind: "soft", cell: ({ about }) => about },
                ],
                { isLink: true, isSelected: ({ id }) => id === entry(), key: ({ id }) => id },
              ),
        ),
        () =>
          html`<header>
              <h2 class="mono break">${entry()}</h2>
              <div class="end"><a class="button" href="#/${view}/${name}">Close</a></div>
            </header>
            <div class="body">
              ${found === undefined ? empty("It has gone", "Taken, deleted or moved.") : inspector(found.value)}
            </div>`,
      );
    },
  };
};
