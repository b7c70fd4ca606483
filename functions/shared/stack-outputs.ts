import * as v from "valibot";
import { effects } from "../../domain/event/types.ts";

const text = v.string();
/** One for each consumer, under its name, besides these. */
const textsBesides = <const Name extends string>(...names: Name[]) =>
  v.objectWithRest(Object.fromEntries(names.map((name) => [name, text])) as Record<Name, typeof text>, text);

const consumer = v.object({
  queueUrl: text,
  deadLetterQueueUrl: text,
  replayRuleArn: text,
  functionName: text,
  logGroupName: text,
  retriedForSeconds: v.number(),
  eventTypes: v.pipe(v.array(text), v.readonly()),
  effect: v.exactOptional(v.picklist(effects)),
});

const partnerSource = v.object({ busName: text, archiveArn: text, ruleArns: textsBesides("archive") });
/** What a stack that does without exports. */
const none = v.pipe(
  v.strictObject({}),
  v.transform(() => undefined),
);
const rollout = v.object({ application: text, alias: text, functions: v.record(text, text) });

const dnsRecords = v.optional(v.array(v.object({ name: text, type: text, value: text })), []);

const schema = v.object({
  /** Empty for a stack without webhook. */
  webhookUrl: text,
  topicArn: text,
  consumers: v.record(text, consumer),
  queueUrls: textsBesides("archive", "inspection", "mail-outcome"),
  deadLetterQueueUrls: textsBesides("archive", "mail-outcome", "warehouse"),
  ordersTable: text,
  inventoryTable: text,
  emailTable: text,
  journalTable: text,
  eventBusName: text,
  archiveArn: text,
  pipeName: text,
  replayRuleArns: textsBesides("inspection"),
  partnerSource: v.optional(v.union([partnerSource, none])),
  /** Of the domains of webhook and mails, to be set where they are registered. */
  webhookDnsRecords: dnsRecords,
  mailDnsRecords: dnsRecords,
  secretArn: text,
  warehouseTopicArn: text,
  alertTopicArn: text,
  functionNames: textsBesides("eventEnricher"),
  logGroupNames: textsBesides("eventEnricher"),
  dashboardNames: v.array(text),
  /** Of a stack whose functions get new versions by `ops rollout`. */
  rollout: v.optional(v.union([rollout, none])),
});

/** The stack's outputs, by which commands and tests find everything. */
export type StackOutputs = v.InferOutput<typeof schema>;

/** @throws Error that names the output that is missing or of another kind */
export function stackOutputs(outputs: unknown): StackOutputs {
  const parsed = v.safeParse(schema, outputs);
  if (parsed.success) return parsed.output;
  const names = parsed.issues.map((issue) => v.getDotPath(issue) ?? "?");
  throw new Error(`The stack's outputs lack, or have in another form, what index.ts exports: ${names.join(", ")}`);
}
