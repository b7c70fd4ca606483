import { html, nothing, type TemplateResult } from "lit-html";
import type { EventLine, Mark } from "../../api/events.ts";
import { follow, idText, time } from "../lib/parts.ts";

const words: Readonly<Record<Mark, string>> = {
  applied: "applied",
  failed: "failed",
  open: "no effect yet",
  "not-concerned": "not concerned",
};

/** Events as rows, with what each consumer made of them. */
export function eventRows(
  events: readonly EventLine[],
  { selected, isShort = false }: { readonly selected?: string; readonly isShort?: boolean } = {},
): TemplateResult {
  return html`<table class="events">
    <thead>
      <tr>
        <th>Accepted</th>
        <th class="grow">Type</th>
        ${isShort ? nothing : html`<th>Event</th>`}
        <th>Order</th>
        <th>Consumers</th>
      </tr>
    </thead>
    <tbody>
      ${events.map(
        ({ eventId, type, receivedAt, orderKey, marks }) =>
          html`<tr class="link" aria-selected=${eventId === selected ? "true" : "false"} @click=${follow}>
            <td class="soft">${time(receivedAt)}</td>
            <td class="grow"><a class="plain" href="#/events/${eventId}" title=${eventId}>${type}</a></td>
            ${isShort ? nothing : html`<td>${idText(eventId, 20)}</td>`}
            <td>${orderKey === undefined ? "" : idText(orderKey, 18)}</td>
            <td>
              <span class="marks">${Object.entries(marks).map(([consumer, mark]) => markOf(consumer, mark))}</span>
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function markOf(consumer: string, mark: Mark): TemplateResult {
  const text = `${consumer}: ${words[mark]}`;
  return html`<i class="mark ${mark}" title=${text} role="img" aria-label=${text}
    >${consumer.charAt(0).toUpperCase()}</i
  >`;
}
