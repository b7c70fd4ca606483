import { afterEach, describe, expect, it, vi } from "vitest";
import type { Order } from "../../domain/order/order.ts";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { reportOf } from "../../packages/stripe-offline/scenarios/parcels.ts";
import { orderWorld } from "./testing.ts";

const paid = samplePurchase({ kind: "payment", seed: "written" });
const { completed, paymentSucceeded } = paid.events;

type Received = Parameters<ReturnType<typeof orderWorld>["apply"]>[0];
const idOf = ({ id, type }: Received) => ({ id, type });

afterEach(() => {
  vi.restoreAllMocks();
});

/** An order processor whose writes come second so often. */
function contendedWorld(times: number) {
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  const pauses: number[] = [];
  let left = times;
  const world = orderWorld(paid.objects, (ports) => ({
    ...ports,
    orders: {
      ...ports.orders,
      put: (order, merged) => (left-- > 0 ? Promise.resolve(false) : ports.orders.put(order, merged)),
    },
    wait: (milliseconds) => Promise.resolve(void pauses.push(milliseconds)),
  }));
  return { world, pauses };
}

describe("a write that comes second", () => {
  it("is tried again after a while, longer each time, and counted", async () => {
    const { world, pauses } = contendedWorld(3);
    await world.apply(completed);
    expect(world.orders.items.get(paid.orderKey)).toMatchObject({ status: "paid" });
    expect(pauses).toEqual([20, 40, 80]);
    expect(world.metrics.total("OrderConflicts")).toBe(3);
  });

  it("gives the record back after eight times", async () => {
    const { world, pauses } = contendedWorld(8);
    await expect(world.apply(completed)).rejects.toMatchObject({
      causeCode: "contended",
      disposition: "retry",
      message: "other events of the order came first 8 times",
    });
    expect(pauses).toHaveLength(7);
  });

  it("is none where nobody else writes", async () => {
    const { world, pauses } = contendedWorld(0);
    await world.apply(completed);
    expect(pauses).toEqual([]);
    expect(world.metrics.records.map(({ name }) => name)).not.toContain("OrderConflicts");
    expect(world.metrics.records.map(({ name }) => name)).not.toContain("OrdersMerged");
  });
});

describe("an event that came before", () => {
  it.each([{ kind: "shipped", parcel: "1" }, { kind: "out-of-stock" }])(
    "is known by its id, whatever time it has: $kind",
    async (said) => {
      const world = orderWorld(paid.objects);
      const { event } = reportOf({ order: paid.orderKey, ...said });
      await world.applyAll([completed, event]);
      const writes = world.orders.writes();
      await world.apply({ ...event, created: event.created + 60 });
      expect(world.orders.writes()).toBe(writes);
      expect(world.metrics.total("EventsRepeated", { Consumer: "orders" })).toBe(1);
    },
  );

  it("asks Stripe no more for what an authorisation's end gave back", async () => {
    const held = samplePurchase({ kind: "authorized", seed: "ended" });
    const world = orderWorld(held.objects);
    await world.applyAll([held.events.completed, held.events.chargeExpired]);
    const calls = world.stripe.calls.length;
    await world.apply(held.events.chargeExpired);
    expect(world.stripe.calls).toHaveLength(calls);
  });
});

describe("an order that became part of another", () => {
  /** `pi_0` is part of `pi_1`, that of `pi_2`, and so on. */
  async function chained(merges: number, isCircle = false) {
    const world = orderWorld(paid.objects);
    await world.apply(completed);
    const order = world.orders.items.get(paid.orderKey);
    if (order === undefined) throw new Error("no order");
    const part = (index: number, mergedInto: string): Order => ({
      ...order,
      orderId: keyOf(index),
      status: "merged",
      mergedInto,
    });
    const keyOf = (index: number): string => (index === 0 ? paid.orderKey : `pi_${String(index)}`);
    const end = keyOf(merges);
    for (let index = 0; index < merges; index += 1) world.orders.items.set(keyOf(index), part(index, keyOf(index + 1)));
    if (isCircle) world.orders.items.set(end, part(merges, keyOf(0)));
    else world.orders.items.set(end, { ...order, orderId: end });
    return { world, end };
  }

  it("is followed to where its events belong, five times", async () => {
    const { world, end } = await chained(5);
    await world.apply(paymentSucceeded);
    expect(world.orders.items.get(end)?.timeline).toHaveLength(2);
  });

  it.each([
    ["further", 6, false],
    ["in a circle", 2, true],
  ] as const)("is not followed %s", async (_how, merges, isCircle) => {
    const { world } = await chained(merges, isCircle);
    await expect(world.apply(paymentSucceeded)).rejects.toMatchObject({
      causeCode: "unexpected",
      message: `order ${paid.orderKey} was merged in a circle`,
    });
  });
});

