import { beforeAll, describe, expect, it } from "vitest";
import type { ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
import { textOutput } from "../../packages/aws-offline/graph/resource-graph.ts";
import { eventRuleType } from "../../packages/aws-offline/services/events/resources.ts";
import { rolePolicyType } from "../../packages/aws-offline/services/iam/resources.ts";
import { pipeType } from "../../packages/aws-offline/services/pipes/resources.ts";
import { eventSourceMappingType, functionType } from "../../packages/aws-offline/services/lambda/resources.ts";
import { topicSubscriptionType } from "../../packages/aws-offline/services/sns/resources.ts";
import { queueType } from "../../packages/aws-offline/services/sqs/resources.ts";
import { readDocument } from "../../scripts/markdown.ts";
import { evaluate } from "../support/evaluate.ts";

const day = 24 * 60 * 60;

let graph: ResourceGraph;
beforeAll(async () => {
  graph = await evaluate();
});

describe("queues", () => {
  it("have a dead-letter queue after three receives, the archive's after a day of them, each one its own", () => {
    const queues = graph.of(queueType);
    const deadLetterArns = queues
      // The warehouse's belongs to a subscription.
      .filter(({ name }) => name.endsWith("-dead-letter-queue") && name !== "warehouse-dead-letter-queue")
      .map((queue) => textOutput(queue, "arn"));
    const redrives = queues
      .filter(({ name }) => !name.endsWith("-dead-letter-queue"))
      .map(({ inputs }): unknown => JSON.parse(inputs.redrivePolicy ?? "null"));
    expect(redrives).toEqual(
      deadLetterArns.map((deadLetterTargetArn) => ({
        deadLetterTargetArn,
        maxReceiveCount: deadLetterTargetArn.includes("archive") ? (24 * 60 * 60) / 180 : 3,
      })),
    );
  });

  it("take what SNS cannot deliver to the warehouse", async () => {
    const settings = { warehouseEndpoint: "https://warehouse.example.com/notices" };
    const declared = await evaluate({ settings });
    const queue = declared.of(queueType).find(({ name }) => name === "warehouse-dead-letter-queue");
    const subscription = declared.of(topicSubscriptionType).find(({ name }) => name === "warehouse-subscription");
    expect(JSON.parse(subscription?.inputs.redrivePolicy ?? "")).toEqual({
      deadLetterTargetArn: queue === undefined ? undefined : textOutput(queue, "arn"),
    });
  });

  it("keep dead letters longer than messages, because a dead letter keeps its first enqueueing time", () => {
    for (const { name, inputs } of graph.of(queueType)) {
      // The most that a queue takes, and EventBridge delivers.
      expect(inputs.maxMessageSize, name).toBe(1_048_576);
      expect(inputs.messageRetentionSeconds, name).toBe(name.endsWith("-dead-letter-queue") ? 14 * day : 4 * day);
    }
  });

  it("hide a message for at least six time-outs of the function that takes it", () => {
    const mappings = graph.of(eventSourceMappingType);
    expect(mappings).toHaveLength(5);
    for (const { name, inputs } of mappings) {
      const queue = graph.of(queueType).find((candidate) => textOutput(candidate, "arn") === inputs.eventSourceArn);
      const handler = graph.of(functionType).find((candidate) => textOutput(candidate, "arn") === inputs.functionName);
      expect(queue?.inputs.visibilityTimeoutSeconds, name).toBeGreaterThanOrEqual(
        6 * (handler?.inputs.timeout ?? Number.NaN),
      );
    }
  });
});

describe("event source mappings", () => {
  it("let a bad record fail alone, take ten at once and bound the concurrency", () => {
    for (const { name, inputs } of graph.of(eventSourceMappingType)) {
      expect(inputs.functionResponseTypes, name).toEqual(["ReportBatchItemFailures"]);
      expect(inputs.batchSize, name).toBe(10);
      expect(inputs.scalingConfig?.maximumConcurrency, name).toBe(
        /^(?:mail-outcome|warehouse-inbox)-mapping$/u.test(name) ? 2 : 10,
      );
    }
  });
});

describe("the archive's pipe", () => {
  it("takes as many of SNS's largest messages as the bus takes at once", async () => {
    const batchOf = (declared: typeof graph): unknown =>
      declared.of(pipeType).map(({ inputs }) => inputs.sourceParameters.sqsQueueParameters.batchSize);
    expect(batchOf(graph)).toEqual([3]);
    const partner = await evaluate({ settings: { stripeEventSource: "aws.partner/stripe.com/ed_1" } });
    expect(batchOf(partner)).toEqual([1]);
  });

  it.each([
    [{ archiveWindowSeconds: "30" }, 30],
    [{ archiveWindowSeconds: "30", stripeEventSource: "aws.partner/stripe.com/ed_1" }, 0],
  ])(
    "waits for its batch where it takes several, and hides messages that long besides: %j",
    async (settings, window) => {
      const declared = await evaluate({ settings });
      const [pipe] = declared.of(pipeType);
      expect(pipe?.inputs.sourceParameters.sqsQueueParameters.maximumBatchingWindowInSeconds).toBe(window);
      const queue = declared.of(queueType).find(({ name }) => name === "archive-queue");
      const enricher = declared.of(functionType).find(({ name }) => name === "event-enricher");
      expect(queue?.inputs.visibilityTimeoutSeconds).toBe(6 * (enricher?.inputs.timeout ?? Number.NaN) + window);
    },
  );
});

describe("subscriptions", () => {
  it("deliver raw, filter on type and livemode, and keep what SNS cannot deliver", () => {
    const subscriptions = graph.of(topicSubscriptionType).filter(({ inputs }) => inputs.protocol === "sqs");
    expect(subscriptions.map(({ name }) => name)).toEqual([
      "archive-subscription",
      "email-subscription",
      "inventory-subscription",
      "mail-outcome-subscription",
      "orders-subscription",
    ]);
    for (const { name, inputs } of subscriptions) {
      expect(inputs.rawMessageDelivery, name).toBe(true);
      expect(inputs.redrivePolicy, name).toContain("dead-letter-queue");
      const filter = {
        event_type: expect.any(Array),
        livemode: ["false"],
        effects: [expect.any(String), { exists: false }],
      };
      // The archive takes every event; SES's are of another topic.
      const isAll = ["archive-subscription", "mail-outcome-subscription"].includes(name);
      expect(JSON.parse(inputs.filterPolicy ?? "{}"), name).toEqual(isAll ? {} : filter);
    }
  });

  it("turn to the other livemode with the setting, as the replay rules do", async () => {
    const live = await evaluate({ settings: { stripeMode: "live" } });
    for (const [declared, livemode] of [
      [graph, false],
      [live, true],
    ] as const) {
      const replays = declared.of(eventRuleType).filter(({ name }) => name.endsWith("-replay-rule"));
      const patterns = replays.map(({ inputs }) => JSON.parse(inputs.eventPattern) as unknown);
      expect(patterns).toEqual(
        Array.from({ length: 3 }, () =>
          expect.objectContaining({
            "replay-name": [{ exists: true }],
            detail: { event: { livemode: [livemode] }, effects: [expect.any(String), { exists: false }] },
          }),
        ),
      );
    }
    const filters = live.of(topicSubscriptionType).flatMap(({ inputs }) => inputs.filterPolicy ?? []);
    expect(filters).toHaveLength(3);
    for (const filter of filters) expect(JSON.parse(filter)).toMatchObject({ livemode: ["true"] });
  });
});

describe("the pipe", () => {
  it("is created after something slow that waits for its role's policy, because CreatePipe is not retried", () => {
    const policy = `${rolePolicyType.token} archive-pipe-access`;
    const [pipe] = graph.of(pipeType);
    const slow = graph.of(queueType).find(({ name }) => name === "inspection-dead-letter-queue");
    expect(pipe?.options.dependsOn).toEqual(expect.arrayContaining([policy, slow?.options.parent]));
    expect(slow?.options.dependsOn).toContain(policy);
  });
});

it("the topic takes 256 KB as long as @pulumi/aws has no argument for MaximumMessageSize", async () => {
  const typings = await readDocument("node_modules/@pulumi/aws/sns/topic.d.ts");
  const found = /max\w*messageSize/iu.exec(typings)?.[0];
  // When this fails: give the topic 1 MiB (components/event-topic.ts), and take functions/shared/event-message.ts's limit to it.
  expect(found).toBeUndefined();
});
