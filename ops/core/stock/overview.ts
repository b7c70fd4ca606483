import type { Reservation } from "../../../domain/stock/reservation.ts";
import { differenceText, type BookDifference } from "./books.ts";
import type { StockRow } from "./set-stock.ts";

export interface StockLine extends StockRow {
  /** Units that backorders wait for. */
  readonly backordered: number;
  /** Ids of the orders that wait because they lack this SKU. */
  readonly lackedBy: readonly string[];
  readonly hasRow: boolean;
  /** Units that reservations hold, where the row counts others. */
  readonly held?: number;
  /** What is wrong with the row, for people. */
  readonly mark?: string;
}

/** Each SKU that is in stock, held or waited for, by name. */
export function stockLines(
  rows: readonly StockRow[],
  backorders: readonly Reservation[],
  differences: readonly BookDifference[] = [],
): StockLine[] {
  const wanted = new Map<string, number>();
  for (const { sku, quantity } of backorders.flatMap(({ lines }) => lines)) {
    wanted.set(sku, (wanted.get(sku) ?? 0) + quantity);
  }
  const known = new Map(rows.map((row) => [row.sku, row]));
  const lacked = lackedSkus(backorders, known);
  const wrong = new Map(differences.map((difference) => [difference.sku, difference]));
  const skus = [...new Set([...known.keys(), ...wanted.keys(), ...lacked.keys(), ...wrong.keys()])].toSorted();
  return skus.map((sku) => {
    const row = known.get(sku);
    const difference = wrong.get(sku);
    const mark = difference === undefined ? (row === undefined ? "no row" : undefined) : differenceText(difference);
    return {
      ...(row ?? { sku, available: 0, reserved: 0 }),
      backordered: wanted.get(sku) ?? 0,
      lackedBy: lacked.get(sku) ?? [],
      hasRow: row !== undefined,
      ...(difference === undefined ? {} : { held: difference.held }),
      ...(mark === undefined ? {} : { mark }),
    };
  });
}

/**
 * Orders by the SKU that they lack: those that kept the order from its stock, of a large one the first found, and those
 * that have too few units for it now.
 */
function lackedSkus(backorders: readonly Reservation[], rows: ReadonlyMap<string, StockRow>): Map<string, string[]> {
  const lacked = new Map<string, string[]>();
  for (const { orderId, lines, short = lines.map(({ sku }) => sku) } of backorders) {
    const scarce = lines.filter(({ sku, quantity }) => (rows.get(sku)?.available ?? 0) < quantity);
    for (const sku of new Set([...short, ...scarce.map((line) => line.sku)])) {
      lacked.set(sku, [...(lacked.get(sku) ?? []), orderId]);
    }
  }
  return lacked;
}
