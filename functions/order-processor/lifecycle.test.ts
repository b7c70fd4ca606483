import { describe, expect, it } from "vitest";
import { type SampleEvent, samplePurchase, type SampleObject } from "../../packages/stripe-offline/samples/index.ts";
import { keptAtEachEnd } from "../../domain/order/timeline.ts";
import { memoryStripe } from "../../packages/stripe-offline/memory-stripe.ts";
import { reportOf } from "../../packages/stripe-offline/scenarios/parcels.ts";
import { orderWorld } from "./testing.ts";

const paid = samplePurchase({ kind: "payment", seed: "paid" });
const guest = samplePurchase({ kind: "guest", seed: "guest", currency: "JPY", contents: "metadata" });
const delayed = samplePurchase({ kind: "delayed", seed: "delayed" });
const free = samplePurchase({ kind: "free", seed: "free" });
const setup = samplePurchase({ kind: "setup", seed: "setup" });
const expired = samplePurchase({ kind: "expired", seed: "expired" });
const subscription = samplePurchase({ kind: "subscription", seed: "sub" });
const direct = samplePurchase({ kind: "payment-intent", seed: "direct" });
const { aftermath } = paid;
const expiry = { ...delayed.events.completed, id: "evt_expired", type: "checkout.session.expired" };

/** The order that a purchase's events make. */
async function orderOf(
  purchase: { orderKey: string | null; objects: SampleObject[] },
  events: SampleEvent[],
  more: SampleObject[] = [],
) {
  const world = orderWorld([...purchase.objects, ...more]);
  await world.applyAll(events);
  return world.orders.items.get(purchase.orderKey ?? "");
}

describe("an order's status", () => {
  it.each([
    ["paid by card", paid, paid.story, { status: "paid", amountTotal: 5800, amountPaid: 5800, currency: "sgd" }],
    ["payment before its session", paid, [paid.events.paymentSucceeded], { status: "unplaced", amountPaid: 5800 }],
    ["refused attempt, then paid", paid, [paid.events.paymentFailed, ...paid.story], { status: "paid" }],
    ["completed unpaid", delayed, [delayed.events.completed], { status: "awaiting-payment", amountPaid: 0 }],
    ["paid days later", delayed, delayed.story, { status: "paid", amountPaid: 5800 }],
    [
      "failed days later",
      delayed,
      [delayed.events.completed, delayed.events.asyncFailed],
      { status: "payment-failed" },
    ],
    ["expired", delayed, [delayed.events.completed, expiry], { status: "expired" }],
    ["expired, and paid all the same", delayed, [...delayed.story, expiry], { status: "paid" }],
    ["expired without an order", expired, expired.story, { status: "unplaced" }],
    ["free", free, free.story, { status: "paid", amountTotal: 0, amountPaid: 0 }],
    ["subscribed, invoice to come", subscription, [subscription.events.completed], { status: "awaiting-payment" }],
    ["subscribed", subscription, subscription.story, { status: "paid", amountPaid: 5800 }],
    [
      "invoice not paid",
      subscription,
      [subscription.events.invoicePaymentFailed],
      { status: "unplaced", amountPaid: 0 },
    ],
    ["the shop's own payment intent", direct, direct.story, { status: "paid", amountPaid: 5800 }],
    ["its attempt failed", direct, [direct.events.paymentFailed], { status: "unplaced", amountPaid: 0 }],
  ])("%s", async (_what, purchase, events, expected) => {
    expect(await orderOf(purchase, events)).toMatchObject(expected);
  });

  it.each([
    ["refunded", aftermath.fullRefund, { status: "refunded", amountRefunded: 5800 }],
    ["partly refunded", aftermath.partialRefund, { status: "partially-refunded", amountRefunded: 2900 }],
    ["a refund that failed", aftermath.failedRefund, { status: "paid", amountRefunded: 0 }],
    [
      "disputed",
      { ...aftermath.disputeWon, story: [aftermath.disputeWon.events.disputeCreated] },
      { status: "disputed" },
    ],
    ["dispute won", aftermath.disputeWon, { status: "paid" }],
    ["dispute lost", aftermath.disputeLost, { status: "dispute-lost" }],
  ])("%s", async (_what, chapter, expected) => {
    expect(await orderOf(paid, [...paid.story, ...chapter.story], chapter.objects)).toMatchObject(expected);
  });

  it("knows a refund by charge.refunded alone, from Stripe's list", async () => {
    const { events, objects } = aftermath.fullRefund;
    const order = await orderOf(paid, [...paid.story, events.chargeRefunded], objects);
    expect(order).toMatchObject({ status: "refunded" });
  });

  it("shows what the customer paid and got back, beside the amounts that Stripe converted", async () => {
    const shown = (presentment_amount: number) => ({
      presentment_details: { presentment_amount, presentment_currency: "jpy" },
    });
    const { events, objects } = aftermath.partialRefund;
    const story = [paid.events.completed, paid.events.paymentSucceeded, events.refundUpdated].map((event) => ({
      ...event,
      data: { object: { ...event.data.object, ...shown(event === events.refundUpdated ? 2445 : 4890) } },
    }));
    for (const order of [story, story.toReversed()]) {
      expect(await orderOf(paid, order, objects)).toMatchObject({
        currency: "sgd",
        amountPaid: 5800,
        amountRefunded: 2900,
        presentment: { currency: "jpy", amountPaid: 4890, amountRefunded: 2445 },
      });
    }
    expect(await orderOf(paid, paid.story)).not.toHaveProperty("presentment");
  });

  it("applies events that share an id, as Stripe's test webhooks do, each once", async () => {
    const id = "evt_00000000000000";
    const { partialRefund, restRefund } = aftermath;
    const events = [
      paid.events.completed,
      partialRefund.events.refundCreated,
      restRefund.events.refundCreated,
      partialRefund.events.refundUpdated,
      restRefund.events.refundUpdated,
    ].map((event) => ({ ...event, id }));
    const order = await orderOf(paid, [...events, ...events]);
    expect(order).toMatchObject({ status: "refunded", amountRefunded: 5800 });
    expect(order?.timeline.map(({ type }) => type)).toEqual([
      "checkout.session.completed",
      "refund.created",
      "refund.updated",
    ]);
    expect(order?.version).toBe(events.length);
  });

  it("knows who bought by the charge's billing details, where nothing else shows it", async () => {
    const object = { ...direct.events.paymentSucceeded.data.object, receipt_email: null, shipping: null };
    const order = await orderOf(direct, [{ ...direct.events.paymentSucceeded, data: { object } }]);
    expect(order?.customer).toMatchObject({ email: direct.customer.email });
  });

  it("has its invoice's number", async () => {
    const order = await orderOf(subscription, subscription.story);
    expect(order?.invoiceNumber).toBe(subscription.events.invoicePaid.data.object.number);
    expect(order?.invoiceNumber).toMatch(/\w/u);
  });

  it("adds two refunds up", async () => {
    const chapters = [aftermath.partialRefund, aftermath.restRefund];
    const events = [...paid.story, ...chapters.flatMap(({ story }) => story)];
    const order = await orderOf(
      paid,
      events,
      chapters.flatMap(({ objects }) => objects),
    );
    expect(order).toMatchObject({ status: "refunded", amountRefunded: 5800 });
  });
});

