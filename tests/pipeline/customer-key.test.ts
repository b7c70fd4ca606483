import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { textOutput, ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
import { rolePolicyType } from "../../packages/aws-offline/services/iam/resources.ts";
import { keyType } from "../../packages/aws-offline/services/kms/resources.ts";
import { destinationWarnings } from "../../packages/aws-offline/services/ses/destinations.ts";
import { alarmWarnings } from "../../packages/aws-offline/services/cloudwatch/declared.ts";
import { roleGrants, unusedGrants } from "../support/grants.ts";
import { parseKeyPolicy, withoutStatement } from "../support/key-policy.ts";
import { openSystem } from "../support/opened.ts";
import { Operator } from "../support/operator.ts";
import { report } from "../support/parcels.ts";
import { System } from "../support/system.ts";
import { letEachWait } from "../support/waiting.ts";
import { until } from "../support/until.ts";
import { readConsumer } from "../../ops/consumers.ts";

const config = { "order-processing-system:encryption": "customer-key" };

/** The orders' dead letters under SQS's own key: then they can be kept while the stack's key is out of reach. */
function ordersDeadLettersApart(graph: ResourceGraph): ResourceGraph {
  const resources = graph.resources.map((resource) => {
    if (resource.name !== "orders-dead-letter-queue") return resource;
    const { kmsMasterKeyId: _key, kmsDataKeyReusePeriodSeconds: _period, ...inputs } = resource.inputs;
    return { ...resource, inputs };
  });
  return new ResourceGraph(resources, graph.outputs);
}

const system = await openSystem({ config, alter: ordersDeadLettersApart });
let keyArn: string;
let policy: string;
beforeAll(async () => {
  const [key] = system.run.graph.of(keyType);
  if (key === undefined) throw new Error("the program declares no key");
  keyArn = textOutput(key, "arn");
  policy = key.inputs.policy;
});
afterEach(() => setPolicy(policy));

async function setPolicy(Policy: string): Promise<void> {
  await system.run.operator.call("kms", "PutKeyPolicy", { KeyId: keyArn, Policy });
}

let purchases = 0;
const purchase = () =>
  samplePurchase({ kind: "payment", seed: `key-${String((purchases += 1))}`, contents: "metadata" });
const sum = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((total, count) => total + count, 0);

describe("with every grant of the key", () => {
  it("everything works as ever, no call is denied, and each of the roles' grants on the key is needed", async () => {
    expect(system.run.warnings.filter((warning) => !warning.includes("pending confirmation"))).toEqual([]);
    const { events, orderKey, objects } = samplePurchase({ kind: "payment", seed: "key-whole" });
    system.know(objects);
    expect((await system.send(events.completed)).status).toBe(200);
    await until("the order", async () => (await system.order(orderKey))?.["status"] === "paid");
    await until("the archive", () => system.archived(events.completed.id).length === 1);
    await letEachWait(system, "key-waits");
    await report(system, { kind: "shipped", order: orderKey, parcel: "1", carrier: "SingPost" });
    await until("the parcel", async () => (await system.order(orderKey))?.["fulfilment"] === "shipped");
    expect(await system.depth("dead-letter-queue")).toBe(0);

    const asked = system.run.aws.gateway.authorisations();
    const onKey = roleGrants(system.run.graph).filter(({ action }) => action.startsWith("kms:"));
    expect(onKey.length).toBeGreaterThan(10);
    expect(unusedGrants(onKey, asked)).toEqual([]);
    expect(asked.filter(({ allowed }) => !allowed)).toEqual([]);
  });
});

describe("a grant taken out of the key's policy", () => {
  it("of SNS: the dead-letter queue takes what it can without the key, the rest is counted as lost", async () => {
    const { events, orderKey } = purchase();
    const lost = sum(system.run.aws.sns.vanished());
    const before = await system.depth("orders-dead-letter-queue");
    await setPolicy(withoutStatement(policy, "DeliverFromTopics"));

    expect((await system.send(events.completed)).status).toBe(200);
    expect(await system.depth("orders-dead-letter-queue")).toBe(before + 1);
    expect(sum(system.run.aws.sns.vanished())).toBe(lost + 3);
    expect(await system.order(orderKey)).toBeUndefined();
    expect(system.archived(events.completed.id)).toEqual([]);
  });

  it("of rules: a replay goes to the dead-letter queue", async () => {
    const { events } = purchase();
    const { outputs, operator } = system.run;
    expect((await system.send(events.completed)).status).toBe(200);
    await until("the archive", () => system.archived(events.completed.id).length === 1);
    await system.settled();
    const before = await system.depth("orders-dead-letter-queue");
    await setPolicy(withoutStatement(policy, "DeliverFromBus"));

    await operator.call("events", "StartReplay", {
      ReplayName: "key-orders",
      EventSourceArn: outputs.archiveArn,
      EventStartTime: Date.now() / 1000 - 600,
      EventEndTime: Date.now() / 1000 + 600,
      Destination: {
        Arn: outputs.archiveArn.replace(/:archive\/.*/u, `:event-bus/${outputs.eventBusName}`),
        FilterArns: [readConsumer("orders", outputs).replayRuleArn],
      },
    });
    await until("a dead letter", async () => (await system.depth("orders-dead-letter-queue")) > before);
  });

  it("of bus and archive: events go to the bus's dead-letter queue, the consumers go on", async () => {
    const { events, orderKey } = purchase();
    const before = await system.depth("archive-dead-letter-queue");
    await setPolicy(withoutStatement(policy, "KeepBusAndArchive"));

    expect((await system.send(events.completed)).status).toBe(200);
    await until("a dead letter", async () => (await system.depth("archive-dead-letter-queue")) === before + 1);
    await until("the order", async () => (await system.order(orderKey))?.["status"] === "paid");
    expect(system.archived(events.completed.id)).toEqual([]);

    await setPolicy(policy);
    const operator = await Operator.at(system);
    try {
      const all = ["dlq", "list", "archive", "--all", "--json"];
      const { letters } = JSON.parse((await operator.run(all)).out) as {
        letters: { cause: string; messageId: string }[];
      };
      expect(letters.map(({ cause }) => cause)).toEqual(["encrypted"]);
      const redriven = await operator.run(["dlq", "redrive", "archive", "--yes"]);
      expect(redriven).toMatchObject({ code: 1, err: expect.stringContaining("cannot be redriven") as string });
      expect(await system.depth("archive-dead-letter-queue")).toBe(before + 1);

      const file = join(operator.folder, "event.json");
      await writeFile(file, JSON.stringify(events.completed));
      const correction = ["--file", file, "--keep", join(operator.folder, "letter.json"), "--yes"];
      const edited = await operator.run(["dlq", "edit", letters[0]?.messageId ?? "", ...correction]);
      expect(edited).toMatchObject({ code: 0, out: expect.stringContaining(events.completed.id) as string });
      await until("the archive", () => system.archived(events.completed.id).length === 1);
      expect(await system.depth("archive-dead-letter-queue")).toBe(before);
    } finally {
      await operator.leave();
    }
  });

  it("of the account's roles: the webhook returns 500, so that Stripe retries", async () => {
    await system.settled();
    await setPolicy(withoutStatement(policy, "UseThroughServicesAsIamSays"));
    expect((await system.send(purchase().events.completed)).status).toBe(500);
    await until("the reason in the log", () =>
      system.logs.some(({ text }) => text.includes("KMSAccessDenied") && text.includes(keyArn)),
    );
  });

  it("of CloudWatch: the start warns that nobody would hear of the alarms", async () => {
    expect(alarmWarnings(system.run.graph, system.run.aws.sns)).toEqual([]);
    await setPolicy(withoutStatement(policy, "PublishAlarms"));
    const warnings = alarmWarnings(system.run.graph, system.run.aws.sns);
    expect(warnings.length).toBeGreaterThan(0);
    for (const warning of warnings) expect(warning).toMatch(/alerts-topic.*cloudwatch\.amazonaws\.com/u);
  });

  it("of SES: the start warns that nobody would hear of bounces", async () => {
    const { graph, aws, region } = system.run;
    expect(destinationWarnings(graph, aws.sns, region)).toEqual([]);
    await setPolicy(withoutStatement(policy, "PublishMailEvents"));
    expect(destinationWarnings(graph, aws.sns, region)).toEqual([expect.stringMatching(/mail-outcome-topic.*ses\./u)]);
  });

  it("of CloudWatch Logs: the log groups are refused, as AWS refuses them", async () => {
    const alter = (graph: ResourceGraph): ResourceGraph =>
      new ResourceGraph(
        graph.resources.map((resource) =>
          resource.type === keyType.token
            ? { ...resource, inputs: { ...resource.inputs, policy: withoutStatement(policy, "KeepLogs") } }
            : resource,
        ),
        graph.outputs,
      );
    await expect(System.start({ config, alter })).rejects.toThrow(/log group .*logs\.ap-southeast-1\.amazonaws\.com/u);
  });

  it("has no statement that none of these tests takes out, but the administrators' and what only AWS asks for", () => {
    expect(parseKeyPolicy(policy).map(({ Sid }) => Sid)).toEqual([
      "AdministerAsIamSays",
      "UseThroughServicesAsIamSays",
      "DeliverFromTopics",
      "DeliverFromBus",
      "KeepBusAndArchive",
      "DescribeForBusAndArchive",
      "PublishAlarms",
      "PublishMailEvents",
      "KeepLogs",
    ]);
  });
});

describe("a grant on the key taken from a role", () => {
  it("sends the message to the dead-letter queue, and the other branches go on", async () => {
    const narrowed = await System.start({
      config,
      alter: (graph) =>
        new ResourceGraph(
          graph.resources.map((resource) => {
            if (resource.type !== rolePolicyType.token || resource.name !== "order-processor-access") return resource;
            const text = String(resource.inputs["policy"]).replaceAll('"kms:Decrypt"', '"kms:DescribeKey"');
            return { ...resource, inputs: { ...resource.inputs, policy: text } };
          }),
          graph.outputs,
        ),
    });
    try {
      const { events } = purchase();
      expect((await narrowed.send(events.completed)).status).toBe(200);
      await until("a dead letter", async () => (await narrowed.depth("orders-dead-letter-queue")) === 1);
      await narrowed.settled();
      expect(await narrowed.depth("dead-letter-queue")).toBe(1);
      expect(narrowed.archived(events.completed.id)).toHaveLength(1);
    } finally {
      await narrowed.close();
    }
  });
});
