import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  type SampleEvent,
  type SampleObject,
  samplePurchase,
  type SamplePurchaseOptions,
} from "../../packages/stripe-offline/samples/index.ts";
import { reportOf } from "../../packages/stripe-offline/scenarios/parcels.ts";
import { type StockWorld, stockWorld } from "./testing.ts";

const initial = { "MUG-BLUE": 10, "TEE-M": 10 };
const untouched = { "MUG-BLUE": { available: 10, reserved: 0 }, "TEE-M": { available: 10, reserved: 0 } };
const held = { "MUG-BLUE": { available: 8, reserved: 2 }, "TEE-M": { available: 9, reserved: 1 } };

interface Scenario {
  readonly name: string;
  readonly events: readonly SampleEvent[];
  readonly objects: readonly SampleObject[];
  readonly orderKey: string | null;
  /** Of the reservation, undefined when there is none. */
  readonly status: string | undefined;
  readonly notices: readonly string[];
  readonly stock: typeof untouched;
}

function scenarios(options: Omit<SamplePurchaseOptions, "seed"> = {}): Scenario[] {
  const given = { seed: "stock", ...options };
  const paid = samplePurchase({ kind: "payment", ...given });
  const { fullRefund, partialRefund, restRefund, failedRefund, disputeWon, disputeLost } = paid.aftermath;
  const delayed = samplePurchase({ kind: "delayed", ...given });
  const free = samplePurchase({ kind: "free", ...given });
  const expired = samplePurchase({ kind: "expired", ...given });
  const invoiced = samplePurchase({ kind: "invoiced", ...given });
  const setup = samplePurchase({ kind: "setup", ...given });
  const subscription = samplePurchase({ kind: "subscription", ...given });
  const subscriptionRefund = subscription.aftermath.fullRefund;
  const renewal = samplePurchase({ kind: "renewal", ...given });
  const intent = samplePurchase({ kind: "payment-intent", ...given });
  const picked = { status: "reserved", notices: ["pick"], stock: held };
  const withAftermath = (chapter: typeof fullRefund | typeof failedRefund | typeof disputeWon) => ({
    orderKey: paid.orderKey,
    events: [...paid.story, ...chapter.story],
    objects: [...paid.objects, ...chapter.objects],
  });
  return [
    { ...paid, name: "a payment", events: paid.story, ...picked },
    {
      name: "a payment, refunded in full",
      ...withAftermath(fullRefund),
      status: "released",
      notices: ["pick", "cancel"],
      stock: untouched,
    },
    { name: "a payment, refunded in part", ...withAftermath(partialRefund), ...picked },
    {
      name: "a payment, refunded in two parts",
      orderKey: paid.orderKey,
      events: [...paid.story, ...partialRefund.story, ...restRefund.story],
      objects: [...paid.objects, ...partialRefund.objects, ...restRefund.objects],
      status: "released",
      notices: ["pick", "cancel"],
      stock: untouched,
    },
    { name: "a payment whose refund fails", ...withAftermath(failedRefund), ...picked },
    {
      name: "a payment, disputed and won",
      ...withAftermath(disputeWon),
      ...picked,
      notices: ["pick", "hold", "release"],
    },
    { name: "a payment, disputed and lost", ...withAftermath(disputeLost), ...picked, notices: ["pick", "hold"] },
    {
      name: "a payment that waits",
      ...delayed,
      events: [delayed.events.completed],
      status: "reserved",
      notices: [],
      stock: held,
    },
    { name: "a delayed payment", ...delayed, events: delayed.story, ...picked },
    {
      name: "a delayed payment that fails",
      ...delayed,
      events: [delayed.events.completed, delayed.events.paymentFailed, delayed.events.asyncFailed],
      status: "released",
      notices: [],
      stock: untouched,
    },
    {
      name: "a delayed payment that both failed and was made",
      ...delayed,
      events: [delayed.events.completed, delayed.events.asyncFailed, delayed.events.asyncSucceeded],
      ...picked,
    },
    { name: "a free order", ...free, events: free.story, ...picked },
    {
      name: "an expired session",
      ...expired,
      events: expired.story,
      status: "released",
      notices: [],
      stock: untouched,
    },
    { name: "a payment with an invoice", ...invoiced, events: invoiced.story, ...picked },
    { name: "a setup session", ...setup, events: setup.story, status: undefined, notices: [], stock: untouched },
    { name: "a subscription of goods", ...subscription, events: subscription.story, ...picked },
    {
      name: "a subscription of goods, refunded",
      orderKey: subscription.orderKey,
      events: [...subscription.story, ...subscriptionRefund.story],
      objects: [...subscription.objects, ...subscriptionRefund.objects],
      status: "released",
      notices: ["pick", "cancel"],
      stock: untouched,
    },
    { name: "a renewal", ...renewal, events: renewal.story, ...picked },
    { name: "a payment intent", ...intent, events: intent.story, ...picked },
  ];
}

