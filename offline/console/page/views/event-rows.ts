import { html, type TemplateResult } from "lit-html";
import type { EventLine, Mark, State } from "../../api/events.ts";
import { idText, time } from "../lib/parts.ts";
import { table } from "../lib/table.ts";

const words: Readonly<Record<State, string>> = {
  applied: "applied",
  dead: "dead letter",
  failed: "failed",
  waits: "put off",
  open: "no effect yet",
  "not-concerned": "not concerned",
};

/** Events as rows, with what each branch made of them; what failed is red, with its cause. */
export function eventRows(
  events: readonly EventLine[],
  { selected = "", query = "", isShort = false }: { selected?: string; query?: string; isShort?: boolean } = {},
): TemplateResult {
  return table(
    events,
    [
      {
        head: "Type",
        kind: "grow",
        cell: ({ eventId, type, marks }) =>
          html`<a class="plain" href="#/events/${eventId}${query}" title=${eventId}>${type}</a>${causes(marks)}`,
      },
      { head: "Accepted", kind: "soft", cell: ({ receivedAt }) => time(receivedAt) },
      ...(isShort ? [] : [{ head: "Event", cell: ({ eventId }: EventLine) => idText(eventId, 20) }]),
      { head: "Order", cell: ({ orderKey }) => (orderKey === undefined ? "" : idText(orderKey, 18)) },
      {
        head: "Consumers",
        cell: ({ marks }) =>
          html`<span class="marks">${Object.entries(marks).map(([branch, mark]) => markOf(branch, mark))}</span>`,
      },
    ],
    {
      isLink: true,
      isSelected: ({ eventId }) => eventId === selected,
      key: ({ eventId }) => eventId,
      tone: ({ marks }) => (Object.values(marks).some(isBad) ? "bad" : ""),
    },
  );
}

function isBad({ state }: Mark): boolean {
  return state === "dead" || state === "failed";
}

/** Once where several branches give the same. */
function causes(marks: EventLine["marks"]): TemplateResult[] {
  const bad = Object.entries(marks).filter(([, mark]) => isBad(mark));
  const byCause = Map.groupBy(bad, ([, { state, cause = "" }]) => `${words[state]}: ${cause}`);
  return [...byCause].map(
    ([cause, all]) => html`<small class="bad-text">${all.map(([branch]) => branch).join(", ")} ${cause}</small>`,
  );
}

function markOf(branch: string, { state, cause }: Mark): TemplateResult {
  const text = `${branch}: ${words[state]}${cause === undefined ? "" : `: ${cause}`}`;
  return html`<i class="mark ${state}" title=${text} role="img" aria-label=${text}
    >${branch.charAt(0).toUpperCase()}</i
  >`;
}
