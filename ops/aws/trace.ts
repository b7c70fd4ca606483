import * as v from "valibot";
import { readStored } from "../../domain/stored-item.ts";
import { allKeysOf } from "../core/replay/knowledge.ts";
import { findOrder } from "../core/trace/find-order.ts";
import type { MailRecord, TracePorts } from "../core/trace/trace.ts";
import type { JournalEntry } from "../core/trace/journal-entry.ts";
import { stripeRelations } from "../stripe-relations.ts";
import type { Target } from "../target.ts";
import { batchGet } from "./batch-get.ts";
import { tableReads } from "./table-reads.ts";

const text = v.exactOptional(v.string());
const failure = v.exactOptional(
  v.object({ causeCode: v.string(), message: v.string(), at: v.string(), receives: v.number() }),
);
const entrySchema = v.object({
  pk: v.string(),
  type: text,
  created: v.exactOptional(v.number()),
  receivedAt: text,
  objectId: text,
  account: text,
  livemode: v.exactOptional(v.boolean()),
  failure_orders: failure,
  failure_email: failure,
  failure_inventory: failure,
});
const mailSchema = v.object({
  pk: v.string(),
  state: v.string(),
  eventId: v.string(),
  claimedAt: text,
  sendingAt: text,
  sentAt: text,
  lastRefusal: text,
});

/** What a trace reads of the stack's tables. */
export function tracePorts(target: Target): TracePorts {
  const { clients, outputs } = target;
  const { documents } = clients;
  return {
    ...tableReads(documents, outputs),
    related: stripeRelations(target),
    async entries(eventIds) {
      const keys = [...new Set(eventIds)].map((id) => `event#${id}`);
      const items = await batchGet(documents, outputs.journalTable, "pk", keys);
      return new Map(items.map((item) => entryOf(readStored(entrySchema, item, String(item["pk"])))));
    },
    async mailRecords(keys) {
      const items = await batchGet(documents, outputs.emailTable, "pk", [...new Set(keys)]);
      return items.map((item): MailRecord => {
        const { pk, ...rest } = readStored(mailSchema, item, String(item["pk"]));
        return { key: pk, ...rest };
      });
    },
  };
}

function entryOf(item: v.InferOutput<typeof entrySchema>): [string, JournalEntry] {
  const { pk, failure_orders: orders, failure_email: email, failure_inventory: inventory, ...entry } = item;
  const failures = {
    ...(orders === undefined ? {} : { orders }),
    ...(email === undefined ? {} : { email }),
    ...(inventory === undefined ? {} : { inventory }),
  };
  return [pk.slice("event#".length), { ...entry, failures }];
}

/**
 * Every key that an order goes by or that its events may be filed under.
 * @param id any Stripe id of the order, or its key; of what nobody knows it is the one key
 */
export async function keysOfOrder(id: string, target: Target): Promise<ReadonlySet<string>> {
  const ports = tracePorts(target);
  const found = await findOrder(id, ports);
  return new Set([id, ...(found?.keys ?? []), ...(await allKeysOf(found?.orderKey ?? id, ports))]);
}
