import * as v from "valibot";
import { effects } from "../../domain/event/types.ts";
import { mailOutcomes } from "../../domain/mail/outcome.ts";
import { readStored } from "../../domain/stored-item.ts";
import { deadLetterSources } from "../branches.ts";
import { consumersOf, readConsumer } from "../consumers.ts";
import { survey, type OpenedLetter } from "../core/dead-letters/survey.ts";
import { allKeysOf } from "../core/replay/knowledge.ts";
import { findOrder } from "../core/trace/find-order.ts";
import type { MailRecord, TracedLetter, TracePorts } from "../core/trace/trace.ts";
import type { JournalEntry } from "../core/trace/journal-entry.ts";
import { stripeRelations } from "../stripe-relations.ts";
import type { Target } from "../target.ts";
import { batchGet } from "../../functions/shared/batch-get.ts";
import { isPaused } from "../core/switch-consumer.ts";
import { mappingState } from "./consumers.ts";
import { letterPorts } from "./dead-letter-ports.ts";
import { queueDepth } from "./queues.ts";
import { tableReads } from "./table-reads.ts";

const text = v.exactOptional(v.string());
const failure = v.object({ causeCode: v.string(), message: v.string(), at: v.string(), receives: v.number() });
const wait = v.object({ cause: v.string(), message: v.string(), at: v.string(), times: v.number() });
const entrySchema = v.object({
  pk: v.string(),
  type: text,
  created: v.exactOptional(v.number()),
  receivedAt: text,
  via: v.exactOptional(v.literal("partner")),
  objectId: text,
  account: text,
  thinId: text,
  livemode: v.exactOptional(v.boolean()),
  effects: v.exactOptional(v.array(v.picklist(effects))),
});
const mailSchema = v.object({
  pk: v.string(),
  state: v.string(),
  eventId: v.string(),
  claimedAt: text,
  sendingAt: text,
  sentAt: text,
  suppressedAt: text,
  lastRefusal: text,
  outcome: v.exactOptional(v.picklist(mailOutcomes)),
  outcomeReason: text,
  outcomeAt: text,
});

/**
 * What a trace reads of the stack's tables and dead-letter queues.
 * @param letters how the dead letters of events are read
 */
export function tracePorts(target: Target, letters = deadLettersOf): TracePorts {
  const { clients, outputs } = target;
  const { documents } = clients;
  return {
    ...tableReads(documents, outputs),
    consumers: consumersOf(outputs),
    related: stripeRelations(target),
    isPaused: async (name) => isPaused(await mappingState(readConsumer(name, outputs), target)),
    deadLetters: (eventIds) => letters(eventIds, target),
    async entries(eventIds) {
      const keys = [...new Set(eventIds)].map((id) => `event#${id}`);
      const items = await batchGet(documents, outputs.journalTable, "pk", keys);
      return new Map(items.map(entryOf));
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

/** Reading them all would take minutes: `dlq list QUEUE` does. */
const mostLetters = 1_000;

/** Those that are read are hidden from others until all of their queue are seen. */
async function deadLettersOf(eventIds: ReadonlySet<string>, target: Target): Promise<TracedLetter[]> {
  const { clients, outputs } = target;
  const found = deadLetterSources(outputs).map(async (source) => {
    const { waiting } = await queueDepth(clients.sqs, source.deadLetterQueueUrl);
    const letters: TracedLetter[] = [];
    if (waiting === 0 || waiting > mostLetters) return letters;
    const ports = { ...letterPorts(source, target), signal: new AbortController().signal };
    await survey(source.name, ports, (letter) => {
      if (eventIds.has(letter.content.subject)) letters.push(tracedLetter(source.name, letter));
    });
    return letters;
  });
  return (await Promise.all(found)).flat();
}

export function tracedLetter(branch: string, { letter, content, cause }: OpenedLetter): TracedLetter {
  const { code, message, at = new Date(letter.sentAt).toISOString() } = cause;
  return { branch, eventId: content.subject, at, cause: code, message };
}

function entryOf(item: Readonly<Record<string, unknown>>): [string, JournalEntry] {
  const name = String(item["pk"]);
  const { pk, ...entry } = readStored(entrySchema, item, name);
  return [
    pk.slice("event#".length),
    {
      ...entry,
      failures: byConsumer(item, "failure_", failure),
      waits: byConsumer(item, "waiting_", wait),
    },
  ];
}

/** The attributes that each consumer has one of, by the consumer's name. */
function byConsumer<Schema extends v.GenericSchema>(
  item: Readonly<Record<string, unknown>>,
  prefix: string,
  schema: Schema,
): Record<string, v.InferOutput<Schema>> {
  const own = Object.entries(item).filter(([attribute]) => attribute.startsWith(prefix));
  return Object.fromEntries(
    own.map(([attribute, value]) => [
      attribute.slice(prefix.length),
      readStored(schema, value, `${String(item["pk"])} ${attribute}`),
    ]),
  );
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
