/** Units of a SKU that reservations hold, and that have left with their parcels. */
export interface Counted {
  readonly held: number;
  readonly shipped: number;
}

/** By SKU. */
export type Counts = ReadonlyMap<string, Counted>;

export const nothing: Counted = { held: 0, shipped: 0 };
