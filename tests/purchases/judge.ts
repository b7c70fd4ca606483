import { totalOf } from "../../domain/event/terms.ts";
import type { Order } from "../../domain/order/order.ts";
import { problemsOf, stockTotalProblems } from "../../loadtest/verify/judgement.ts";
import type { SampleEvent } from "../../packages/stripe-offline/samples/index.ts";
import type { Scenario } from "../../packages/stripe-offline/scenarios/scenario.ts";
import { type Consumer, consumers, CoreWorld, type CoreWorldOptions } from "./core-world.ts";

/** Enough of everything that a scenario sells. */
export function stockFor({ items }: Scenario): Record<string, number> {
  return Object.fromEntries(items.map(({ sku }) => [sku, 1000]));
}

/** Everything that is not as the scenario says; empty when all is right. */
export function judge(world: CoreWorld, scenario: Scenario): string[] {
  const accepted = new Map(scenario.events.map(({ id }) => [id, 1]));
  const { outcome, stock, deadLetters } = world;
  return [
    ...problemsOf(outcome, [scenario], accepted, { faults: false }),
    ...stockTotalProblems(outcome, stock, stockFor(scenario)),
  ]
    .map(({ kind, text }) => `${kind}: ${text}`)
    .concat(deadLetters, textProblems(world, scenario), world.orders.flatMap(totalProblems));
}

/** The parts of a total make the total, and the prices of what was sold its first part, unless a line sold nothing. */
function totalProblems({ orderId, totals, amountTotal, items = [] }: Order): string[] {
  if (totals === undefined) return [];
  const sum = totalOf(totals);
  const priced = items.reduce((all, { amount = 0 }) => all + amount, 0);
  const isPriced = items.length > 0 && items.every(({ amount }) => amount !== undefined);
  return [
    ...(sum === amountTotal ? [] : [`the parts of ${orderId} make ${String(sum)}, not ${String(amountTotal)}`]),
    ...(isPriced && priced < totals.subtotal
      ? [`the items of ${orderId} cost ${String(priced)} of ${String(totals.subtotal)}`]
      : []),
  ];
}

/** What the orders contain, which no order of arrival changes. */
export function contentsIn({ orders }: CoreWorld): unknown[] {
  return orders
    .map(({ orderId, schemaVersion, items, totals, shipTo, phone }) => ({
      orderId,
      schemaVersion,
      items,
      totals,
      shipTo,
      phone,
    }))
    .toSorted((a, b) => a.orderId.localeCompare(b.orderId));
}

function textProblems({ mailTexts, outcome }: CoreWorld, { expected }: Scenario): string[] {
  const stored = JSON.stringify([[...outcome.orders], [...outcome.reservations], mailTexts]);
  return [
    ...(expected.texts ?? [])
      .filter((text) => !mailTexts.some((mail) => mail.includes(text)))
      .map((text) => `no mail says ${text}`),
    // JSON escapes half a pair.
    ...(/\\ud[89a-f]/iu.test(stored) ? ["half of a surrogate pair is stored"] : []),
  ];
}

export interface Delivery {
  readonly consumer: Consumer;
  readonly event: SampleEvent;
}

export function deliveriesOf(events: readonly SampleEvent[]): Delivery[] {
  return events.flatMap((event) => consumers.map((consumer) => ({ consumer, event })));
}

/** One message after the other. */
export async function playInOrder(
  scenario: Scenario,
  deliveries: readonly Delivery[] = deliveriesOf(scenario.events),
  options: Omit<CoreWorldOptions, "stock"> = {},
): Promise<CoreWorld> {
  const world = new CoreWorld(scenario.objects, { stock: stockFor(scenario), ...options });
  for (const { consumer, event } of deliveries) await world.deliver(consumer, event);
  return world;
}
