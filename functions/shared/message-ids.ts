import type { QueueRecord } from "./queue-record.ts";
import { identityOf } from "../../domain/event/event.ts";

/**
 * Which SQS message of a batch brought an event, by the event's id; the first of several. A message that comes back
 * proves that its former handling is over, which no clock does.
 */
export function messageIdsByEvent(records: readonly QueueRecord[]): ReadonlyMap<string, string> {
  const messageIds = new Map<string, string>();
  for (const { body, messageId } of records) {
    const id = eventIdIn(body);
    if (id !== undefined && !messageIds.has(id)) messageIds.set(id, messageId);
  }
  return messageIds;
}

function eventIdIn(body: string): string | undefined {
  try {
    return identityOf(JSON.parse(body)).id;
  } catch {
    return undefined;
  }
}
