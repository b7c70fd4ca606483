import * as v from "valibot";
import { type StockUnits, unitsIn } from "../../domain/stock/row.ts";
import type { Problem } from "./problem.ts";
import type { Item } from "./outcome.ts";

const linesSchema = v.array(v.object({ sku: v.string(), quantity: v.number() }));

/** Units by SKU that reservations hold. */
export function heldUnits(reservations: Iterable<Item>, held = new Map<string, number>()): Map<string, number> {
  for (const { status, unitsKept, lines } of reservations) {
    if (status !== "reserved" && unitsKept !== true) continue;
    for (const { sku, quantity } of v.parse(linesSchema, lines)) {
      held.set(sku, (held.get(sku) ?? 0) + quantity);
    }
  }
  return held;
}

/**
 * Each unit that left the stock is held by one reservation: a reservation made twice, or half, moves the stock otherwise.
 * @param held what the reservations hold that were made between the two readings
 */
export function stockProblems(
  before: ReadonlyMap<string, StockUnits>,
  after: ReadonlyMap<string, StockUnits>,
  held: ReadonlyMap<string, number>,
): Problem[] {
  return [...before].flatMap(([sku, earlier]) => {
    const later = after.get(sku) ?? { available: 0, reserved: 0 };
    const moved = later.reserved - earlier.reserved;
    const due = held.get(sku) ?? 0;
    const created = unitsIn(later) - unitsIn(earlier);
    const text = `${sku}: ${String(moved)} units reserved, ${String(due)} held by reservations`;
    return [
      ...(moved === due ? [] : [{ kind: moved > due ? ("double" as const) : ("loss" as const), text }]),
      ...(created === 0 ? [] : [{ kind: "wrong" as const, text: `${sku}: ${String(created)} units from nowhere` }]),
      ...(later.available < 0 ? [{ kind: "wrong" as const, text: `${sku}: less than nothing available` }] : []),
    ];
  });
}
