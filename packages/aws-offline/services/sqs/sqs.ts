import type { Clock } from "../../clock.ts";
import { AwsError } from "../../gateway/aws-error.ts";
import type { Access, AwsService, Input, Operation, OperationContext, Output } from "../../gateway/types.ts";
import { decideByResource } from "../../iam/evaluate.ts";
import { compilePolicy, PolicyError, type Policy, type PolicyDocument } from "../../iam/policy.ts";
import { accountId, arn } from "../../arn.ts";
import { isObject } from "../../input.ts";
import type { Kms } from "../kms/kms.ts";
import type { MetricSink } from "../../metric.ts";
import { sqsActions, type Delivery, type QueueStats } from "./engine/engine.ts";
import { startQueues } from "./engine/queues.ts";
import { queueAttributes, type QueueDefinition } from "./queue-definition.ts";
import { meter } from "./sqs-metrics.ts";

/** A service that sends into a queue under the queue's own policy: SNS, EventBridge. */
export interface Sender {
  /** `sns.amazonaws.com`, `events.amazonaws.com`. */
  service: string;
  /** The topic or rule. */
  sourceArn: string;
}

type DeliveryChange = (deliveries: Delivery[]) => Delivery[] | Promise<Delivery[]>;

export interface Sqs {
  readonly service: AwsService;
  createQueue(definition: QueueDefinition): Promise<{ url: string; arn: string }>;
  /** Replaces the queue's policy. @throws PolicyError for what the evaluator does not support. */
  setQueuePolicy(queueArn: string, policy: PolicyDocument | string): Promise<void>;
  setRedrivePolicy(queueArn: string, policy: NonNullable<QueueDefinition["redrivePolicy"]>): Promise<void>;
  /** Why the queue takes nothing of the sender: it is not there, or its policy or its key's is against it. */
  refusal(queueArn: string, sender: Sender): string | undefined;
  /** Puts messages into queues for a sender who was not refused. */
  deliver(deliveries: Delivery[]): Promise<void>;
  /**
   * Changes what services deliver, for fault plans: it may drop, repeat and reorder deliveries, and wait before it
   * answers. The function returned takes it out.
   */
  interceptDeliveries(change: DeliveryChange): () => void;
  /**
   * Tells that received messages are worked on: functions take real time, so their visibility timeout runs in real time
   * until the function returned is called, and scaled from then on.
   */
  hold(queueArn: string, receiptHandles: string[]): Promise<() => Promise<void>>;
  /** Depth and age of every queue at this moment. */
  stats(): Promise<QueueStats[]>;
  urlOf(queueArn: string): string;
  close(): Promise<void>;
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

export async function startSqs(options: SqsOptions): Promise<Sqs> {
  const { region, clock, endpoint, kms } = options;
  const engine = await startQueues({ host: new URL(endpoint).host, region, scale: clock.scale });
  const policies = new Map<string, Policy>();
  const queues = new Set<string>();
  const keys = new Map<string, string>();
  const changes = new Set<DeliveryChange>();
  const emit = options.onMetric ?? ((): void => undefined);

  const arnOfName = (name: string): string => arn("sqs", region, name);
  const arnOfUrl = (url: string): string => arnOfName(url.split("/").at(-1) ?? url);
  const urlOf = (queueArn: string): string => `${endpoint}/${accountId}/${queueArn.split(":").at(-1) ?? ""}`;

  function keepSettings(queueArn: string, attributes: unknown): void {
    const text = isObject(attributes) ? attributes["Policy"] : undefined;
    if (text === "") policies.delete(queueArn);
    else if (typeof text === "string") policies.set(queueArn, compilePolicy(text, "resource", `queue ${queueArn}`));
    const key = isObject(attributes) ? attributes["KmsMasterKeyId"] : undefined;
    if (key === "") keys.delete(queueArn);
    else if (typeof key === "string") keys.set(queueArn, key);
  }

  async function run(action: string, input: Input, context?: OperationContext): Promise<Output> {
    const queueArn = queueOf(input);
    if (action === "CreateQueue" || action === "SetQueueAttributes") {
      try {
        keepSettings(queueArn, input["Attributes"]);
      } catch (error) {
        if (!(error instanceof PolicyError)) throw error;
        throw new AwsError("InvalidAttributeValue", error.message, { cause: error });
      }
    }
    const output =
      action === "ReceiveMessage"
        ? await engine.call(action, input, context?.signal, context?.principal.kind === "role")
        : await engine.call(action, input);
    if (action === "CreateQueue") queues.add(queueArn);
    if (action === "DeleteQueue") {
      queues.delete(queueArn);
      policies.delete(queueArn);
      keys.delete(queueArn);
    }
    meter(emit, queueArn, action, input, output);
    return output;
  }

  function queueOf(input: Input): string {
    const { QueueUrl: url, QueueName: name, SourceArn: source } = input;
    if (typeof url === "string") return arnOfUrl(url);
    if (typeof name === "string") return arnOfName(name);
    return typeof source === "string" ? source : "*";
  }

  function access(action: string, input: Input): Access[] {
    const resource = queueOf(input);
    const on = (name: string, queue = resource): Access => ({ action: `sqs:${name}`, resource: queue });
    const of = (what: "read" | "write", queue = resource): Access[] =>
      kms.accesses(keys.get(queue), "sqs", what, { code: "KmsAccessDenied", status: 400 });
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

  const setAttributes = async (queueArn: string, attributes: Record<string, string>): Promise<void> => {
    keepSettings(queueArn, attributes);
    await engine.call("SetQueueAttributes", { QueueUrl: urlOf(queueArn), Attributes: attributes });
  };

  return {
    service: {
      name: "sqs",
      protocol: { kind: "json", version: "1.0", targetPrefix: "AmazonSQS" },
      operations: Object.fromEntries(
        sqsActions.map((action): [string, Operation] => [action, (input, context) => run(action, input, context)]),
      ),
      access,
      resourcePolicy: (resource) => policies.get(resource),
      denied: { code: "AccessDenied", status: 403 },
    },
    async createQueue(definition) {
      const attributes = queueAttributes(definition);
      await run("CreateQueue", { QueueName: definition.name, Attributes: attributes, tags: definition.tags });
      const queueArn = arnOfName(definition.name);
      return { url: urlOf(queueArn), arn: queueArn };
    },
    setQueuePolicy: (queueArn, policy) =>
      setAttributes(queueArn, { Policy: typeof policy === "string" ? policy : JSON.stringify(policy) }),
    setRedrivePolicy: (queueArn, policy) => setAttributes(queueArn, { RedrivePolicy: JSON.stringify(policy) }),
    refusal(queueArn, { service, sourceArn }) {
      if (!queues.has(queueArn)) return "there is no such queue";
      const context = { "aws:SourceArn": sourceArn, "aws:SourceAccount": accountId, "aws:SecureTransport": "true" };
      const request = { action: "sqs:SendMessage", resource: queueArn, context };
      if (decideByResource(policies.get(queueArn) ?? [], { service }, request) !== "allow") {
        return `the queue's policy does not allow ${service} with this aws:SourceArn`;
      }
      const encryptionContext = { "aws:sqs:arn": queueArn };
      return kms.refusal(keys.get(queueArn), { service, sourceArn, encryptionContext });
    },
    async deliver(deliveries) {
      let changed = deliveries;
      for (const change of changes) changed = await change(changed);
      await engine.deliver(changed);
      for (const { queueArn, body } of changed) meter(emit, queueArn, "SendMessage", { MessageBody: body }, {});
    },
    interceptDeliveries(change) {
      changes.add(change);
      return () => changes.delete(change);
    },
    hold: (queueArn, receiptHandles) => engine.hold(queueArn, receiptHandles),
    stats: () => engine.stats(),
    urlOf,
    close: () => engine.close(),
  };
}
