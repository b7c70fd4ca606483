import type { Clock } from "../../clock.ts";
import { AwsError } from "../../gateway/aws-error.ts";
import type { Access, AwsService, Input, Operation, OperationContext, Output } from "../../gateway/types.ts";
import { decideByResource } from "../../iam/evaluate.ts";
import { sourceContext } from "../../iam/service-context.ts";
import { compilePolicy, PolicyError, type Policy, type PolicyDocument } from "../../iam/policy.ts";
import { accountId } from "../../arn.ts";
import { isObject } from "../../input.ts";
import type { Kms } from "../kms/kms.ts";
import type { MetricSink } from "../../metric.ts";
import type { MessageAttributes, SavedMessage } from "./engine/message.ts";
import type { QueueStats } from "./engine/queue-stats.ts";
import { Queues } from "./engine/queues.ts";
import { sqsOperations } from "./operations/operations.ts";
import { queueAttributes, type QueueDefinition } from "./queue-definition.ts";
import { meter } from "./sqs-metrics.ts";

/** A service that sends into a queue under the queue's own policy: SNS, EventBridge. */
export interface Sender {
  /** `sns.amazonaws.com`, `events.amazonaws.com`. */
  service: string;
  /** The topic or rule. */
  sourceArn: string;
}

/** What SNS or EventBridge puts into a queue; the sender was authorised already. */
export interface Delivery {
  queueArn: string;
  body: string;
  attributes: MessageAttributes;
}

type DeliveryChange = (deliveries: Delivery[]) => Delivery[] | Promise<Delivery[]>;

export interface Sqs {
  readonly service: AwsService;
  createQueue(definition: QueueDefinition): { url: string; arn: string };
  /** Replaces the queue's policy. @throws PolicyError for what the evaluator does not support. */
  setQueuePolicy(queueArn: string, policy: PolicyDocument | string): void;
  setRedrivePolicy(queueArn: string, policy: NonNullable<QueueDefinition["redrivePolicy"]>): void;
  /** Why the queue takes nothing of the sender: it is not there, or its policy or its key's is against it. */
  refusal(queueArn: string, sender: Sender): string | undefined;
  /** Puts messages into queues for a sender who was not refused. */
  deliver(deliveries: Delivery[]): Promise<void>;
  /**
   * Changes what services deliver, for fault plans: it may drop, repeat and reorder deliveries, and wait before it
   * returns. The function returned takes it out.
   */
  interceptDeliveries(change: DeliveryChange): () => void;
  /**
   * Reports that received messages are worked on: functions take real time, so their visibility timeout runs in real time
   * until the function returned is called, and scaled from then on.
   */
  hold(queueArn: string, receiptHandles: readonly string[]): () => void;
  /** Depth and age of every queue at this moment. */
  stats(): QueueStats[];
  /** Every queue's messages, by the queue's name. */
  save(): Readonly<Record<string, readonly SavedMessage[]>>;
  restore(saved: Readonly<Record<string, readonly SavedMessage[]>>): void;
  urlOf(queueArn: string): string;
  close(): void;
}

export interface SqsOptions {
  region: string;
  clock: Clock;
  kms: Kms;
  /** The gateway's endpoint, which the queues' URLs begin with. */
  endpoint: string;
  onMetric?: MetricSink;
}

/** What a batch action needs leave for. */
const iamActions: Readonly<Record<string, string>> = {
  SendMessageBatch: "SendMessage",
  DeleteMessageBatch: "DeleteMessage",
  ChangeMessageVisibilityBatch: "ChangeMessageVisibility",
};

