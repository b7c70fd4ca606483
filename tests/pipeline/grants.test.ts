import { afterEach, describe, expect, it } from "vitest";
import { samplePurchase } from "../../functions/shared/stripe/samples.ts";
import { ResourceGraph } from "../../offline/graph/resource-graph.ts";
import { System } from "../support/system.ts";
import { until } from "../support/until.ts";

let system: System | undefined;
afterEach(async () => {
  await system?.close();
  system = undefined;
});

/** Takes an action out of every statement of a role's policy or a queue's. */
function without(policyName: string, action: string): (graph: ResourceGraph) => ResourceGraph {
  return (graph) => {
    const resources = graph.resources.map((resource) => {
      const { policy } = resource.inputs;
      if (resource.name !== policyName || typeof policy !== "string") return resource;
      const narrowed = policy.replaceAll(`"${action}"`, `"${action.split(":")[0] ?? ""}:ListTags"`);
      if (narrowed === policy) throw new Error(`${policyName} has no ${action}`);
      return { ...resource, inputs: { ...resource.inputs, policy: narrowed } };
    });
    return new ResourceGraph(resources, graph.outputs);
  };
}

const purchase = samplePurchase({ kind: "payment", seed: "grants", contents: "metadata" });

describe("a grant taken away", () => {
  it("from the webhook makes it answer 500, so that Stripe retries, and names role, action and resource", async () => {
    system = await System.start({ alter: without("stripe-webhook-access", "sns:Publish") });
    const { logs, run } = system;

    expect((await system.send(purchase.events.completed)).status).toBe(500);

    await until("AccessDenied in the log", () =>
      logs.some(
        ({ text }) =>
          /AuthorizationError|AccessDenied/u.test(text) &&
          text.includes("stripe-webhook") &&
          text.includes("sns:Publish") &&
          text.includes(run.outputs.topicArn),
      ),
    );
  });

  it.each([
    ["order-processor-access", "dynamodb:PutItem", "orders-dead-letter-queue"],
    ["email-processor-access", "ses:SendEmail", "email-dead-letter-queue"],
    ["inventory-processor-access", "dynamodb:PutItem", "inventory-dead-letter-queue"],
    ["event-enricher-access", "dynamodb:UpdateItem", "archive-dead-letter-queue"],
    ["archive-pipe-access", "events:PutEvents", "archive-dead-letter-queue"],
  ])("from %s (%s) sends the message to the %s, and the other branches go on", async (policy, action, deadLetters) => {
    const denied: string[] = [];
    const started = await System.start({ alter: without(policy, action) });
    system = started;
    started.run.aws.gateway.onCall((call) => {
      if (call.outcome === "denied") denied.push(`${call.service}:${call.action}`);
    });

    expect((await started.send(purchase.events.completed)).status).toBe(200);

    await until("a dead letter", async () => (await started.depth(deadLetters)) === 1);
    await started.settled();
    expect(await started.depth("dead-letter-queue")).toBe(1);
    expect(denied.length).toBeGreaterThanOrEqual(3);
  });

  it("from SNS by the queue's policy is told at the start, and its messages go to the dead-letter queue", async () => {
    system = await System.start({ alter: without("orders-policy", "sqs:SendMessage") });
    const started = system;
    expect(started.run.warnings).toEqual(
      expect.arrayContaining([expect.stringMatching(/orders-queue.*sns\.amazonaws\.com/u)]),
    );

    expect((await started.send(purchase.events.completed)).status).toBe(200);

    await until("a dead letter", async () => (await started.depth("orders-dead-letter-queue")) === 1);
    await started.settled();
    expect(await started.order(purchase.orderKey)).toBeUndefined();
  });
});
