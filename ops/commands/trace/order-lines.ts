import { kinds } from "../../../domain/order/facts.ts";
import type { Order } from "../../../domain/order/order.ts";
import type { Trace } from "../../core/trace/trace.ts";
import { money } from "../../output/money.ts";
import { fieldLines, tableLines } from "../../output/table.ts";
import { summaryLines } from "./summary.ts";

export function orderLines(order: Order, traced: Trace): string[] {
  const { customer, items = [], facts, timeline, omitted = [], currency, presentment, totals, shipTo, phone } = order;
  const priced = (amount: number | undefined): string => (amount === undefined ? "" : money(amount, currency));
  const registers = kinds.flatMap((kind) =>
    Object.entries(facts[kind]).map(([id, { state, amount, created }]) => [
      singular(kind),
      id,
      state,
      amount === undefined ? "" : money(amount, currency),
      new Date(created * 1000).toISOString(),
    ]),
  );
  return [
    ...summaryLines(traced),
    "",
    ...fieldLines({
      placed: order.createdAt,
      changed: order.updatedAt,
      customer: [customer.id ?? "guest", customer.name, customer.email].filter((each) => each !== undefined).join(", "),
      "ships to": shipTo === undefined ? undefined : Object.values(shipTo).join(", "),
      phone,
      invoice: order.invoiceNumber,
      "customer paid": presentment === undefined ? undefined : money(presentment.amountPaid, presentment.currency),
      "refunded of it":
        presentment === undefined || presentment.amountRefunded === 0
          ? undefined
          : money(presentment.amountRefunded, presentment.currency),
      account: order.account,
      "known as": order.aliases.join(", ") || undefined,
      livemode: String(order.livemode),
    }),
    ...section(
      "ITEMS",
      items.length === 0
        ? unreadableLines(order)
        : tableLines(
            ["SKU", "NAME", "QUANTITY", "UNIT", "AMOUNT"],
            items.map(({ sku, name, quantity, unitAmount, amount }) => [
              sku,
              name,
              quantity,
              // A unit may cost a fraction of the smallest unit.
              Number.isSafeInteger(unitAmount) ? priced(unitAmount) : unitAmount,
              priced(amount),
            ]),
          ),
    ),
    ...section(
      "TOTAL",
      totals === undefined
        ? []
        : fieldLines({
            subtotal: priced(totals.subtotal),
            discount: totals.discount === undefined ? undefined : priced(-totals.discount),
            shipping: totals.shipping === undefined ? undefined : priced(totals.shipping),
            tax: totals.tax === undefined ? undefined : priced(totals.tax),
            total: priced(order.amountTotal),
            "tax included": totals.taxIncluded === undefined ? undefined : priced(totals.taxIncluded),
          }),
    ),
    ...section(
      "FACTS",
      registers.length === 0 ? [] : tableLines(["OBJECT", "ID", "STATE", "AMOUNT", "AS OF"], registers),
    ),
    ...section(
      "EVENTS",
      tableLines(
        ["MADE", "APPLIED", "TYPE", "EVENT"],
        [
          ...timeline.map(({ eventId, type, created, applied }) => [created, applied, type, eventId]),
          ...omitted.map(({ type, object = "", count }) => ["", "", type, `and ${String(count)} more of ${object}`]),
        ],
      ),
    ),
  ];
}

function singular(kind: string): string {
  return kind.replace(/ies$/u, "ys").slice(0, -1);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", title, ...lines];
}

function unreadableLines({ unreadable }: Order): string[] {
  return unreadable === true ? ["The metadata `products` cannot be read, and nothing else says what was bought."] : [];
}
