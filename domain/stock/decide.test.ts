import { describe, expect, it } from "vitest";
import { decide } from "./decide.ts";
import { isFullyRefunded, joinFacts, noFacts, type StockFacts } from "./facts.ts";
import type { Reservation } from "./reservation.ts";
import { afterMove } from "./row.ts";

const lines = [{ sku: "LAMP", name: "Lamp", quantity: 2 }];
const options = { restockOnRefund: true, handling: { owner: "message", leaseUntil: 1 } };
const paid: StockFacts = { ...noFacts, placed: true, paid: true, amountPaid: 700 };
const refunded: Partial<StockFacts> = { refunds: { re_1: 700 } };
const shipped: Partial<StockFacts> = { shipped: true };

const reservation = (more: Partial<Reservation>): Reservation => ({
  orderId: "pi_1",
  version: 3,
  status: "reserved",
  facts: paid,
  lines,
  notices: {},
  ...more,
});

const step = (current: Reservation | undefined, facts: Partial<StockFacts>, more: object = {}) =>
  decide(current, "pi_1", { ...noFacts, ...facts }, { lines }, { ...options, ...more });

describe("what a purchase does to the stock", () => {
  it("asks what was bought before it reserves", () => {
    expect(decide(undefined, "pi_1", paid, undefined, options)).toBe("demand-needed");
    expect(step(undefined, paid)).toMatchObject({
      effect: "reserve",
      next: { orderId: "pi_1", version: 1, status: "reserved" },
      moves: [{ sku: "LAMP", units: 2 }],
    });
    expect(decide(undefined, "pi_1", paid, { lines: [] }, options)).toBeUndefined();
  });

  it("takes out for good what has left, or closes a backorder that was sent all the same", () => {
    const out = step(reservation({}), shipped);
    expect(out).toMatchObject({ effect: "ship", next: { status: "shipped" } });
    expect(out).toHaveProperty("moves", [{ sku: "LAMP", units: -2, leave: true }]);
    expect(step(reservation({ status: "backordered", cause: "out-of-stock", short: ["LAMP"] }), shipped)).toEqual({
      effect: "note",
      next: reservation({ version: 4, status: "released", releasedBy: "operator", facts: { ...paid, ...shipped } }),
      moves: [],
    });
  });

  it.each([
    ["an abandoned one that is paid after all", { releasedBy: "abandonment" }, paid, "reserve"],
    ["a refunded one", { releasedBy: "refund" }, { placed: true }, undefined],
    ["a refunded one whose goods have left", { releasedBy: "refund" }, shipped, "reserve"],
    ["one that an operator closed, whose goods have left", { releasedBy: "operator" }, shipped, "note"],
  ] as const)("comes back or not: %s", (_, { releasedBy }, facts, effect) => {
    const current = reservation({
      status: "released",
      releasedBy,
      facts: { ...paid, paid: releasedBy !== "abandonment" },
    });
    const next = step(current, facts);
    expect(typeof next === "object" ? next.effect : next).toBe(effect);
  });

  it("gives the stock back after a full refund, or keeps it counted where a person is to look first", () => {
    expect(step(reservation({}), refunded)).toMatchObject({ effect: "release", moves: [{ sku: "LAMP", units: -2 }] });
    const kept = step(reservation({}), refunded, { restockOnRefund: false });
    expect(kept).toMatchObject({ effect: "release", next: { status: "released", unitsKept: true }, moves: [] });
    const short = step(reservation({ status: "backordered", cause: "out-of-stock", short: ["LAMP"] }), refunded);
    expect(short).toMatchObject({ effect: "note", next: { status: "released", releasedBy: "refund" }, moves: [] });
    for (const gone of ["unitsKept", "short", "cause"]) expect(short).not.toHaveProperty(["next", gone]);
  });

  it("writes what is new, and nothing for what is known", () => {
    const picked = step(reservation({}), {});
    if (picked === undefined || picked === "demand-needed") throw new Error("a pick is due");
    expect(step(picked.next, paid)).toBeUndefined();
    expect(step(picked.next, { expired: true })).toMatchObject({ effect: "note", next: { facts: { expired: true } } });
  });
});

describe("the facts of a purchase", () => {
  it("join to the most that was captured, the least that was paid, and keys in order", () => {
    const a = { ...paid, amountCaptured: 300, refunds: { re_2: 1, re_1: 2 } };
    const b = { ...noFacts, amountPaid: 900, amountCaptured: 400, shipped: true as const, refunds: { re_1: 1 } };
    const joined = joinFacts(a, b);
    expect(joined).toEqual({ ...paid, amountCaptured: 400, shipped: true, refunds: { re_1: 2, re_2: 1 } });
    expect(Object.keys(joined.refunds)).toEqual(["re_1", "re_2"]);
  });

  it("are not a full refund before the payment is known, nor without a refund", () => {
    expect(isFullyRefunded({ ...noFacts, ...refunded })).toBe(false);
    expect(isFullyRefunded({ ...paid, amountPaid: 0 })).toBe(false);
    expect([700, 699].map((amount) => isFullyRefunded({ ...paid, refunds: { re_1: amount } }))).toEqual([true, false]);
  });
});

describe("a stock row", () => {
  it("gives what it has, to the last unit, and no more", () => {
    const row = { available: 2, reserved: 1 };
    expect(afterMove(row, { sku: "LAMP", units: 2 })).toEqual({ available: 0, reserved: 3 });
    expect(afterMove(row, { sku: "LAMP", units: -1, leave: true })).toEqual({ available: 2, reserved: 0, shipped: 1 });
    expect([3, -2].map((units) => afterMove(row, { sku: "LAMP", units }))).toEqual([undefined, undefined]);
    expect(afterMove(undefined, { sku: "LAMP", units: 1 })).toBeUndefined();
  });
});
