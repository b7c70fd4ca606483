import type * as pulumi from "@pulumi/pulumi";
import type { Effect } from "../../domain/event/types.ts";
import type { EventArchive } from "../event-archive.ts";
import type { EventTopic } from "../event-topic.ts";
import type { MailOutcomes } from "../mail-outcomes.ts";
import type { MailSender } from "../mail-sender.ts";
import type { NodeFunction } from "../node-function.ts";
import type { NoticeTopic } from "../notice-topic.ts";
import type { PartnerSource } from "../partner-source.ts";
import type { Queue } from "../queue.ts";
import type { QueueConsumer } from "../queue-consumer.ts";
import type { ScheduledReconcile } from "../scheduled-reconcile.ts";
import type { Stack } from "../stack.ts";
import type { Table } from "../table.ts";
import type { WarehouseInbox } from "../warehouse-inbox.ts";
import type { WebhookApi } from "../webhook-api.ts";

export interface WatchedFunction<Name> {
  readonly name: Name;
  readonly timeoutSeconds: number;
  readonly logGroup: Name;
}

export interface WatchedBranch<Name> {
  /** Of a consumer. */
  readonly effect?: Effect;
  readonly queue: Name;
  readonly handler: WatchedFunction<Name>;
}

/** The physical names by which metrics are found: Inputs in the program, strings where they are known. */
export interface WatchedSystem<Name> {
  readonly project: string;
  readonly stage: string;
  /** Absent where events come by the partner event source alone. */
  readonly webhook?: WatchedWebhook<Name>;
  readonly eventTopic: Name;
  readonly warehouseTopic: Name;
  /** By name, as the functions' metrics call them (`Consumer`). */
  readonly consumers: Readonly<Record<string, WatchedBranch<Name>>>;
  readonly archive: WatchedBranch<Name>;
  /** The scheduled count of what is at Stripe only. */
  readonly reconcile?: WatchedFunction<Name>;
  readonly mailOutcome: WatchedBranch<Name>;
  readonly warehouseInbox?: WatchedBranch<Name>;
  /** The configuration set whose sends are counted; absent where no version is to be taken back. */
  readonly mailSends?: Name;
  readonly deadLetterQueues: Readonly<Record<string, Name>>;
  readonly pipe: Name;
  readonly bus: Name;
  readonly replayRules: Readonly<Record<string, Name>>;
  readonly partner?: PartnerRules<Name>;
  readonly tables: Readonly<Record<string, Name>>;
}

export interface WatchedWebhook<Name> {
  readonly apiId: Name;
  readonly handler: WatchedFunction<Name>;
}

/** The rules of the partner bus, by branch; the archive's passes every live event. */
interface PartnerRules<Name> {
  readonly bus: Name;
  readonly rules: Readonly<Record<string, Name>>;
}

export interface SystemParts {
  readonly webhook: WebhookApi | undefined;
  readonly topic: EventTopic;
  readonly warehouse: NoticeTopic;
  readonly mail: MailSender;
  readonly consumers: Readonly<Record<string, QueueConsumer>>;
  readonly archive: EventArchive;
  readonly outcomes: MailOutcomes;
  readonly inbox: WarehouseInbox | undefined;
  readonly partner: PartnerSource | undefined;
  readonly reconcile: ScheduledReconcile | undefined;
  readonly tables: Readonly<Record<string, Table>>;
}

/** What there is to watch, of the components that it is made of. */
export function watchedSystem(stack: Stack, parts: SystemParts): WatchedSystem<pulumi.Input<string>> {
  const { archive, consumers, inbox, outcomes, webhook } = parts;
  return {
    project: stack.project,
    stage: stack.stage,
    ...(webhook === undefined ? {} : { webhook: { apiId: webhook.apiId, handler: watchedFunction(webhook.handler) } }),
    eventTopic: parts.topic.name,
    warehouseTopic: parts.warehouse.name,
    consumers: mapValues(consumers, (consumer) => {
      const { effect } = consumer.outputs;
      return { ...watchedBranch(consumer), ...(effect === undefined ? {} : { effect }) };
    }),
    archive: watchedBranch(archive),
    ...(parts.reconcile === undefined ? {} : { reconcile: watchedFunction(parts.reconcile.handler) }),
    mailOutcome: watchedBranch(outcomes),
    ...(inbox === undefined ? {} : { warehouseInbox: watchedBranch(inbox) }),
    ...(parts.mail.countedSends === undefined ? {} : { mailSends: parts.mail.countedSends }),
    deadLetterQueues: {
      ...mapValues(consumers, ({ queue }) => queue.deadLetterQueue.name),
      archive: archive.queue.deadLetterQueue.name,
      inspection: archive.inspection.deadLetterQueue.name,
      "mail-outcome": outcomes.queue.deadLetterQueue.name,
      warehouse: parts.warehouse.deadLetterQueue.name,
      ...(inbox === undefined ? {} : { "warehouse-inbox": inbox.queue.deadLetterQueue.name }),
    },
    pipe: archive.pipeName,
    bus: archive.busName,
    replayRules: {
      ...mapValues(consumers, ({ replayRuleName }) => replayRuleName),
      inspection: archive.inspectionRuleName,
    },
    ...(parts.partner === undefined ? {} : { partner: partnerRules(parts.partner) }),
    tables: mapValues(parts.tables, ({ name }) => name),
  };
}

function partnerRules({ busName, rules }: PartnerSource): PartnerRules<pulumi.Input<string>> {
  return { bus: busName, rules: Object.fromEntries([...rules].map(([branch, { name }]) => [branch, name])) };
}

/** Every queue with a function on it, the archive's last of the fan-out's. */
export function branchesOf<Name>(system: WatchedSystem<Name>): [string, WatchedBranch<Name>][] {
  const { archive, consumers, mailOutcome, warehouseInbox } = system;
  return [
    ...Object.entries(consumers),
    ["archive", archive],
    ["mail-outcome", mailOutcome],
    ...(warehouseInbox === undefined ? [] : [["warehouse-inbox", warehouseInbox] satisfies [string, unknown]]),
  ];
}

export function consumersOf({ consumers }: Pick<WatchedSystem<unknown>, "consumers">, ...effects: Effect[]): string[] {
  return Object.entries(consumers).flatMap(([name, { effect }]) =>
    effect !== undefined && effects.includes(effect) ? [name] : [],
  );
}

/** Every function, the webhook first. */
export function functionsOf<Name>(system: WatchedSystem<Name>): [string, WatchedFunction<Name>][] {
  const { webhook, reconcile } = system;
  const handlers = branchesOf(system).map(([name, { handler }]): [string, WatchedFunction<Name>] => [name, handler]);
  return [
    ...(webhook === undefined ? [] : [["webhook", webhook.handler] as [string, WatchedFunction<Name>]]),
    ...handlers,
    ...(reconcile === undefined ? [] : [["reconcile", reconcile] as [string, WatchedFunction<Name>]]),
  ];
}

function watchedBranch({ queue, handler }: { readonly queue: Queue; readonly handler: NodeFunction }) {
  return { queue: queue.name, handler: watchedFunction(handler) };
}

function watchedFunction({ name, timeoutSeconds, logGroupName }: NodeFunction) {
  return { name, timeoutSeconds, logGroup: logGroupName };
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
