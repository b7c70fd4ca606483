import { describe, expect, it } from "vitest";
import { noFacts } from "./facts.ts";
import { heldLines, shippedLines } from "./held.ts";
import type { Reservation } from "./reservation.ts";
import { beginTransfer, proceed } from "./transfer.ts";

const lines = Array.from({ length: 150 }, (_, index) => ({ sku: `S${String(index)}`, name: "", quantity: 2 }));
const handling = { owner: "message", leaseUntil: 1 };
const known: Reservation = { orderId: "pi_1", version: 1, status: "reserved", facts: noFacts, lines, notices: {} };

describe("a move of more lines than a transaction takes", () => {
  it("ships them in two, and counts at each moment what is still held", () => {
    const first = beginTransfer(known, { to: "shipped" }, { handling });
    expect(first).toMatchObject({ effect: "part", next: { transfer: { to: "shipped", held: 51 } } });
    expect(first.moves).toHaveLength(99);
    expect(first.moves[0]).toEqual({ sku: "S51", units: -2, leave: true });
    expect(heldLines(first.next)).toEqual(lines.slice(0, 51));
    expect(shippedLines(first.next)).toEqual(lines.slice(51));
    if (first.next.transfer === undefined) throw new Error("it is under way");
    const last = proceed(first.next, first.next.transfer, { handling });
    expect(last).toMatchObject({ effect: "ship", next: { status: "shipped" } });
    expect(last.next.transfer).toBeUndefined();
    expect([heldLines(last.next), shippedLines(last.next)]).toEqual([[], lines]);
  });

  it("gives back what it holds where a later line is short", () => {
    const half = { ...known, status: "pending", transfer: { to: "reserved", held: 99 } } as const;
    expect(shippedLines(half)).toEqual([]);
    const back = proceed(half, half.transfer, { handling, short: ["S120"] });
    expect(back).toMatchObject({
      effect: "backorder",
      next: { status: "backordered", cause: "out-of-stock", short: ["S120"] },
    });
    expect(back.moves[0]).toEqual({ sku: "S0", units: -2 });
    expect([heldLines(back.next), shippedLines(back.next)]).toEqual([[], []]);
  });

  it("keeps why it was released", () => {
    const one = { ...known, lines: lines.slice(0, 1) };
    expect(beginTransfer(one, { to: "released", releasedBy: "refund" }, { handling }).next).toMatchObject({
      status: "released",
      releasedBy: "refund",
    });
    expect(beginTransfer(one, { to: "released" }, { handling }).next).not.toHaveProperty("releasedBy");
  });
});
