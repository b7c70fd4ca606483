import { heldLines, shippedLines } from "../../../domain/stock/held.ts";
import type { Reservation } from "../../../domain/stock/reservation.ts";
import { type Counted, type Counts, nothing } from "./counts.ts";
import type { StockChange, StockRow } from "./set-stock.ts";

/** A SKU whose row is missing, or counts other units than reservations do. */
export interface BookDifference extends Counted {
  readonly sku: string;
  readonly row?: StockRow;
}

/** Adds what a reservation holds or has shipped. */
export function addCounted(counts: Map<string, Counted>, reservation: Reservation): void {
  const add = (place: keyof Counted, lines: Reservation["lines"]): void => {
    for (const { sku, quantity } of lines) {
      const before = counts.get(sku) ?? nothing;
      counts.set(sku, { ...before, [place]: before[place] + quantity });
    }
  };
  add("held", heldLines(reservation));
  add("shipped", shippedLines(reservation));
}

export function differencesOf(rows: readonly StockRow[], counts: Counts): BookDifference[] {
  const known = new Map(rows.map((row) => [row.sku, row]));
  const skus = [...new Set([...known.keys(), ...counts.keys()])].toSorted();
  return skus.flatMap((sku) => {
    const row = known.get(sku);
    const counted = counts.get(sku) ?? nothing;
    // A SKU that is sold no more has no row, and its parcels have left all the same.
    const isRight =
      row === undefined ? counted.held === 0 : row.reserved === counted.held && (row.shipped ?? 0) === counted.shipped;
    return isRight ? [] : [{ sku, ...(row === undefined ? {} : { row }), ...counted }];
  });
}

/**
 * Differences of two readings of the table, one after the other: an order that came during one of them changed the row
 * or what is counted, so it is not the same in both.
 */
export function inBoth(first: readonly BookDifference[], second: readonly BookDifference[]): BookDifference[] {
  const key = ({ row, held, shipped }: BookDifference): string =>
    [held, shipped, row?.available, row?.reserved, row?.shipped].join();
  const before = new Map(first.map((difference) => [difference.sku, key(difference)]));
  return second.filter((difference) => before.get(difference.sku) === key(difference));
}

/** Available units stay as they are: only a person who counts them knows better. */
export function recount({ sku, row, held, shipped }: BookDifference): StockChange {
  return {
    sku,
    available: row?.available ?? 0,
    reserved: held,
    shipped,
    ...(row === undefined ? {} : { before: row }),
  };
}

/** `no row, reservations hold 3` */
export function differenceText({ row, held, shipped }: BookDifference): string {
  if (row === undefined) return `no row, reservations hold ${String(held)}`;
  const { reserved, shipped: left = 0 } = row;
  return [
    ...(reserved === held ? [] : [`the row counts ${String(reserved)} as reserved, reservations hold ${String(held)}`]),
    ...(left === shipped
      ? []
      : [`the row counts ${String(left)} as shipped, ${String(shipped)} have left with parcels`]),
  ].join("; ");
}
