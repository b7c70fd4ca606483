import { describe, expect, it } from "vitest";
import { countUnits, stockProblems } from "./stock.ts";

const before = new Map([
  ["A", { available: 100, reserved: 5 }],
  ["B", { available: 50, reserved: 0 }],
]);
const units = countUnits([
  { status: "reserved", lines: [{ sku: "A", quantity: 2 }] },
  { status: "reserved", lines: [{ sku: "A", quantity: 1 }] },
  { status: "released", lines: [{ sku: "B", quantity: 9 }] },
  { status: "shipped", lines: [{ sku: "B", quantity: 4 }] },
]);
const after = (a: number, aReserved: number, shipped = 4) =>
  new Map([
    ["A", { available: a, reserved: aReserved }],
    ["B", { available: 50 - shipped, reserved: 0, shipped }],
  ]);

describe("the stock after a run", () => {
  it("is right when each unit that left is counted by one reservation", () => {
    expect(stockProblems(before, after(97, 8), units)).toEqual([]);
  });

  it.each([
    ["a reservation that moved the stock twice", after(95, 10), "double"],
    ["a reservation that did not move the stock", after(98, 7), "loss"],
    ["a parcel that took its units twice", after(97, 8, 8), "double"],
    ["a parcel that left its units behind", after(97, 8, 0), "loss"],
    ["units that were made up", after(98, 8), "wrong"],
    ["a row that is gone", new Map([["B", { available: 50, reserved: 0 }]]), "wrong"],
    ["less than nothing", after(-1, 8), "wrong"],
  ])("shows %s", (_name, rows, kind) => {
    expect(stockProblems(before, rows, units).map((problem) => problem.kind)).toContain(kind);
  });
});
