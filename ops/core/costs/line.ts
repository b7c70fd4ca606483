import { type PriceName, type PricedRegion, prices } from "./prices.ts";

/** `events`: what each event causes; `archive`, `tracing` and `mail`: parts of that; `kept`: storage; `fixed`: by the month. */
export const costGroups = ["events", "archive", "tracing", "mail", "kept", "fixed"] as const;
export type CostGroup = (typeof costGroups)[number];

/** Units of one price per month. */
export interface Quantity {
  readonly group: CostGroup;
  readonly what: string;
  readonly price: PriceName;
  readonly quantity: number;
}

export interface CostLine extends Quantity {
  readonly unit: string;
  /** US dollars a month. */
  readonly usd: number;
}

export function priced(line: Quantity, region: PricedRegion): CostLine {
  const { unit, usd } = prices[line.price];
  return { ...line, unit, usd: line.quantity * usd[region] };
}