describe("what an order contains", () => {
  it("is asked for by the event that places it, and not again", async () => {
    const world = orderWorld(paid.objects);
    await world.applyAll([
      paymentSucceeded,
      ...paid.story,
      { ...completed, id: "evt_later", type: "checkout.session.async_payment_succeeded" },
    ]);
    expect(world.stripe.calls.filter((call) => call.startsWith("session "))).toHaveLength(1);
  });

  it("is not asked for by a session that expired, and is by one that completed after it", async () => {
    const delayed = samplePurchase({ kind: "delayed", seed: "expired first" });
    const world = orderWorld(delayed.objects);
    await world.apply({ ...delayed.events.completed, id: "evt_expired", type: "checkout.session.expired" });
    expect(world.stripe.calls).toEqual([]);
    await world.apply(delayed.events.completed);
    expect(world.orders.items.get(delayed.orderKey)?.items).toHaveLength(2);
  });

  /** What an order contains after an event, where it contained something else before. */
  async function contentsAfter(purchase: typeof paid | typeof invoiced, before: Received[], event: Received) {
    const world = orderWorld(purchase.objects);
    await world.applyAll(before);
    const order = world.orders.items.get(purchase.orderKey);
    if (order === undefined) throw new Error("no order");
    const other = { sku: "OTHER", name: "Another thing", quantity: 1, goods: true };
    world.orders.items.set(order.orderId, { ...order, items: [other] });
    await world.apply(event);
    return world.orders.items.get(purchase.orderKey)?.items?.map(({ sku }) => sku);
  }
  const invoiced = samplePurchase({ kind: "invoiced", seed: "outranked" });
  const later = { ...completed, id: "evt_later", type: "checkout.session.async_payment_succeeded" };
  const expired = { ...completed, id: "evt_expired", type: "checkout.session.expired" };
  const session = ["MUG-BLUE", "TEE-M"];

  it("is the session's, whatever its invoice, its payment or its expiry brought before", async () => {
    const { invoicePaid, completed: itsSession } = invoiced.events;
    expect(await contentsAfter(invoiced, [invoicePaid], itsSession)).toEqual(session);
    expect(await contentsAfter(invoiced, [invoicePaid, { ...itsSession, ...idOf(later) }], itsSession)).toEqual(
      session,
    );
    expect(await contentsAfter(paid, [paymentSucceeded], completed)).toEqual(session);
    expect(await contentsAfter(paid, [expired], completed)).toEqual(session);
  });

  it("stays what it is once a session brought it, whatever comes later", async () => {
    expect(await contentsAfter(paid, [completed], later)).toEqual(["OTHER"]);
    const { invoicePaid, invoicePaymentSucceeded, completed: itsSession } = invoiced.events;
    expect(await contentsAfter(invoiced, [itsSession, invoicePaid], invoicePaymentSucceeded)).toEqual(["OTHER"]);
  });

  it.each(["invoice.payment_failed", "payment_intent.payment_failed"])("is not asked for by %s", async (type) => {
    const kind = type.startsWith("invoice") ? "renewal" : "payment-intent";
    const purchase = samplePurchase({ kind, seed: type });
    const event = purchase.story.find((each) => each.type.startsWith(type.split(".")[0] ?? ""));
    if (event === undefined) throw new Error("no such event");
    const world = orderWorld(purchase.objects);
    await world.apply({ ...event, type });
    expect([...world.orders.items.values()].map(({ items }) => items)).toEqual([undefined]);
  });
});

describe("the journal remembers", () => {
  it("the refund, the dispute and the charge of an order, each once", async () => {
    const { fullRefund, disputeWon } = paid.aftermath;
    const world = orderWorld([...paid.objects, ...fullRefund.objects, ...disputeWon.objects]);
    const claim = vi.spyOn(world.journal, "claimRef");
    const events = [...paid.story, ...fullRefund.story, ...disputeWon.story];
    await world.applyAll([...events, ...events]);
    const ids = [...fullRefund.story, ...disputeWon.story].map(({ data }) => data.object.id);
    const refs = Object.fromEntries([...new Set(ids)].map((id) => [id, paid.orderKey]));
    expect(Object.fromEntries(world.journal.refs)).toMatchObject(refs);
    const claimed = claim.mock.calls.map(([id]) => id).filter((id) => /^(?:re|du|dp)_/u.test(id));
    expect(claimed).toHaveLength(new Set(claimed).size);
  });

  it("no key as another name of itself, and no name twice", async () => {
    const world = orderWorld(paid.objects);
    const remember = vi.spyOn(world.journal, "rememberRef");
    await world.applyAll([
      completed,
      { ...completed, id: "evt_later", type: "checkout.session.async_payment_succeeded" },
    ]);
    expect(remember.mock.calls).toEqual([[completed.data.object.id, paid.orderKey, undefined]]);
    expect(world.journal.refs.get(paid.orderKey)).toBeUndefined();
  });
});