describe("an order", () => {
  it("can be read by a person", async () => {
    const order = await orderOf(paid, paid.story);
    const { session, paymentIntent } = paid.ids;
    expect(order).toEqual({
      schemaVersion: 2,
      orderId: paymentIntent,
      version: 2,
      status: "paid",
      aliases: [session],
      livemode: false,
      createdAt: "2026-11-02T09:01:03.000Z",
      updatedAt: expect.any(String),
      customerId: paid.customer.id,
      customer: { id: paid.customer.id, email: paid.customer.email, name: "Jenny Rosen" },
      contact: { id: paid.customer.id, email: paid.customer.email, name: "Jenny Rosen" },
      currency: "sgd",
      amountTotal: 5800,
      amountPaid: 5800,
      amountRefunded: 0,
      items: [
        { sku: "MUG-BLUE", name: "Blue mug", quantity: 2, goods: true, unitAmount: 1450, amount: 2900 },
        { sku: "TEE-M", name: "T-shirt, medium", quantity: 1, goods: true, unitAmount: 2900, amount: 2900 },
      ],
      totals: { subtotal: 5800 },
      shipTo: {
        name: "Jenny Rosen",
        line1: "9 Straits View",
        line2: "#06-07 Marina One West Tower",
        city: "Singapore",
        postalCode: "018937",
        country: "SG",
      },
      facts: {
        sessions: { [session]: expect.objectContaining({ state: "paid", eventId: paid.events.completed.id }) },
        payments: { [paymentIntent]: expect.objectContaining({ state: "succeeded", paid: 5800 }) },
        invoices: {},
        refunds: {},
        disputes: {},
        parcels: {},
        deliveries: {},
        shortages: {},
        placed: { created: paid.events.completed.created, eventId: paid.events.completed.id },
      },
      timeline: [
        {
          eventId: paid.events.paymentSucceeded.id,
          type: "payment_intent.succeeded",
          object: paymentIntent,
          created: "2026-11-02T09:01:02.000Z",
          applied: expect.any(String),
        },
        {
          eventId: paid.events.completed.id,
          type: "checkout.session.completed",
          object: session,
          created: "2026-11-02T09:01:03.000Z",
          applied: expect.any(String),
        },
      ],
    });
  });

  it("of a guest, or not yet placed, stays out of the customers' index", async () => {
    expect(await orderOf(guest, guest.story)).not.toHaveProperty("customerId");
    expect(await orderOf(paid, [paid.events.paymentSucceeded])).not.toHaveProperty("customerId");
  });

  it("of a subscription lists what its invoice lists", async () => {
    const order = await orderOf(subscription, subscription.story);
    expect(order?.items).toEqual([
      { sku: "MUG-BLUE", name: "Blue mug", quantity: 2, goods: true, unitAmount: 1450, amount: 2900 },
      { sku: "TEE-M", name: "T-shirt, medium", quantity: 1, goods: true, unitAmount: 2900, amount: 2900 },
    ]);
  });

  it("of a connected account has the account in its keys", async () => {
    const connected = samplePurchase({ kind: "payment", seed: "paid", account: "acct_1" });
    const order = await orderOf(connected, connected.story);
    expect(order).toMatchObject({
      orderId: `acct_1/${connected.ids.paymentIntent}`,
      account: "acct_1",
      customerId: `acct_1/${connected.customer.id}`,
    });
  });

  it("is not made by a session in setup mode", async () => {
    const world = orderWorld(setup.objects);
    await world.applyAll(setup.story);
    expect(world.orders.items.size).toBe(0);
    expect(world.metrics.total("SetupSessions")).toBe(1);
    expect(world.metrics.total("EventsWithoutPayment")).toBe(0);
    const { id: eventId, type } = setup.events.completed;
    expect(world.log.lines).toEqual([{ level: "info", message: "no order: setup", eventId, type }]);
  });

  it("is not made by a refund without payment", async () => {
    const { refundCreated } = aftermath.fullRefund.events;
    const refund = { ...refundCreated.data.object, payment_intent: null, charge: null };
    const world = orderWorld([]);
    await world.apply({ ...refundCreated, data: { object: refund } });
    expect(world.orders.items.size).toBe(0);
    expect(world.metrics.records.map(({ name }) => name)).toEqual(["EventsWithoutPayment"]);
  });

  it("that was filed under its payment intent points to the invoice's", async () => {
    const world = orderWorld(subscription.objects);
    const { events, ids } = subscription;
    await world.applyAll([events.paymentSucceeded, events.invoicePaid]);
    expect(world.orders.items.get(ids.paymentIntent)).toMatchObject({ status: "merged", mergedInto: ids.invoice });
    expect(world.orders.items.get(ids.invoice)).toMatchObject({ status: "paid", aliases: [ids.paymentIntent] });
    expect(world.metrics.total("OrdersMerged")).toBe(1);
  });

  it("is counted once, when it is placed, paid, refunded, disputed", async () => {
    const chapters: readonly { story: SampleEvent[]; objects: SampleObject[] }[] = [
      aftermath.disputeWon,
      aftermath.partialRefund,
      aftermath.restRefund,
    ];
    const world = orderWorld([...paid.objects, ...chapters.flatMap(({ objects }) => objects)]);
    const events = [...paid.story, ...chapters.flatMap(({ story }) => story)];
    await world.applyAll([...events, ...events]);
    const counts = ["OrdersPlaced", "OrdersPaid", "OrdersRefunded", "OrdersDisputed"] as const;
    expect(counts.map((name) => world.metrics.total(name))).toEqual([1, 1, 1, 1]);
    expect(world.metrics.total("OrderValue", { Currency: "sgd" })).toBe(58);
    expect(world.metrics.total("EventsRepeated", { Consumer: "orders" })).toBe(events.length);
    const applied = world.log.lines.filter(({ message }) => message === "applied");
    expect(applied).toHaveLength(events.length);
    const { id: eventId, type } = paid.events.completed;
    expect(applied).toContainEqual({
      level: "info",
      message: "applied",
      eventId,
      type,
      orderKey: paid.orderKey,
      status: "paid",
    });
  });

  it("is counted once for its goods: when a parcel leaves, when all have come, when an article is missing", async () => {
    const world = orderWorld(paid.objects);
    const { orderKey: order } = paid;
    const counts = () =>
      (["OrdersShipped", "OrdersDelivered", "OrdersOutOfStock"] as const).map((name) => world.metrics.total(name));
    const say = async (said: object): Promise<number[]> => {
      const { event } = reportOf({ order, at: new Date((at += 1000)).toISOString(), ...said });
      await world.applyAll([event, event]);
      return counts();
    };
    let at = Date.parse("2026-11-24T06:00:00Z");
    await world.applyAll(paid.story);
    expect(counts()).toEqual([0, 0, 0]);
    expect(await say({ kind: "out-of-stock", sku: "TEE-M" })).toEqual([0, 0, 1]);
    expect(await say({ kind: "out-of-stock", sku: "TEE-M" })).toEqual([0, 0, 1]);
    expect(await say({ kind: "out-of-stock", sku: "MUG-BLUE" })).toEqual([0, 0, 2]);
    expect(await say({ kind: "shipped", parcel: "1" })).toEqual([1, 0, 2]);
    expect(await say({ kind: "shipped", parcel: "2" })).toEqual([1, 0, 2]);
    expect(await say({ kind: "delivered", parcel: "1" })).toEqual([1, 0, 2]);
    expect(await say({ kind: "delivered", parcel: "2" })).toEqual([1, 1, 2]);
  });

  it("is shipped where only the parcel's arrival was reported", async () => {
    const world = orderWorld(paid.objects);
    await world.applyAll([...paid.story, reportOf({ kind: "delivered", order: paid.orderKey, parcel: "1" }).event]);
    await world.apply(reportOf({ kind: "shipped", order: paid.orderKey, parcel: "1" }).event);
    expect([world.metrics.total("OrdersShipped"), world.metrics.total("OrdersDelivered")]).toEqual([1, 1]);
  });

  it("does not grow without end when a payment is tried thousands of times", async () => {
    const world = orderWorld(paid.objects);
    const { paymentFailed } = paid.events;
    const attempts = Array.from({ length: 1500 }, (_, attempt) => ({
      ...paymentFailed,
      id: `evt_attempt_${String(attempt)}`,
      created: paymentFailed.created + attempt,
    }));
    const counted = () => world.orders.items.get(paid.orderKey)?.omitted?.map(({ type, count }) => [type, count]);
    await world.applyAll(attempts.slice(0, 500));
    expect(counted()).toEqual([["payment_intent.payment_failed", 500 - 2 * keptAtEachEnd]]);
    await world.applyAll([...attempts.slice(200, 700), ...paid.story]);
    expect(counted()).toEqual([["payment_intent.payment_failed", 700 - 2 * keptAtEachEnd]]);
    await world.applyAll(attempts.slice(700));
    const order = world.orders.items.get(paid.orderKey);
    expect(order).toMatchObject({ status: "paid" });
    expect(order?.timeline).toHaveLength(2 * keptAtEachEnd + paid.story.length);
    expect(order?.omitted?.[0]?.count).toBeGreaterThan(1300);
    expect(order?.omitted?.[0]?.count).toBeLessThan(1700);
    expect(JSON.stringify(order).length).toBeLessThan(15_000);
    const writes = world.orders.writes();
    await world.applyAll([...attempts, ...paid.story]);
    expect(world.orders.writes()).toBe(writes);
  });

  it("takes a charge's further refunds that come under an event id that is known", async () => {
    const { partialRefund, restRefund } = aftermath;
    const { id: rest } = restRefund.events.refundCreated.data.object;
    let isListed = false;
    const stripe = memoryStripe([...paid.objects, ...restRefund.objects], {
      isListed: ({ id }) => isListed || id !== rest,
    });
    const world = orderWorld([], (ports) => ({ ...ports, stripe }));
    const first = partialRefund.events.chargeRefunded;
    await world.applyAll(paid.story);
    await world.applyAll(partialRefund.story.filter(({ type }) => type.startsWith("refund.")));
    await world.apply(first);
    isListed = true;
    await world.apply({ ...restRefund.events.chargeRefunded, id: first.id });
    expect(world.orders.items.get(paid.orderKey)).toMatchObject({ status: "refunded", amountRefunded: paid.amount });
  });

  it("asks Stripe for its contents once, and not at all where the event contains them", async () => {
    const asked = orderWorld(paid.objects);
    await asked.applyAll(paid.story);
    expect(asked.stripe.calls).toEqual([`session ${paid.ids.session}`]);
    const complete = orderWorld(guest.objects);
    await complete.applyAll(guest.story);
    expect(complete.stripe.calls).toEqual([]);
  });

  it.each([
    [
      "a refund that names nothing",
      { ...aftermath.fullRefund.events.refundCreated, data: { object: { id: "re_1", object: "refund" } } },
    ],
    [
      "an amount that is not a number",
      {
        ...paid.events.paymentSucceeded,
        data: { object: { ...paid.events.paymentSucceeded.data.object, amount: "5800" } },
      },
    ],
    ["an unknown type", { ...paid.events.completed, type: "checkout.session.renamed" }],
  ])("is not made of %s", async (_what, event) => {
    const world = orderWorld(paid.objects);
    await expect(world.apply(event)).rejects.toMatchObject({ disposition: "reject", causeCode: "invalid-event" });
    expect(world.orders.items.size).toBe(0);
  });
});
