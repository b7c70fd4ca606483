import { describe, expect, it } from "vitest";
import { type Facts, joinFacts, noFacts, type Register, sameFacts } from "./facts.ts";
import { type Addition, extendOrder, isOutdated, mergeAway } from "./order.ts";
import { deriveAmounts, deriveFulfilment, derivePresentment, deriveStatus } from "./status.ts";

const register = (state: string, more: Partial<Register> = {}): Register => ({
  state,
  created: 1,
  eventId: "evt_1",
  ...more,
});
const placed = { created: 1, eventId: "evt_1" };
const unplaced = (more: Partial<Facts>): Facts => ({ ...noFacts, ...more });
const facts = (more: Partial<Facts>): Facts => unplaced({ placed, ...more });
const presented = (amount: number) => ({ presentment: { currency: "vnd", amount } });

describe("an order's status", () => {
  it.each<[status: string, Partial<Facts>]>([
    ["awaiting-payment", { sessions: { cs_1: register("unpaid") } }],
    ["awaiting-payment", { payments: { pi_1: register("failed") } }],
    ["payment-failed", { sessions: { cs_1: register("failed") }, payments: { pi_1: register("canceled") } }],
    ["canceled", { sessions: { cs_1: register("expired") }, payments: { pi_1: register("canceled") } }],
    ["expired", { sessions: { cs_1: register("expired") } }],
    ["paid", { sessions: { cs_1: register("paid") } }],
    ["paid", { payments: { pi_1: register("succeeded") } }],
    ["paid", { invoices: { in_1: register("paid") }, disputes: { dp_1: register("won") } }],
    ["disputed", { invoices: { in_1: register("paid") }, disputes: { a: register("lost"), b: register("open") } }],
    ["dispute-lost", { invoices: { in_1: register("paid") }, disputes: { dp_1: register("lost") } }],
  ])("is %s by %j", (status, known) => {
    expect(deriveStatus(facts(known))).toBe(status);
  });

  it("is unplaced before an event places it", () => {
    expect(deriveStatus(unplaced({ payments: { pi_1: register("succeeded") } }))).toBe("unplaced");
  });

  it.each([
    ["paid", [register("failed", { amount: 700 }), register("canceled", { amount: 700 })]],
    ["partially-refunded", [register("pending", { amount: 300 }), register("succeeded", { amount: 399 })]],
    ["refunded", [register("pending", { amount: 300 }), register("succeeded", { amount: 400 })]],
  ])("is %s after the refunds that hold: %j", (status, refunds) => {
    const payments = { pi_1: register("succeeded", { paid: 700 }) };
    expect(deriveStatus(facts({ payments, refunds: Object.fromEntries(refunds.entries()) }))).toBe(status);
  });
});

describe("an order's amounts", () => {
  it("are of its sessions, else its invoices, else its payments, in the order of their ids", () => {
    const payments = { pi_2: register("succeeded", { amount: 2, paid: 20 }), pi_1: register("failed", { amount: 1 }) };
    expect(deriveAmounts(facts({ payments }))).toEqual({ amountTotal: 1, amountPaid: 20, amountRefunded: 0 });
    const invoices = { in_1: register("paid", { amount: 3, paid: 25 }) };
    expect(deriveAmounts(facts({ payments, invoices }))).toMatchObject({ amountTotal: 3, amountPaid: 25 });
    const sessions = { cs_1: register("paid", { amount: 4, paid: 50 }) };
    expect(deriveAmounts(facts({ payments, invoices, sessions }))).toMatchObject({ amountTotal: 4, amountPaid: 25 });
    expect(deriveAmounts(noFacts)).toEqual({ amountTotal: 0, amountPaid: 0, amountRefunded: 0 });
  });

  it("are also what the customer saw, where Stripe converted it", () => {
    const sessions = { cs_1: register("paid", { amount: 700, paid: 700, ...presented(900) }) };
    const refunds = {
      re_1: register("succeeded", { amount: 70, ...presented(88) }),
      re_2: register("succeeded", { amount: 70 }),
      re_3: register("failed", { amount: 70, ...presented(90) }),
    };
    expect(derivePresentment(facts({ sessions, refunds }))).toEqual({
      currency: "vnd",
      amountPaid: 900,
      amountRefunded: 178,
    });
    const payments = {
      pi_1: register("succeeded", { paid: 350, ...presented(450) }),
      pi_2: register("failed", { amount: 350, ...presented(450) }),
    };
    expect(derivePresentment(facts({ sessions, payments }))).toMatchObject({ amountPaid: 450 });
    const attempt = { cs_1: register("unpaid", { amount: 700, ...presented(900) }) };
    expect(derivePresentment(facts({ sessions: attempt, payments: {} }))).toBeUndefined();
    const free = { cs_1: register("paid", { paid: 0, ...presented(0) }) };
    expect(derivePresentment(facts({ sessions: free, refunds: { re_2: refunds.re_2 } }))).toMatchObject({
      amountRefunded: 0,
    });
  });
});

