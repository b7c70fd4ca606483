import { describe, expect, it } from "vitest";
import type { Reservation } from "../../../domain/stock/reservation.ts";
import { planAllocation } from "./allocate.ts";
import { stockLines } from "./overview.ts";
import { readStockCsv } from "./read-csv.ts";
import { planStock, setStock, type StockRow } from "./set-stock.ts";

function backorder(orderId: string, since: string, ...lines: [sku: string, quantity: number][]) {
  const reservation: Reservation = {
    orderId,
    version: 1,
    status: "backordered",
    facts: { placed: true, paid: true, paymentFailed: false, expired: false, refunds: {}, disputes: {} },
    lines: lines.map(([sku, quantity]) => ({ sku, name: sku, quantity })),
    notices: {},
  };
  return { reservation, since };
}

describe("an allocation", () => {
  it("serves the oldest first, each order wholly or not at all, and passes over what it cannot fill", () => {
    const plan = planAllocation(
      [
        backorder("late", "2026-11-03", ["A", 1]),
        backorder("oldest", "2026-11-01", ["A", 2], ["B", 1]),
        backorder("large", "2026-11-02", ["A", 9], ["B", 1]),
      ],
      new Map([
        ["A", 3],
        ["B", 5],
      ]),
    );
    expect(plan.map(({ orderId, short }) => [orderId, short])).toEqual([
      ["oldest", []],
      ["large", ["A"]],
      ["late", []],
    ]);
  });
});

describe("a stock file", () => {
  it("has a SKU and its units a line, with or without a heading, quotes and carriage returns", () => {
    expect([...readStockCsv('\uFEFFsku,available\r\n"MUG, ""BLUE""",5\r\n\r\nTEE;7', "f.csv")]).toEqual([
      ['MUG, "BLUE"', 5],
      ["TEE", 7],
    ]);
  });

  it.each([
    ["MUG,5\nMUG,6", "f.csv, line 2: MUG is there twice"],
    ["MUG,5\nTEE,-1", "f.csv, line 2: give a SKU"],
    ["MUG,1.5", "f.csv, line 1: give a SKU"],
    [",5", "f.csv, line 1: give a SKU"],
    ["sku,available\n", "f.csv holds no line"],
  ])("%j is refused with its line", (text, message) => {
    expect(() => readStockCsv(text, "f.csv")).toThrow(message);
  });
});

describe("setting stock", () => {
  const row: StockRow = { sku: "A", available: 3, reserved: 1 };

  it("leaves rows alone that say so already", async () => {
    const ports = { rows: () => Promise.resolve(new Map([["A", row]])) };
    expect(await planStock(new Map([["A", 3]]), ports)).toEqual([]);
    expect(await planStock(new Map([["B", 3]]), ports)).toEqual([{ sku: "B", available: 3 }]);
  });

  it("names the rows that orders moved meanwhile, and writes the others", async () => {
    const written: string[] = [];
    const ports = { write: ({ sku }: { sku: string }) => Promise.resolve(sku === "A" ? false : written.push(sku) > 0) };
    const changes = ["A", "B"].map((sku) => ({ sku, available: 9 }));
    const { signal } = new AbortController();
    await expect(setStock(changes, ports, { signal })).rejects.toThrow("Orders moved the stock of A meanwhile");
    expect(written).toEqual(["B"]);
  });

  it("says at Ctrl-C how far it came", async () => {
    const ports = { write: () => Promise.resolve(true) };
    await expect(setStock([{ sku: "A", available: 9 }], ports, { signal: AbortSignal.abort() })).rejects.toThrow(
      "0 of 1 rows are written",
    );
  });
});

it("a stock list has what is waited for, also of SKUs without a row", () => {
  const { reservation } = backorder("late", "2026-11-03", ["NEW", 4]);
  expect(stockLines([{ sku: "A", available: 3, reserved: 1 }], [reservation])).toEqual([
    { sku: "A", available: 3, reserved: 1, backordered: 0 },
    { sku: "NEW", available: 0, reserved: 0, backordered: 4 },
  ]);
});
