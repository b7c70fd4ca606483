import { paginateScan } from "@aws-sdk/lib-dynamodb";
// By exception from the consumer's own folder: the shape that it writes.
import type { Reservation } from "../../../functions/inventory-processor/reservation/reservation.ts";
import { readInventory } from "../../../ops/aws/stock.ts";
import { stockLines, type StockLine } from "../../../ops/core/stock/overview.ts";
import type { Target } from "../../../ops/target.ts";

export interface Stock {
  readonly lines: readonly StockLine[];
  /** Those that changed last come first. */
  readonly reservations: readonly Reservation[];
  readonly count: number;
}

const mostReservations = 200;

export async function stockOf(target: Target): Promise<Stock> {
  const [{ rows, reservations: open }, all] = await Promise.all([
    readInventory(target, () => undefined),
    readReservations(target),
  ]);
  const backorders = open.filter(({ status }) => status === "backordered");
  const reservations = all.toSorted((a, b) => lastNotice(b).localeCompare(lastNotice(a))).slice(0, mostReservations);
  return { lines: stockLines(rows, backorders), reservations, count: all.length };
}

async function readReservations({ clients: { documents }, outputs }: Target): Promise<Reservation[]> {
  const reservations: Reservation[] = [];
  const scan = {
    TableName: outputs.inventoryTable,
    FilterExpression: "begins_with(pk, :prefix)",
    ExpressionAttributeValues: { ":prefix": "reservation#" },
  };
  for await (const { Items = [] } of paginateScan({ client: documents }, scan)) {
    // Written by the inventory processor alone.
    reservations.push(...(Items as unknown as Reservation[]));
  }
  return reservations;
}

/** One without a notice waits for somebody: it stands first. */
function lastNotice({ notices }: Reservation): string {
  const times = Object.values(notices).map(({ publishedAt = "~" }) => publishedAt);
  return times.toSorted().at(-1) ?? "~";
}
