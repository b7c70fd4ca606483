import { describe, expect, it } from "vitest";
import formerRow from "./fixtures/order-of-version-1.json" with { type: "json" };
import { readOrder } from "../../domain/order/stored-order.ts";
import { samplePurchase, type SampleObject } from "../../packages/stripe-offline/samples/index.ts";
import { orderWorld } from "./testing.ts";

const { orderKey, objects, story, events, ids, aftermath } = samplePurchase({ kind: "payment", seed: "former" });
const former = readOrder(formerRow);

function worldOfFormer(known: readonly SampleObject[] = objects) {
  const world = orderWorld(known);
  world.orders.items.set(former.orderId, former);
  return { ...world, order: () => world.orders.items.get(former.orderId) };
}

describe("an order that a former version wrote", () => {
  it("is read, as of version 1", () => {
    const unreported = { parcels: {}, deliveries: {}, shortages: {} };
    expect(former).toEqual({ ...formerRow, schemaVersion: 1, facts: { ...formerRow.facts, ...unreported } });
    expect(former.orderId).toBe(orderKey);
  });

  it("is filled in by a replay of its events, and is then as it would be written today", async () => {
    const { order, applyAll } = worldOfFormer();
    await applyAll(story);
    const today = orderWorld(objects);
    await today.applyAll(story);
    const { version: _version, updatedAt: _updated, timeline, ...filled } = order() ?? former;
    expect(today.orders.items.get(orderKey)).toMatchObject(filled);
    expect(filled).toMatchObject({ schemaVersion: 2, totals: { subtotal: 5800 }, shipTo: { city: "Singapore" } });
    expect(timeline).toEqual(former.timeline);
  });

  it("is filled in once", async () => {
    const { orders, stripe, applyAll } = worldOfFormer();
    await applyAll([...story, ...story, ...story]);
    expect(orders.writes()).toBe(1);
    expect(stripe.calls).toEqual([`session ${ids.session}`]);
  });

  it("stays of version 1 when an event comes that does not show what it lacks", async () => {
    const { order, applyAll } = worldOfFormer([...objects, ...aftermath.partialRefund.objects]);
    await applyAll(aftermath.partialRefund.story);
    expect(order()).toMatchObject({ schemaVersion: 1, status: "partially-refunded" });
    await applyAll(story);
    expect(order()).toMatchObject({ schemaVersion: 2, status: "partially-refunded", totals: { subtotal: 5800 } });
  });

  it("keeps what it was known to contain, whatever the catalogue says by now", async () => {
    const { order, journal, apply } = worldOfFormer();
    const { items = [], customer, currency = "" } = former;
    const remembered = items.map((item) => ({ ...item, sku: `FORMERLY-${item.sku}` }));
    await journal.putPurchase({
      schemaVersion: 1,
      orderKey,
      source: "session",
      items: remembered,
      customer,
      currency,
      amountTotal: 5800,
      livemode: false,
      paymentIntents: [],
    });
    await apply(events.completed);
    expect(order()?.items).toEqual([
      { ...remembered[0], unitAmount: 1450, amount: 2900 },
      { ...remembered[1], unitAmount: 2900, amount: 2900 },
    ]);
  });

  it("stays as it is where Stripe does not know its session any more", async () => {
    const { order, journal, apply } = worldOfFormer([]);
    const { items = [], customer } = former;
    const purchase = { orderKey, items, customer, currency: "sgd", amountTotal: 5800, livemode: false };
    await journal.putPurchase({ ...purchase, schemaVersion: 1, source: "session", paymentIntents: [] });
    await apply(events.completed);
    expect(order()).toEqual(former);
  });
});
