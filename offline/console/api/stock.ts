import type { Recipient, Reservation } from "../../../domain/stock/reservation.ts";
import { readBooks } from "../../../ops/aws/stock.ts";
import { withoutRecipient } from "./journey.ts";
import { stockLines, type StockLine } from "../../../ops/core/stock/overview.ts";
import type { Target } from "../../../ops/target.ts";

export interface Stock {
  readonly lines: readonly StockLine[];
  /** Those that changed last come first. */
  readonly reservations: readonly Omit<Reservation, keyof Recipient>[];
  readonly count: number;
}

const mostReservations = 200;

export async function stockOf(target: Target): Promise<Stock> {
  const { rows, reservations: all, differences } = await readBooks(target, () => undefined);
  const backorders = all.filter(({ status }) => status === "backordered");
  const reservations = all.toSorted((a, b) => (lastNotice(a) > lastNotice(b) ? -1 : 1)).slice(0, mostReservations);
  return {
    lines: stockLines(rows, backorders, differences),
    reservations: reservations.map(withoutRecipient),
    count: all.length,
  };
}

/** One without a notice waits for somebody: it comes first. */
function lastNotice({ notices }: Reservation): string {
  const times = Object.values(notices).map(({ publishedAt = "~" }) => publishedAt);
  return times.toSorted().at(-1) ?? "~";
}
