import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as v from "valibot";
import { batchGet } from "./batch-get.ts";
import { effects } from "../../domain/event/types.ts";
import type { JournalEvent } from "./journal.ts";

/** Of the archive's entries. */
export const eventPrefix = "event#";

/** An entry that only failures were written to has no type yet: the archive branch has not seen its event. */
const entrySchema = v.object({
  pk: v.pipe(v.string(), v.startsWith(eventPrefix)),
  type: v.string(),
  created: v.number(),
  receivedAt: v.string(),
  livemode: v.boolean(),
  objectId: v.exactOptional(v.string()),
  account: v.exactOptional(v.string()),
  thinId: v.exactOptional(v.string()),
  effects: v.exactOptional(v.array(v.picklist(effects))),
});

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
    eventIds.map((id) => `${eventPrefix}${id}`),
  );
  return new Map(items.flatMap(readEntry).map((event) => [event.eventId, event]));
}

/** Nothing for an item that is not the archive's entry of an event. */
export function readEntry(item: unknown): JournalEvent[] {
  const parsed = v.safeParse(entrySchema, item);
  if (!parsed.success) return [];
  const { pk, ...event } = parsed.output;
  return [{ eventId: pk.slice(eventPrefix.length), ...event }];
}
