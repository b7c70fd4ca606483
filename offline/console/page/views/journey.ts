import { html, type TemplateResult } from "lit-html";
import type { Journey } from "../../api/journey.ts";
import type { Bar } from "../../api/waterfall.ts";
import { durationText, moneyText, preciseTime } from "../lib/format.ts";
import { fields, idText, status } from "../lib/parts.ts";
import { table } from "../lib/table.ts";

/** The current state of what an id belongs to. */
export function summary({ orderKey, order, reservation, mails, deadLetters }: Journey): TemplateResult {
  return fields({
    "Dead letters":
      deadLetters.length === 0
        ? undefined
        : html`${deadLetters.map(
            ({ branch, cause, message }) =>
              html`<a class="bad-text" href="#/dead-letters?queue=${branch}&cause=${cause}"
                >${branch}: ${cause}: ${message}. Redrive or purge</a
              > `,
          )}`,
    Order: html`<a class="mono" href="#/orders/${orderKey}">${orderKey}</a>`,
    Status: order === undefined ? html`<span class="faint">no order (yet)</span>` : status(order.status),
    Fulfilment: order?.fulfilment === undefined ? undefined : status(order.fulfilment),
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

/** Each thing that happened, the first one first, with the time since the one before and a bar since its event was accepted. */
export function journeyTable({ steps, bars, notArchived }: Journey, eventId?: string): TemplateResult {
  const rows = steps.map((step, index) => ({ ...step, before: steps[index - 1]?.at, bar: bars[index] }));
  return html`${table(
    rows,
    [
      { head: "Time", kind: "soft", cell: ({ at }) => html`<span class="mono" title=${at}>${preciseTime(at)}</span>` },
      {
        head: "After",
        kind: "number",
        cell: ({ at, before }) => (before === undefined ? "" : `+${durationText(Date.parse(at) - Date.parse(before))}`),
      },
      { head: "Since accepted", cell: ({ bar }) => (bar ? waterfall(bar) : "") },
      { head: "Where", kind: "soft", cell: ({ where }) => where },
      { head: "What", kind: "grow", cell: ({ what }) => what },
      {
        head: "Event",
        cell: ({ eventId: id }) => (id === undefined ? "" : html`<a href="#/events/${id}">${idText(id, 15)}</a>`),
      },
    ],
    {
      tone: (step) =>
        `${step.eventId === eventId ? "own" : ""} ${/^(?:failed|dead letter)/u.test(step.what) ? "bad" : ""}`,
    },
  )}
  ${notArchived.length === 0 ? "" : html`<p class="note warn">Not in the journal (yet): ${notArchived.join(", ")}</p>`}`;
}

function waterfall({ until, of }: Bar): TemplateResult {
  const part = of === 0 ? 0 : (100 * until) / of;
  return html`<svg
    class="waterfall"
    viewBox="0 0 100 6"
    preserveAspectRatio="none"
    role="img"
    aria-label="${durationText(until)} of ${durationText(of)}"
  >
    <title>${durationText(until)} of ${durationText(of)}</title>
    <rect class="whole" width="100" height="6"></rect>
    <rect width=${Math.max(2, part)} height="6"></rect>
  </svg>`;
}

/** Of a ledger key, `mail#<order key>#<kind>`. The page is served alone, so it cannot import the domain's reader. */
function kindOf(key: string): string {
  return key.split("#")[2] ?? "";
}
