import { expect, it } from "vitest";
import { readStripeEvent } from "../../domain/event/event.ts";
import { fewerEffects } from "../../domain/event/fewer-effects.ts";
import {
  type Effect,
  effectsOfType,
  emailEventTypes,
  inventoryEventTypes,
  orderEventTypes,
} from "../../domain/event/types.ts";
import { traceIdOf } from "../../functions/shared/trace-id.ts";
import { enrich } from "../../functions/event-enricher/enrich.ts";
import { recordLog, recordMetrics } from "../../functions/shared/testing.ts";
import { readReservation } from "../../domain/stock/stored-reservation.ts";
import { readOrder } from "../../domain/order/stored-order.ts";
import { otlpOf } from "../../ops/core/trace/otlp.ts";
import { trace, type TracePorts } from "../../ops/core/trace/trace.ts";
import { everyKind } from "../../packages/stripe-offline/scenarios/purchases.ts";
import type { Scenario } from "../../packages/stripe-offline/scenarios/scenario.ts";
import { type Consumer, consumers, CoreWorld } from "./core-world.ts";
import { stockFor } from "./judge.ts";

/** TRACED_ORDERS=10000 traces as many orders as that. */
const wanted = Number(process.env["TRACED_ORDERS"] ?? everyKind.length);

/** Of an event that concerns the order alone: made, accepted, applied. */
const hopsOfOrderEvent = 3;

const effectOf: Readonly<Record<Consumer, Effect>> = { orders: "order", email: "mail", inventory: "stock" };
const typesOf = { orders: orderEventTypes, email: emailEventTypes, inventory: inventoryEventTypes } as const;
const deployed = consumers.map((name) => ({ name, effect: effectOf[name], eventTypes: typesOf[name] }));

it("orders of every kind give complete traces: a span for each hop that there was, one trace for each event", async () => {
  let orders = 0;
  for (let nth = 0; orders < wanted; nth += 1) {
    const kind = everyKind[nth % everyKind.length];
    const scenario = kind?.make({ seed: `traced ${String(nth)}` });
    if (scenario === undefined) continue;
    // What nobody handles belongs to no order.
    const events = scenario.events.filter(({ type }) => effectsOfType(type).length > 0);
    const { world, hops } = await play(scenario, events);
    if (world.orders.length === 0) continue;
    const name = `${scenario.name}, ${String(nth)}`;
    const spans = [];
    for (const { orderId } of world.orders) {
      const traced = await trace(orderId, portsOf(world));
      if (traced === undefined) throw new Error(`${name}: nothing is known of ${orderId}`);
      expect(traced.notArchived, name).toEqual([]);
      const { resourceSpans } = otlpOf(traced);
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
    }
    // An order names the first and the last of many events of one type about one object, and counts the others.
    const counted = world.orders.flatMap(({ omitted = [] }) => omitted).reduce((sum, { count }) => sum + count, 0);
    expect(spans.length, name).toBe(hops - counted * hopsOfOrderEvent);
    expect(new Set(spans.map(({ spanId }) => spanId)).size, name).toBe(spans.length);
    const traceIds = new Set(
      spans.filter(({ parentSpanId }) => parentSpanId === undefined).map(({ traceId }) => traceId),
    );
    expect(traceIds.size, name).toBe(events.length - counted);
    expect(
      events.map(({ id }) => traceIdOf(id)),
      name,
    ).toEqual(expect.arrayContaining([...traceIds]));
    orders += world.orders.length;
  }
  expect(orders).toBeGreaterThanOrEqual(wanted);
}, 600_000);

/** Plays a purchase as the topic hands it out, and counts the hops: made, accepted, not sent, applied, mailed, noticed. */
async function play(
  scenario: Scenario,
  events: Scenario["events"],
): Promise<{ readonly world: CoreWorld; readonly hops: number }> {
  const world = new CoreWorld(scenario.objects, { stock: stockFor(scenario) });
  const ports = { journal: world.journal, metrics: recordMetrics(), log: recordLog(), stage: "dev", hasPartner: false };
  let hops = 0;
  for (const event of events) {
    await enrich([{ messageId: event.id, body: JSON.stringify(event), attributes: { SentTimestamp: "0" } }], ports);
    const left = fewerEffects(readStripeEvent(event)) ?? effectsOfType(event.type);
    const isLeftOut = effectsOfType(event.type).some((effect) => !left.includes(effect));
    for (const name of consumers) if (left.includes(effectOf[name])) await world.deliver(name, event);
    hops += hopsOfOrderEvent + (isLeftOut ? 1 : 0);
  }
  const notices = [...world.outcome.notices.values()].flat();
  return { world, hops: hops + world.mailTexts.length + notices.length };
}

/** What `ops trace` reads of the tables, of the world's. */
function portsOf({ journal, outcome }: CoreWorld): TracePorts {
  const at = new Date(0).toISOString();
  const among = <T>(keys: readonly string[], rows: ReadonlyMap<string, T>): Map<string, T> =>
    new Map(keys.flatMap((key) => [rows.get(key)].flatMap((row) => (row === undefined ? [] : [[key, row] as const]))));
  const read = <From, To>(rows: ReadonlyMap<string, From>, as: (row: From) => To): Map<string, To> =>
    new Map([...rows].map(([key, row]) => [key, as(row)]));
  const failures = {};
  return {
    consumers: deployed,
    isPaused: () => Promise.resolve(false),
    related: () => Promise.resolve([]),
    deadLetters: () => Promise.resolve([]),
    refs: (ids) => Promise.resolve(among(ids, journal.refs)),
    orders: (keys) => Promise.resolve(read(among(keys, outcome.orders), readOrder)),
    reservations: (keys) => Promise.resolve(read(among(keys, outcome.reservations), readReservation)),
    mails: (keys) => Promise.resolve(read(among(keys, outcome.ledger), ({ state }) => String(state))),
    mailRecords: (keys) =>
      Promise.resolve(
        [...among(keys, outcome.ledger)].map(([key, { state, eventId }]) => ({
          key,
          state: String(state),
          eventId: String(eventId),
          sentAt: at,
        })),
      ),
    entries: (ids) => Promise.resolve(read(among(ids, journal.events), (entry) => ({ ...entry, failures, waits: {} }))),
  };
}