export function createSqs({ region, clock, endpoint, kms, onMetric: emit = () => undefined }: SqsOptions): Sqs {
  const queues = new Queues(region, clock);
  const policies = new Map<string, Policy>();
  const changes = new Set<DeliveryChange>();

  const urlOf = (queueArn: string): string => `${endpoint}/${accountId}/${queueArn.split(":").at(-1) ?? ""}`;
  const keyOf = (queueArn: string): string | undefined => queues.byArn(queueArn)?.attributes["KmsMasterKeyId"];
  const operations = sqsOperations(queues, urlOf);

  /** Whatever sets a queue's attributes, with the policy among them compiled. @throws PolicyError */
  function settingPolicy<T>(queueArn: string, attributes: unknown, set: () => T): T {
    const text = isObject(attributes) ? attributes["Policy"] : undefined;
    const policy =
      typeof text === "string" && text !== "" ? compilePolicy(text, "resource", `queue ${queueArn}`) : undefined;
    const result = set();
    if (policy !== undefined) policies.set(queueArn, policy);
    else if (text === "") policies.delete(queueArn);
    return result;
  }

  async function run(action: string, operation: Operation, input: Input, context: OperationContext): Promise<Output> {
    const queueArn = queueOf(input);
    const act = (): Output | Promise<Output> => operation(input, context);
    let output: Output;
    try {
      const setsPolicy = action === "CreateQueue" || action === "SetQueueAttributes";
      output = await (setsPolicy ? settingPolicy(queueArn, input["Attributes"], act) : act());
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      throw new AwsError("InvalidAttributeValue", error.message, { cause: error });
    }
    if (action === "DeleteQueue") policies.delete(queueArn);
    meter(emit, queueArn, action, input, output);
    return output;
  }

  function queueOf(input: Input): string {
    const { QueueUrl: url, QueueName: name, SourceArn: source } = input;
    if (typeof url === "string") return queues.arnOfUrl(url);
    if (typeof name === "string") return queues.arnOfName(name);
    return typeof source === "string" ? source : "*";
  }

  function access(action: string, input: Input): Access[] {
    const resource = queueOf(input);
    const on = (name: string, queue = resource): Access => ({ action: `sqs:${name}`, resource: queue });
    const of = (what: "read" | "write", queue = resource): Access[] =>
      kms.accesses(keyOf(queue), "sqs", what, { code: "KmsAccessDenied", status: 400 });
    if (action !== "StartMessageMoveTask") {
      const iamAction = iamActions[action] ?? action;
      if (iamAction === "SendMessage") return [on(iamAction), ...of("write")];
      return iamAction === "ReceiveMessage" ? [on(iamAction), ...of("read")] : [on(iamAction)];
    }
    const destination = input["DestinationArn"];
    const own = ["StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"].map((name) =>
      on(name),
    );
    if (typeof destination !== "string") return [...own, ...of("read")];
    return [...own, ...of("read"), on("SendMessage", destination), ...of("write", destination)];
  }

  function setAttributes(queueArn: string, attributes: Record<string, string>): void {
    settingPolicy(queueArn, attributes, () =>
      queues.change(queues.byName(queueArn.split(":").at(-1) ?? ""), attributes),
    );
  }

  return {
    service: {
      name: "sqs",
      protocol: { kind: "json", version: "1.0", targetPrefix: "AmazonSQS" },
      operations: Object.fromEntries(
        Object.entries(operations).map(([action, operation]): [string, Operation] => [
          action,
          (input, context) => run(action, operation, input, context),
        ]),
      ),
      access,
      resourcePolicy: (resource) => policies.get(resource),
      denied: { code: "AccessDenied", status: 403 },
    },
    createQueue(definition) {
      const attributes = queueAttributes(definition);
      const queueArn = queues.arnOfName(definition.name);
      settingPolicy(queueArn, attributes, () => queues.create(definition.name, attributes, { ...definition.tags }));
      return { url: urlOf(queueArn), arn: queueArn };
    },
    setQueuePolicy: (queueArn, policy) =>
      setAttributes(queueArn, { Policy: typeof policy === "string" ? policy : JSON.stringify(policy) }),
    setRedrivePolicy: (queueArn, policy) => setAttributes(queueArn, { RedrivePolicy: JSON.stringify(policy) }),
    refusal(queueArn, { service, sourceArn }) {
      if (queues.byArn(queueArn) === undefined) return "there is no such queue";
      const source = sourceContext("resource", service, { sourceArn, accountId });
      const context = { ...source, "aws:SecureTransport": "true" };
      const request = { action: "sqs:SendMessage", resource: queueArn, context };
      if (decideByResource(policies.get(queueArn) ?? [], { service }, request) !== "allow") {
        return `the queue's policy does not allow ${service} with this aws:SourceArn`;
      }
      const encryptionContext = { "aws:sqs:arn": queueArn };
      return kms.refusal(keyOf(queueArn), { service, sourceArn, encryptionContext });
    },
    async deliver(deliveries) {
      let changed = deliveries;
      for (const change of changes) changed = await change(changed);
      for (const { queueArn, body, attributes } of changed) {
        // A queue that has gone meanwhile takes nothing.
        queues.byArn(queueArn)?.queue.send({ body, attributes, senderId: accountId });
        meter(emit, queueArn, "SendMessage", { MessageBody: body }, {});
      }
    },
    interceptDeliveries(change) {
      changes.add(change);
      return () => changes.delete(change);
    },
    hold: (queueArn, receiptHandles) => queues.byArn(queueArn)?.queue.hold(receiptHandles) ?? (() => undefined),
    stats: () => queues.all().map(({ queue }) => queue.stats()),
    save: () => Object.fromEntries(queues.all().map(({ queue }) => [queue.name, queue.save()])),
    restore(saved) {
      for (const { queue } of queues.all()) queue.restore(saved[queue.name] ?? []);
    },
    urlOf,
    close() {
      for (const { queue } of queues.all()) queue.close();
    },
  };
}
