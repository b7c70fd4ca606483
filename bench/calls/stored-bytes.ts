import type { OfflineRun } from "../../offline/run.ts";
import type { Counts } from "../../ops/core/costs/counts.ts";

export type StoredBytes = Counts["storedBytes"];

/** What the tables hold, by how long it stays. */
export async function storedBytesOf(run: OfflineRun): Promise<StoredBytes> {
  const { ordersTable, inventoryTable, emailTable, journalTable } = run.outputs;
  const kept = await Promise.all([ordersTable, inventoryTable, emailTable].map((table) => bytesIn(run, table)));
  const journal = await bytesIn(run, journalTable);
  return { forever: kept.reduce((sum, bytes) => sum + bytes, 0), journal };
}

async function bytesIn({ operator }: OfflineRun, table: string): Promise<number> {
  const items = await operator.scan(table);
  return items.reduce((sum, item) => sum + Buffer.byteLength(JSON.stringify(item)), 0);
}
