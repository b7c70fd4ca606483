import type { StockMove } from "./reservation.ts";

/** The units of one SKU. Their sum changes by an operator's hand only. */
export interface StockUnits {
  readonly available: number;
  readonly reserved: number;
  /** Absent until something was shipped. */
  readonly shipped?: number;
}

/** @returns undefined where the row has too few, or there is none */
export function afterMove(row: StockUnits | undefined, { units, leave }: StockMove): StockUnits | undefined {
  if (row === undefined || row.available < units || row.reserved < -units) return undefined;
  const reserved = row.reserved + units;
  if (leave === true) return { ...row, reserved, shipped: (row.shipped ?? 0) - units };
  return { ...row, reserved, available: row.available - units };
}

/** All of them, wherever they are. */
export function unitsIn({ available, reserved, shipped = 0 }: StockUnits): number {
  return available + reserved + shipped;
}
