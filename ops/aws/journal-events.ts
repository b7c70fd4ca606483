import { type DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import * as v from "valibot";
import type { JournalEvent } from "../../functions/shared/journal.ts";
import { batchGet } from "./batch-get.ts";

const prefix = "event#";

/** An entry that only failures were written to has no type yet: the archive branch has not seen its event. */
const entrySchema = v.object({
  pk: v.pipe(v.string(), v.startsWith(prefix)),
  type: v.string(),
  created: v.number(),
  receivedAt: v.string(),
  livemode: v.boolean(),
  objectId: v.exactOptional(v.string()),
  account: v.exactOptional(v.string()),
  thinId: v.exactOptional(v.string()),
});

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
  client: DynamoDBDocumentClient,
  tableName: string,
  window: { readonly from: number; readonly to: number },
  onPage: (scanned: number) => void = () => undefined,
): Promise<JournalScan> {
  const events: JournalEvent[] = [];
  let scanned = 0;
  let start: Record<string, unknown> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: tableName,
        FilterExpression: "begins_with(pk, :prefix) AND receivedAt BETWEEN :from AND :to",
        ExpressionAttributeValues: {
          ":prefix": prefix,
          ":from": new Date(window.from).toISOString(),
          ":to": new Date(window.to).toISOString(),
        },
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    events.push(...(page.Items ?? []).flatMap(readEntry));
    scanned += page.ScannedCount ?? 0;
    onPage(scanned);
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return { events: events.toSorted((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1)), scanned };
}

/** The entries of these events, by event id. */
export async function journalled(
  client: DynamoDBDocumentClient,
  tableName: string,
  eventIds: readonly string[],
): Promise<ReadonlyMap<string, JournalEvent>> {
  const items = await batchGet(
    client,
    tableName,
    "pk",
    eventIds.map((id) => `${prefix}${id}`),
  );
  return new Map(items.flatMap(readEntry).map((event) => [event.eventId, event]));
}

function readEntry(item: unknown): JournalEvent[] {
  const parsed = v.safeParse(entrySchema, item);
  if (!parsed.success) return [];
  const { pk, ...event } = parsed.output;
  return [{ eventId: pk.slice(prefix.length), ...event }];
}
