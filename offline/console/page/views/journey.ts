import { html, type TemplateResult } from "lit-html";
import type { Trace } from "../../../../ops/core/trace/trace.ts";
import { durationText, moneyText, preciseTime } from "../lib/format.ts";
import { fields, idText, status } from "../lib/parts.ts";

/** The current state of what an id belongs to. */
export function summary({ orderKey, order, reservation, mails }: Trace): TemplateResult {
  return fields({
    Order: html`<a class="mono" href="#/orders/${orderKey}">${orderKey}</a>`,
    Status: order === undefined ? html`<span class="faint">no order (yet)</span>` : status(order.status),
    Paid:
      order === undefined
        ? undefined
        : `${moneyText(order.amountPaid, order.currency)} of ${moneyText(order.amountTotal, order.currency)}`,
    Refunded:
      order === undefined || order.amountRefunded === 0 ? undefined : moneyText(order.amountRefunded, order.currency),
    Mails:
      mails.length === 0
        ? html`<span class="faint">none</span>`
        : html`<span class="pills"
            >${mails.map(({ key, state, outcome }) => html`<span>${kindOf(key)} ${status(outcome ?? state)}</span>`)}</span
          >`,
    Stock:
      reservation === undefined
        ? html`<span class="faint">nothing reserved</span>`
        : html`${status(reservation.status)}
            <span class="soft"
              >${reservation.lines.map(({ sku, quantity }) => `${String(quantity)} × ${sku}`).join(", ")}</span
            >`,
  });
}

/** Each thing that happened, the first one first, with the time since the one before. */
export function journeyTable({ steps, notArchived }: Trace, eventId?: string): TemplateResult {
  return html`<table class="journey">
      <thead>
        <tr>
          <th>Time</th>
          <th class="number">After</th>
          <th>Where</th>
          <th class="grow">What</th>
          <th>Event</th>
        </tr>
      </thead>
      <tbody>
        ${steps.map((step, index) => {
          const before = steps[index - 1];
          const gap = before === undefined ? "" : `+${durationText(Date.parse(step.at) - Date.parse(before.at))}`;
          return html`<tr class=${step.eventId === eventId ? "own" : ""}>
            <td class="mono soft" title=${step.at}>${preciseTime(step.at)}</td>
            <td class="number faint">${gap}</td>
            <td><span class="where ${step.where}">${step.where}</span></td>
            <td class="grow wrap ${step.what.startsWith("failed") ? "bad-text" : ""}">${step.what}</td>
            <td>
              ${step.eventId === undefined ? "" : html`<a href="#/events/${step.eventId}">${idText(step.eventId, 15)}</a>`}
            </td>
          </tr>`;
        })}
      </tbody>
    </table>
    ${notArchived.length === 0 ? "" : html`<p class="note warn">Not in the journal (yet): ${notArchived.join(", ")}</p>`}`;
}

/** Of a ledger key, `mail#<order key>#<kind>`. The page is served alone, so it cannot import the domain's reader. */
function kindOf(key: string): string {
  return key.split("#")[2] ?? "";
}
