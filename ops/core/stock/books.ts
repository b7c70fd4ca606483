import { heldLines } from "../../../domain/stock/held.ts";
import type { Reservation } from "../../../domain/stock/reservation.ts";
import type { StockChange, StockRow } from "./set-stock.ts";

/** Units that reservations hold, by SKU. */
export type Held = ReadonlyMap<string, number>;

/** A SKU whose row is missing, or counts other units as reserved than reservations hold. */
export interface BookDifference {
  readonly sku: string;
  readonly row?: StockRow;
  readonly held: number;
}

/** Adds what a reservation holds. */
export function addHeld(held: Map<string, number>, reservation: Reservation): void {
  for (const { sku, quantity } of heldLines(reservation)) held.set(sku, (held.get(sku) ?? 0) + quantity);
}

export function differencesOf(rows: readonly StockRow[], held: Held): BookDifference[] {
  const known = new Map(rows.map((row) => [row.sku, row]));
  const skus = [...new Set([...known.keys(), ...held.keys()])].toSorted();
  return skus.flatMap((sku) => {
    const row = known.get(sku);
    const units = held.get(sku) ?? 0;
    return row?.reserved === units ? [] : [{ sku, ...(row === undefined ? {} : { row }), held: units }];
  });
}

/**
 * Differences of two readings of the table, one after the other: an order that came during one of them changed the row
 * or what is held, so it is not the same in both.
 */
export function inBoth(first: readonly BookDifference[], second: readonly BookDifference[]): BookDifference[] {
  return second.filter(({ sku, row, held }) => {
    const before = first.find((one) => one.sku === sku);
    return before?.held === held && before.row?.available === row?.available && before.row?.reserved === row?.reserved;
  });
}

/** Available units stay as they are: only a person who counts them knows better. */
export function recount({ sku, row, held }: BookDifference): StockChange {
  const available = row?.available ?? 0;
  return { sku, available, reserved: held, ...(row === undefined ? {} : { before: row }) };
}

/** `no row, 3 units held` */
export function differenceText({ row, held }: BookDifference): string {
  if (row === undefined) return `no row, reservations hold ${String(held)}`;
  return `the row counts ${String(row.reserved)} as reserved, reservations hold ${String(held)}`;
}
