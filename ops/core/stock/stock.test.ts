import { describe, expect, it } from "vitest";
import type { Reservation } from "../../../domain/stock/reservation.ts";
import { manyLines, stockOfMany } from "../../../functions/inventory-processor/reservation/test-world.ts";
import { decide } from "../../../domain/stock/decide.ts";
import { MemoryReservationStore } from "../../../functions/shared/stores/memory-reservation-store.ts";
import { allocateAll, planAllocation } from "./allocate.ts";
import { addCounted, differencesOf, inBoth } from "./books.ts";
import { type Counted, nothing } from "./counts.ts";
import { closeBackorder, isClosable } from "./close.ts";
import { stockLines } from "./overview.ts";
import { renamed } from "./rename.ts";
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
  it("serves the oldest first, each order entirely or not at all, and passes over what it cannot fill", () => {
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

  it("leaves to a person what no stock can cure", () => {
    const [fabric, unreadable] = [backorder("fabric", "2026-11-01", ["A", 0.75]), backorder("cut", "2026-11-02")];
    const plan = planAllocation(
      [
        { ...fabric, reservation: { ...fabric.reservation, cause: "fractional-quantity", short: ["A"] } },
        { ...unreadable, reservation: { ...unreadable.reservation, cause: "unreadable-contents" } },
        backorder("whole", "2026-11-03", ["A", 3]),
      ],
      new Map([["A", 3]]),
    );
    expect(plan.map(({ orderId, short, byHand }) => [orderId, short, byHand])).toEqual([
      ["fabric", ["A"], "fractional-quantity"],
      ["cut", [], "unreadable-contents"],
      ["whole", [], undefined],
    ]);
  });
});

describe("a backorder that was shipped by hand", () => {
  const { reservation } = backorder("fabric", "2026-11-01", ["A", 0.75]);
  const refused: Reservation = { ...reservation, cause: "fractional-quantity", short: ["A"] };

  it("is closed without a move of stock, and no later event takes it up again", async () => {
    const store = new MemoryReservationStore({ A: 5 });
    store.reservations.set("fabric", refused);
    expect(isClosable(refused)).toBe(true);
    expect(await closeBackorder(refused, store)).toBe(true);
    const closed = store.reservations.get("fabric");
    expect(closed).toMatchObject({ status: "released", releasedBy: "operator" });
    expect(closed).not.toHaveProperty("cause");
    expect(store.stock.get("A")).toEqual({ available: 5, reserved: 0 });
    const course = { restockOnRefund: true, handling: { owner: "event", leaseUntil: 0 } };
    expect(decide(closed, "fabric", refused.facts, undefined, course)).toBeUndefined();
    const refund = { ...refused.facts, refunds: { re_1: 900 }, amountPaid: 900 };
    expect(decide(closed, "fabric", refund, undefined, course)).toMatchObject({
      effect: "note",
      moves: [],
      next: { status: "released", notices: {} },
    });
  });

  it("is left alone when an event came between", async () => {
    const store = new MemoryReservationStore();
    store.reservations.set("fabric", { ...refused, version: 2 });
    expect(await closeBackorder(refused, store)).toBe(false);
  });
});

describe("an allocation of more SKUs than one transaction takes", () => {
  const backordered: Reservation = {
    ...backorder("large", "2026-11-01").reservation,
    lines: manyLines,
    cause: "out-of-stock",
    short: ["SKU-240"],
  };
  const { signal } = new AbortController();
  const handling = { owner: "ops", leaseUntil: 60_000 };

  function portsOf(store: MemoryReservationStore) {
    const published: string[] = [];
    const warehouse = {
      publish: ({ noticeId }: { noticeId: string }) => Promise.resolve(void published.push(noticeId)),
    };
    return { store, warehouse, now: () => 0, handling, published };
  }

  async function killedAt(point: number, store: MemoryReservationStore): Promise<boolean> {
    let left = point;
    store.interrupt = () => {
      left -= 1;
      if (left === 0) throw new Error("killed");
    };
    const ports = portsOf(store);
    const isKilled = await allocateAll(["large"], ports, { signal }).then(
      () => false,
      () => true,
    );
    store.interrupt = () => undefined;
    return isKilled;
  }

  it("killed at any point and run again, or carried on by an event, ends with all of it reserved", async () => {
    for (let point = 1; ; point += 1) {
      const store = new MemoryReservationStore(stockOfMany());
      store.reservations.set("large", backordered);
      const isKilled = await killedAt(point, store);
      const ports = portsOf(store);
      await allocateAll(["large"], ports, { signal });
      const after = store.reservations.get("large");
      expect(after).toMatchObject({ status: "reserved", notices: { pick: { kind: "pick" } } });
      expect(after).not.toHaveProperty("transfer");
      expect(after).not.toHaveProperty("cause");
      expect([...store.stock.values()].filter(({ reserved }) => reserved !== 2)).toEqual([]);
      if (!isKilled) break;
    }
  });

  it.each([3, 240])("short of the SKU at %i is as it was, and holds nothing", async (missing) => {
    const store = new MemoryReservationStore(stockOfMany(missing));
    store.reservations.set("large", backordered);
    expect(await allocateAll(["large"], portsOf(store), { signal })).toEqual(new Map([["large", "short"]]));
    expect(store.reservations.get("large")).toMatchObject({ status: "backordered", cause: "out-of-stock" });
    expect(store.reservations.get("large")).not.toHaveProperty("transfer");
    expect([...store.stock.values()].filter(({ reserved }) => reserved !== 0)).toEqual([]);
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
    ["MUG,5\n\nTEE,5,6", "f.csv, line 3: give a SKU"],
    ['MUG,5\nTEE"X,5', "f.csv: Invalid Opening Quote"],
    ['"MUG,5', "f.csv: Quote Not Closed"],
    ["sku,available\n", "f.csv holds no line"],
  ])("%j is refused with its line", (text, message) => {
    expect(() => readStockCsv(text, "f.csv")).toThrow(message);
  });
});

