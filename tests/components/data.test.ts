import { functionType } from "../../packages/aws-offline/services/lambda/resources.ts";
import { readFile } from "node:fs/promises";
import * as aws from "@pulumi/aws";
import { beforeAll, describe, expect, it } from "vitest";
import { tagResources, untaggable } from "../../components/tags.ts";
import type { ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
import { tableType } from "../../packages/aws-offline/services/dynamodb/resources.ts";
import { metricAlarmType } from "../../packages/aws-offline/services/cloudwatch/resources.ts";
import { eventArchiveType } from "../../packages/aws-offline/services/events/resources.ts";
import { keyType } from "../../packages/aws-offline/services/kms/resources.ts";
import { secretType, secretVersionType } from "../../packages/aws-offline/services/secrets-manager/resources.ts";
import { resourceTypes } from "../../packages/aws-offline/services/resource-types.ts";
import { queueType } from "../../packages/aws-offline/services/sqs/resources.ts";
import { evaluate } from "../support/evaluate.ts";

let dev: ResourceGraph;
let prod: ResourceGraph;
beforeAll(async () => {
  dev = await evaluate();
  prod = await evaluate({ stack: "prod" });
});

describe("tables", () => {
  it("are on demand, with point-in-time recovery", () => {
    for (const { name, inputs } of dev.of(tableType)) {
      expect(inputs, name).toMatchObject({ billingMode: "PAY_PER_REQUEST", pointInTimeRecovery: { enabled: true } });
    }
  });

  it("let orders be found by customer, and journal entries expire", () => {
    const orders = dev.of(tableType).find(({ name }) => name === "orders-table");
    expect(orders?.inputs.globalSecondaryIndexes).toMatchObject([
      {
        name: "customer-index",
        keySchemas: [
          { attributeName: "customerId", keyType: "HASH" },
          { attributeName: "createdAt", keyType: "RANGE" },
        ],
      },
    ]);
    const expiring = dev.of(tableType).filter(({ inputs }) => inputs.ttl?.enabled === true);
    expect(expiring.map(({ name }) => name)).toEqual(["journal-table"]);
  });
});

describe("what holds data", () => {
  const keepers = [
    "archive",
    "archive-bus",
    "archive-dead-letter-queue",
    "archive-queue",
    "email-dead-letter-queue",
    "email-queue",
    "email-table",
    "encryption-key",
    "inspection-dead-letter-queue",
    "inspection-queue",
    "inventory-dead-letter-queue",
    "inventory-queue",
    "inventory-table",
    "journal-table",
    "mail-outcome-dead-letter-queue",
    "mail-outcome-queue",
    "orders-dead-letter-queue",
    "orders-queue",
    "orders-table",
    "secrets-secret",
    "warehouse-dead-letter-queue",
    "warehouse-inbox-dead-letter-queue",
    "warehouse-inbox-queue",
  ];

  const kept = (graph: ResourceGraph): string[] =>
    graph.resources
      .filter(({ options }) => options.protect && options.retainOnDelete)
      .map(({ name }) => name)
      .toSorted();

  it("is protected and retained in prod, and nothing of it in dev", () => {
    expect(kept(prod)).toEqual(keepers);
    expect(kept(dev)).toEqual([]);
  });

  const ownKey = { encryption: "customer-key" };
  it.each([
    ["dev", { stripeMode: "live" }, true],
    ["dev", { protectData: "true" }, true],
    ["dev", { protectData: "false", stripeMode: "live" }, false],
    ["prod", { stripeMode: "test" }, true],
    ["prod", { protectData: "false" }, false],
  ])("is protected by the setting, which follows livemode and name: %s with %j: %s", async (stack, given, isKept) => {
    const graph = await evaluate({ stack, settings: { ...ownKey, ...given } });
    expect(kept(graph)).toEqual(isKept ? keepers : []);
    for (const { inputs } of graph.of(tableType)) expect(inputs.deletionProtectionEnabled).toBe(isKept);
    expect(graph.of(keyType).map(({ inputs }) => inputs.deletionWindowInDays)).toEqual([isKept ? 30 : 7]);
    expect(graph.of(secretType).map(({ inputs }) => inputs.recoveryWindowInDays)).toEqual([isKept ? 30 : 0]);
    expect(graph.of(secretVersionType).map(({ options }) => options.retainOnDelete)).toEqual([isKept]);
  });

  it("is archived for as long as the setting says", () => {
    const days = (graph: ResourceGraph): unknown =>
      graph.of(eventArchiveType).map(({ inputs }) => inputs.retentionDays);
    expect([days(dev), days(prod)]).toEqual([[90], [365]]);
  });

  it("is journalled for as long by every function that writes to the journal", () => {
    const days = (graph: ResourceGraph): unknown => [
      ...new Set(
        graph.of(functionType).flatMap(({ inputs }) => inputs.environment?.variables["JOURNAL_RETENTION_DAYS"] ?? []),
      ),
    ];
    expect([days(dev), days(prod)]).toEqual([["90"], ["365"]]);
  });
});

describe("the secret", () => {
  it("has the name of the contract, and its first version is secret and written once", () => {
    expect(dev.of(secretType).map(({ inputs }) => inputs.name)).toEqual(["order-processing-system-dev-secrets"]);
    const [version] = dev.of(secretVersionType);
    expect(JSON.parse(version?.inputs.secretString ?? "")).toEqual({
      stripe_webhook_secret: "",
      stripe_api_key: "",
      ses_from_email: "orders-dev@example.com",
    });
    expect(version?.options).toMatchObject({ secretInputs: ["secretString"], ignoreChanges: ["secretString"] });
  });

  it("can be deleted at once outside prod only", () => {
    const windows = [dev, prod].map((graph) => graph.of(secretType).map(({ inputs }) => inputs.recoveryWindowInDays));
    expect(windows).toEqual([[0], [30]]);
  });
});

describe("tags", () => {
  it("name project, stack and component on every resource that takes tags", () => {
    const tagged = { project: "order-processing-system", stack: "prod", component: expect.any(String) };
    for (const { type, name, inputs } of prod.resources) {
      expect(inputs["tags"], name).toEqual(untaggable.has(type) ? undefined : tagged);
    }
  });

  it("give way to those of the resource, and keep company-wide ones of the provider", async () => {
    const graph = await evaluate({
      settings: { "aws:defaultTags": JSON.stringify({ tags: { team: "shop", stack: "theirs" } }) },
      program: async () => {
        tagResources();
        const queue = new aws.sqs.Queue("letters", { tags: { component: "post" } });
        return { url: queue.url };
      },
    });
    expect(graph.of(queueType).map(({ inputs }) => inputs.tags)).toEqual([
      { project: "order-processing-system", stack: "dev", component: "post", team: "shop" },
    ]);
  });

  it("are left off exactly where the AWS SDK has no such argument", async () => {
    for (const token of resourceTypes.keys()) {
      const [, path = "", typeName = ""] = /^aws:(?<path>[^:]+):(?<typeName>\w+)$/u.exec(token) ?? [];
      const typings = await readFile(new URL(`../../node_modules/@pulumi/aws/${path}.d.ts`, import.meta.url), "utf8");
      const args = typings.slice(typings.indexOf(`export interface ${typeName}Args`));
      expect(/^ {4}tags\?:/mu.test(args), token).toBe(!untaggable.has(token));
    }
  });
});

describe("names", () => {
  it("stay within AWS's limits for a stack name of 24 characters", async () => {
    const longest = new Map<string, number>([
      [queueType.token, 80],
      [metricAlarmType.token, 255],
    ]);
    for (const { name, type } of prod.resources)
      expect(`${"s".repeat(24)}-${name}-abcdef`.length, name).toBeLessThanOrEqual(longest.get(type) ?? 64);
  });
});