type End = Pick<Scenario, "stock" | "notices"> & { readonly reservations: readonly object[] };

function endOf({ store, notices }: StockWorld): End {
  return {
    reservations: [...store.reservations.values()].map(({ orderId, status }) => ({ orderId, status })),
    stock: Object.fromEntries(store.stock) as Scenario["stock"],
    notices: notices.map(({ kind }) => kind).toSorted(),
  };
}

function expectedEnd({ orderKey, status, stock, notices }: Scenario): End {
  return {
    reservations: status === undefined ? [] : [{ orderId: orderKey, status }],
    stock,
    notices: notices.toSorted(),
  };
}

describe("the stock after", () => {
  it.each(scenarios())("$name is right, and a replay changes nothing", async (scenario) => {
    const w = stockWorld(scenario.objects, initial);
    for (const event of scenario.events) await w.handle(event);
    expect(endOf(w)).toEqual(expectedEnd(scenario));
    expect(w.notices.map(({ kind }) => kind)).toEqual(scenario.notices);
    for (const event of scenario.events) await w.handle(event, "a replay");
    expect(endOf(w)).toEqual(expectedEnd(scenario));
  });

  it("any purchase is the same in any order, delivered any number of times, handled at the same time or not", async () => {
    const all = [...scenarios(), ...scenarios({ contents: "metadata", account: "acct_1" })];
    const arrivals = fc.constantFrom(...all).chain((scenario) =>
      fc.record({
        scenario: fc.constant(scenario),
        concurrent: fc.boolean(),
        events: fc.array(fc.constantFrom(...scenario.events), { maxLength: 5 }).chain((again) => {
          const events = [...scenario.events, ...again];
          return fc.shuffledSubarray(events, { minLength: events.length });
        }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(arrivals, async ({ scenario, concurrent, events }) => {
        const w = stockWorld(scenario.objects, initial);
        let records = events.map((event, index) => ({ event, message: `message-${index}` }));
        while (records.length > 0) {
          // What fails comes back, as from the queue.
          const back: typeof records = [];
          const attempt = (record: (typeof records)[number]): Promise<void> =>
            w.handle(record.event, record.message).catch(() => void back.push(record));
          if (concurrent) await Promise.all(records.map(attempt));
          else for (const record of records) await attempt(record);
          records = back;
        }
        expect(endOf(w)).toEqual(expectedEnd(scenario));
      }),
      { numRuns: 400 },
    );
  });
});

describe("an event", () => {
  it("of a session's expiry that came before its completion keeps an unpaid one from holding stock", async () => {
    const { events, objects, orderKey, ids } = samplePurchase({ kind: "delayed", seed: "expired" });
    const { completed, asyncSucceeded } = events;
    const session = { ...completed.data.object, status: "expired" as const, payment_intent: null };
    const expired = { ...completed, id: "evt_expired", type: "checkout.session.expired", data: { object: session } };
    for (const order of [
      [expired, completed],
      [completed, expired],
    ]) {
      const w = stockWorld(objects, initial);
      for (const event of order) await w.handle(event);
      expect(w.store.reservations.get(orderKey)?.status).toBe("released");
      expect(Object.fromEntries(w.store.stock)).toEqual(untouched);
      await w.handle(asyncSucceeded);
      expect(w.store.reservations.get(orderKey)?.status).toBe("reserved");
      expect(w.store.reservations.get(ids.session)?.status ?? "released").toBe("released");
    }
  });

  it("is counted by what it did", async () => {
    const { story, aftermath, objects } = samplePurchase({ kind: "payment", seed: "counted" });
    const w = stockWorld([...objects, ...aftermath.fullRefund.objects], initial);
    for (const event of [...story, ...story, ...aftermath.fullRefund.story]) await w.handle(event);
    expect(w.metrics.total("Reservations")).toBe(1);
    expect(w.metrics.total("ReservationsReleased")).toBe(1);
    expect(w.metrics.total("ReservationsShipped")).toBe(0);
    expect(w.metrics.total("Backorders")).toBe(0);
    expect(w.metrics.total("WarehouseNotices", { Kind: "pick" })).toBe(1);
    expect(w.metrics.total("WarehouseNotices", { Kind: "cancel" })).toBe(1);
    expect(w.metrics.total("EventsRepeated", { Consumer: "inventory" })).toBe(4);
  });

  it("of a parcel is counted as shipped, and not as given back", async () => {
    const { story, objects, orderKey } = samplePurchase({ kind: "payment", seed: "shipped" });
    const w = stockWorld(objects, initial);
    for (const event of story) await w.handle(event);
    await w.handle(reportOf({ kind: "shipped", order: orderKey, parcel: "1" }).event);
    expect(w.metrics.total("ReservationsShipped")).toBe(1);
    expect(w.metrics.total("ReservationsReleased")).toBe(0);
  });

  it("that moved stock, or published what another had left, is not counted as a repetition", async () => {
    const delayed = samplePurchase({ kind: "delayed", seed: "not repeated" });
    const unpaid = stockWorld(delayed.objects, initial);
    await unpaid.handle(delayed.events.completed);
    expect(unpaid.metrics.total("EventsRepeated")).toBe(0);

    const { events, objects } = samplePurchase({ kind: "payment", seed: "not repeated" });
    const w = stockWorld(objects, initial);
    w.store.interrupt = (point) => {
      w.store.interrupt = () => undefined;
      throw new Error(`crash ${point}`);
    };
    await expect(w.handle(events.completed)).rejects.toThrow("crash");
    await w.handle(events.completed);
    expect(w.metrics.total("EventsRepeated")).toBe(0);
  });

  it("is logged with what it did, and with the cause of a backorder", async () => {
    const { events, objects, orderKey } = samplePurchase({ kind: "payment", seed: "logged" });
    const line = { level: "info", message: "stock settled", eventId: events.completed.id, orderId: orderKey };
    const whole = { ...line, eventType: "checkout.session.completed" };
    const w = stockWorld(objects, initial);
    await w.handle(events.completed);
    expect(w.log.lines).toStrictEqual([{ ...whole, effects: ["reserve"], published: ["pick"] }]);
    const short = stockWorld(objects, {});
    await short.handle(events.completed);
    expect(short.log.lines).toMatchObject([{ ...whole, effects: ["backorder"], cause: "out-of-stock", published: [] }]);
  });

  it("of a refund without payment does nothing", async () => {
    const { aftermath, objects } = samplePurchase({ kind: "payment", seed: "no payment" });
    const { refundCreated } = aftermath.fullRefund.events;
    const refund = { ...refundCreated.data.object, payment_intent: null, charge: null };
    const w = stockWorld([...objects, refund], initial);
    await w.handle({ ...refundCreated, data: { object: refund } });
    expect([w.log.lines, w.store.reservations.size]).toEqual([[], 0]);
  });

  it.each([
    { learnt: "in_1", filed: ["pi", "in_1"] },
    { learnt: "pi", filed: ["pi"] },
  ])("filed under its own id goes to the order that was learnt meanwhile: $learnt", async ({ learnt, filed }) => {
    const { aftermath, objects, ids } = samplePurchase({ kind: "payment-intent", seed: "own", contents: "line-items" });
    const { fullRefund } = aftermath;
    const nameOf = (key: string): string => (key === ids.paymentIntent ? "pi" : key);
    const w = stockWorld([...objects, ...fullRefund.objects], initial);
    w.store.interrupt = (point) => {
      if (point === "after write") w.journal.refs.set(ids.paymentIntent, learnt === "pi" ? ids.paymentIntent : learnt);
    };
    await w.handle(fullRefund.events.refundCreated, "message-1", 3);
    expect([...w.store.reservations.keys()].map(nameOf)).toEqual(filed);
    expect(w.log.lines.map(({ orderId }) => nameOf(String(orderId)))).toEqual(filed);
  });

  it("without enough stock is counted as a backorder, once", async () => {
    const { story, objects } = samplePurchase({ kind: "payment", seed: "short" });
    const w = stockWorld(objects, { "MUG-BLUE": 1, "TEE-M": 10 });
    for (const event of [...story, ...story]) await w.handle(event);
    expect(w.metrics.total("Backorders")).toBe(1);
    expect(w.metrics.total("BackordersPaid")).toBe(1);
    expect(w.metrics.total("Reservations")).toBe(0);
    expect(w.notices).toEqual([]);
  });

  it("of an invoice reserves only what has a SKU of its own", async () => {
    const { orderKey, story, objects } = samplePurchase({ kind: "renewal", seed: "services" });
    const services = objects.map((object) =>
      object.object === "product" && JSON.stringify(object).includes("TEE-M") ? { ...object, metadata: {} } : object,
    );
    const w = stockWorld(services, initial);
    for (const event of story) await w.handle(event);
    expect(w.store.reservations.get(orderKey)?.lines).toEqual([{ sku: "MUG-BLUE", name: "Blue mug", quantity: 2 }]);
    expect(w.notices[0]?.items).toEqual([{ sku: "MUG-BLUE", name: "Blue mug", quantity: 2 }]);
  });
});