describe("how far an order's goods are", () => {
  const at = (created: number, state = "shipped") => register(state, { created });

  it.each<[Partial<Facts>, string | undefined]>([
    [{}, undefined],
    [{ parcels: { P1: at(1) } }, "shipped"],
    [{ parcels: { P1: at(1), P2: at(1) }, deliveries: { P1: at(2) } }, "shipped"],
    [{ parcels: { P1: at(1) }, deliveries: { P1: at(2) } }, "delivered"],
    [{ deliveries: { P1: at(2) } }, "delivered"],
    [{ shortages: { LAMP: at(1) } }, "out-of-stock"],
    [{ shortages: { LAMP: at(2) }, parcels: { P1: at(1) } }, "out-of-stock"],
    [{ shortages: { LAMP: at(2), MUG: at(1) }, parcels: { P1: at(2) } }, "shipped"],
    [{ shortages: { LAMP: at(1), MUG: at(3) }, parcels: { P1: at(2) } }, "out-of-stock"],
  ])("%j is %s", (known, fulfilment) => {
    expect(deriveFulfilment(facts(known))).toBe(fulfilment);
  });
});

describe("an order", () => {
  const identity = { orderId: "acct_1/pi_1", livemode: false, account: "acct_1" };
  const addition = (more: Partial<Addition>): Addition => ({ facts: noFacts, timeline: [], aliases: [], ...more });
  const guest = { email: "guest@example.test" };

  it("knows its customer by its sessions first, then by who was asked with the contents", () => {
    const sessions = { cs_1: register("paid", { customer: { id: "cus_1", name: "Ada" } }) };
    const invoices = { in_1: register("paid", { customer: { id: "cus_2", name: "Bob", email: "bob@example.test" } }) };
    const contents = { items: [], contact: { ...guest, name: "Guest" } };
    const of = (known: Facts) => extendOrder(undefined, identity, [addition({ facts: known, ...contents })], "now");
    expect(of(facts({ sessions, invoices }))).toMatchObject({
      customer: { id: "cus_1", name: "Ada", email: "bob@example.test" },
      customerId: "acct_1/cus_1",
    });
    expect(of(facts({}))).toMatchObject({ customer: { name: "Guest", ...guest } });
    expect(of(facts({}))).not.toHaveProperty("customerId");
    expect(of(unplaced({ sessions }))).not.toHaveProperty("customerId");
  });

  it("adds aliases, keeps the first contents, counts its writes, and gives its index up when it is merged", () => {
    const first = extendOrder(
      undefined,
      identity,
      [addition({ facts: facts({}), aliases: ["cs_1"], items: [] })],
      "one",
    );
    const second = extendOrder(
      first,
      identity,
      [addition({ aliases: ["cs_1", "ch_1"], items: [], unreadable: true })],
      "two",
    );
    expect(second).toMatchObject({
      version: 2,
      aliases: ["ch_1", "cs_1"],
      createdAt: "1970-01-01T00:00:01.000Z",
      updatedAt: "two",
    });
    for (const absent of ["unreadable", "omitted", "presentment"]) expect(second).not.toHaveProperty(absent);
    const merged = mergeAway({ ...second, customerId: "cus_1" }, "in_1", "three");
    expect(merged).toEqual({ ...second, version: 3, status: "merged", mergedInto: "in_1", updatedAt: "three" });
  });

  it("is outdated once its contents are those of a former version", () => {
    expect(isOutdated({ schemaVersion: 1, items: [] })).toBe(true);
    expect(isOutdated({ schemaVersion: 1 })).toBe(false);
    expect(isOutdated({ schemaVersion: 2, items: [] })).toBe(false);
  });
});

describe("facts", () => {
  it("are placed by the first event, and by the lesser id of two at once", () => {
    const by = (eventId: string, created: number): Facts => facts({ placed: { eventId, created } });
    const first = by("evt_b", 1);
    for (const other of [by("evt_c", 1), by("evt_a", 2)]) {
      for (const joined of [joinFacts(first, other), joinFacts(other, first)])
        expect(joined.placed).toEqual(first.placed);
    }
    expect(sameFacts(first, by("evt_c", 1))).toBe(false);
  });

  it("are the same whatever the order of a register's properties, and not with another presentment", () => {
    const one = facts({ payments: { pi_1: { state: "paid", created: 1, eventId: "e", ...presented(1) } } });
    const turned = facts({
      payments: { pi_1: { eventId: "e", created: 1, state: "paid", presentment: { amount: 1, currency: "vnd" } } },
    });
    expect(sameFacts(one, turned)).toBe(true);
    expect(
      sameFacts(one, facts({ payments: { pi_1: { state: "paid", created: 1, eventId: "e", ...presented(2) } } })),
    ).toBe(false);
    expect(sameFacts(one, facts({ payments: { pi_2: one.payments["pi_1"] ?? register("") } }))).toBe(false);
    expect(sameFacts(one, noFacts)).toBe(false);
  });
});
