import * as v from "valibot";
import { type StockUnits, unitsIn } from "../../domain/stock/row.ts";
import type { Problem } from "./problem.ts";
import type { Item } from "./outcome.ts";

const linesSchema = v.array(v.object({ sku: v.string(), quantity: v.number() }));

const places = ["reserved", "shipped"] as const;

/** Units by SKU, in each place that a stock row counts beside what is available. */
export type PlacedUnits = Readonly<Record<(typeof places)[number], Map<string, number>>>;

export function noUnits(): PlacedUnits {
  return { reserved: new Map(), shipped: new Map() };
}

/** Where the units of reservations are. */
export function countUnits(reservations: Iterable<Item>, units = noUnits()): PlacedUnits {
  for (const { status, unitsKept, lines } of reservations) {
    if (status !== "shipped" && status !== "reserved" && unitsKept !== true) continue;
    const place = units[status === "shipped" ? "shipped" : "reserved"];
    for (const { sku, quantity } of v.parse(linesSchema, lines)) place.set(sku, (place.get(sku) ?? 0) + quantity);
  }
  return units;
}

/**
 * Each unit that left the available ones is counted by one reservation: a reservation made twice, or half, moves the stock
 * otherwise.
 * @param units of the reservations that were made between the two readings
 */
export function stockProblems(
  before: ReadonlyMap<string, StockUnits>,
  after: ReadonlyMap<string, StockUnits>,
  units: PlacedUnits,
): Problem[] {
  return [...before].flatMap(([sku, earlier]) => {
    const later = after.get(sku) ?? { available: 0, reserved: 0, shipped: 0 };
    const created = unitsIn(later) - unitsIn(earlier);
    return [
      ...places.flatMap((place): Problem[] => {
        const moved = (later[place] ?? 0) - (earlier[place] ?? 0);
        const due = units[place].get(sku) ?? 0;
        const text = `${sku}: ${String(moved)} units ${place}, ${String(due)} by reservations`;
        return moved === due ? [] : [{ kind: moved > due ? "double" : "loss", text }];
      }),
      ...(created === 0 ? [] : [{ kind: "wrong" as const, text: `${sku}: ${String(created)} units from nowhere` }]),
      ...(later.available < 0 ? [{ kind: "wrong" as const, text: `${sku}: less than nothing available` }] : []),
    ];
  });
}
