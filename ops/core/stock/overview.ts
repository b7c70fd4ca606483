import type { Reservation } from "../../../domain/stock/reservation.ts";
import type { StockRow } from "./set-stock.ts";

export interface StockLine extends StockRow {
  /** Units that backorders wait for. */
  readonly backordered: number;
}

/** Each SKU that is in stock or waited for, by name. */
export function stockLines(rows: readonly StockRow[], backorders: readonly Reservation[]): StockLine[] {
  const wanted = new Map<string, number>();
  for (const { sku, quantity } of backorders.flatMap(({ lines }) => lines)) {
    wanted.set(sku, (wanted.get(sku) ?? 0) + quantity);
  }
  const known = new Map(rows.map((row) => [row.sku, row]));
  const skus = [...new Set([...known.keys(), ...wanted.keys()])].toSorted();
  return skus.map((sku) => ({
    ...(known.get(sku) ?? { sku, available: 0, reserved: 0 }),
    backordered: wanted.get(sku) ?? 0,
  }));
}