describe("setting stock", () => {
  const row: StockRow = { sku: "A", available: 3, reserved: 1 };

  it("leaves rows alone that say so already", async () => {
    const counts = () => Promise.resolve(new Map([["B", { held: 2, shipped: 1 }]]));
    const ports = { rows: () => Promise.resolve(new Map([["A", row]])), counts };
    expect(await planStock(new Map([["A", 3]]), ports)).toEqual([]);
    expect(await planStock(new Map([["B", 3]]), ports)).toEqual([{ sku: "B", available: 3, reserved: 2, shipped: 1 }]);
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

it("a stock list has what is waited for, also of SKUs without a row, and marks what differs", () => {
  const { reservation } = backorder("late", "2026-11-03", ["NEW", 4], ["A", 1]);
  const rows = [
    { sku: "A", available: 3, reserved: 1 },
    { sku: "B", available: 2, reserved: 1 },
  ];
  const differences = differencesOf(rows, new Map([["A", { held: 1, shipped: 0 }]]));
  const waiting = { ...reservation, short: ["NEW"] };
  expect(stockLines(rows, [waiting], differences)).toEqual([
    { sku: "A", available: 3, reserved: 1, backordered: 1, lackedBy: [], hasRow: true },
    {
      sku: "B",
      available: 2,
      reserved: 1,
      backordered: 0,
      lackedBy: [],
      hasRow: true,
      held: 0,
      mark: "the row counts 1 as reserved, reservations hold 0",
    },
    { sku: "NEW", available: 0, reserved: 0, backordered: 4, lackedBy: ["late"], hasRow: false, mark: "no row" },
  ]);
});

it("a stock list counts a large order at each SKU that it lacks, not only at those that were found first", () => {
  const { reservation } = backorder("large", "2026-11-03", ["FIRST", 1], ["LATER", 2], ["ENOUGH", 1]);
  const rows = ["FIRST", "LATER", "ENOUGH"].map((sku) => ({ sku, available: 1, reserved: 0 }));
  const lines = stockLines(rows, [{ ...reservation, short: ["FIRST"] }]);
  expect(lines.map(({ sku, lackedBy }) => [sku, lackedBy])).toEqual([
    ["ENOUGH", []],
    ["FIRST", ["large"]],
    ["LATER", ["large"]],
  ]);
});

describe("what reservations count", () => {
  const lines = [
    { sku: "A", name: "A", quantity: 2 },
    { sku: "B", name: "B", quantity: 3 },
  ];
  const { reservation } = backorder("order", "2026-11-03", ["A", 2], ["B", 3]);

  it.each<[string, Partial<Reservation>, Record<string, number>, Record<string, number>?]>([
    ["all of a reserved one", { status: "reserved" }, { A: 2, B: 3 }],
    ["all of a shipped one, as shipped", { status: "shipped" }, {}, { A: 2, B: 3 }],
    [
      "the last lines of one that is half-way to its parcel, as shipped",
      { status: "reserved", transfer: { to: "shipped", held: 1 } },
      { A: 2 },
      { B: 3 },
    ],
    ["nothing of a backorder", { status: "backordered" }, {}],
    ["nothing of a released one", { status: "released" }, {}],
    ["all of a released one whose units are kept", { status: "released", unitsKept: true }, { A: 2, B: 3 }],
    [
      "the first lines of one that is half-way in",
      { status: "pending", transfer: { to: "reserved", held: 1 } },
      { A: 2 },
    ],
    [
      "the first lines of one that is half-way out",
      { status: "reserved", transfer: { to: "released", held: 1 } },
      { A: 2 },
    ],
  ])("is %s", (_, state, held, shipped = {}) => {
    const counted = new Map<string, Counted>();
    addCounted(counted, { ...reservation, lines, ...state });
    for (const sku of ["A", "B"]) {
      expect(counted.get(sku) ?? nothing).toEqual({ held: held[sku] ?? 0, shipped: shipped[sku] ?? 0 });
    }
  });

  it("differs only where two readings say the same", () => {
    const seen = (reserved: number, held: number, shipped = 0) =>
      differencesOf([{ sku: "A", available: 1, reserved }], new Map([["A", { held, shipped }]]));
    expect(inBoth(seen(3, 3, 1), seen(3, 3, 1))).toHaveLength(1);
    expect(inBoth(seen(3, 3, 1), seen(3, 3, 2))).toEqual([]);
    expect(inBoth(seen(3, 2), seen(3, 2))).toHaveLength(1);
    expect(inBoth(seen(3, 2), seen(4, 3))).toEqual([]);
    expect(inBoth(seen(3, 2), seen(3, 3))).toEqual([]);
    expect(inBoth(seen(3, 3), seen(3, 2))).toEqual([]);
  });

  it("goes on under a new name, two lines of one SKU as one", () => {
    const held: Reservation = { ...reservation, lines, status: "reserved", short: ["A", "B"] };
    expect(renamed(held, "A", "C")).toMatchObject({ lines: [{ sku: "C" }, { sku: "B" }], held: 2, short: ["C", "B"] });
    expect(renamed(held, "A", "B")).toMatchObject({ lines: [{ sku: "B", quantity: 5 }], held: 2, short: ["B"] });
    expect(renamed({ ...held, status: "backordered" }, "A", "C")).toMatchObject({ held: 0 });
    expect(renamed(held, "C", "D")).toBeUndefined();
  });
});
