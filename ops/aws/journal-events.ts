import { type DynamoDBDocument, paginateScan } from "@aws-sdk/lib-dynamodb";
import type { JournalEvent } from "../../functions/shared/journal.ts";
import { eventPrefix, readEntry } from "../../functions/shared/journalled.ts";

export interface JournalScan {
  readonly events: JournalEvent[];
  /** Items that the table was asked through: references and snapshots too. */
  readonly scanned: number;
}

/**
 * The events that were accepted between two times (epoch milliseconds), both included, the first one first.
 *
 * The journal has no index by time: a replay is rare, and an index would cost a write with every event. So this reads the
 * whole table, at half a read unit per 4 KB: about a cent per million items of half a kilobyte. `onPage` receives the progress.
 */
export async function scanJournal(
  client: DynamoDBDocument,
  tableName: string,
  window: { readonly from: number; readonly to: number },
  onPage: (scanned: number) => void = () => undefined,
): Promise<JournalScan> {
  const events: JournalEvent[] = [];
  let scanned = 0;
  const scan = {
    TableName: tableName,
    FilterExpression: "begins_with(pk, :prefix) AND receivedAt BETWEEN :from AND :to",
    ExpressionAttributeValues: {
      ":prefix": eventPrefix,
      ":from": new Date(window.from).toISOString(),
      ":to": new Date(window.to).toISOString(),
    },
  };
  for await (const { Items = [], ScannedCount = 0 } of paginateScan({ client }, scan)) {
    events.push(...Items.flatMap(readEntry));
    onPage((scanned += ScannedCount));
  }
  return { events: events.toSorted((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1)), scanned };
}
