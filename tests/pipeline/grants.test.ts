import { afterEach, describe, expect, it } from "vitest";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
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
const { completed } = purchase.events;

/** What is given up comes back to its queue after half a second. */
async function startWithout(...removed: readonly (readonly [policy: string, action: string])[]): Promise<System> {
  const alter = (graph: ResourceGraph): ResourceGraph =>
    removed.reduce((narrowed, [policy, action]) => without(policy, action)(narrowed), graph);
  system = await System.start({
    // The archive tries for as long as an outage may last.
    config: { "order-processing-system:outageHours": "0" },
    alter,
    timeScale: 360,
  });
  return system;
}

/** The branches that the purchase went through. */
async function branchesDone(of: System): Promise<string[]> {
  const done = {
    orders: (await of.order(purchase.orderKey))?.["status"] === "paid",
    email: of.mailsTo(purchase.customer.email ?? "").length === 1,
    inventory: (await of.reservation(purchase.orderKey))?.["status"] === "reserved",
    archive: of.archived(completed.id).length === 1,
  };
  return Object.entries(done).flatMap(([branch, isDone]) => (isDone ? [branch] : []));
}

async function expectDeadLetters(of: System, branches: readonly string[]): Promise<void> {
  for (const branch of branches) {
    const queue = `${branch}-dead-letter-queue`;
    await until(`a dead letter in the ${queue}`, async () => (await of.depth(queue)) === 1);
  }
  await of.settled();
  expect(await of.depth("dead-letter-queue")).toBe(branches.length);
}

describe("a grant taken away", () => {
  it("from the webhook makes it return 500, so that Stripe retries, and names role, action and resource", async () => {
    const { logs, run } = await startWithout(["stripe-webhook-access", "sns:Publish"]);

    expect((await system?.send(completed))?.status).toBe(500);

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

  it.each<{ from: string; removed: (readonly [string, string, string])[]; goOn: string[] }>([
    {
      from: "orders, inventory and the pipe",
      removed: [
        ["order-processor-access", "dynamodb:PutItem", "orders"],
        ["inventory-processor-access", "dynamodb:PutItem", "inventory"],
        ["archive-pipe-access", "events:PutEvents", "archive"],
      ],
      goOn: ["email"],
    },
    {
      from: "e-mail and the enricher",
      removed: [
        ["email-processor-access", "ses:SendEmail", "email"],
        ["event-enricher-access", "dynamodb:UpdateItem", "archive"],
      ],
      goOn: ["orders", "inventory"],
    },
  ])("from $from sends their messages to their dead-letter queues, and the others go on", async ({ removed, goOn }) => {
    const denied: string[] = [];
    const started = await startWithout(...removed.map(([policy, action]) => [policy, action] as const));
    started.run.aws.gateway.onCall((call) => {
      if (call.outcome === "denied") denied.push(call.principal);
    });

    expect((await started.send(completed)).status).toBe(200);

    await expectDeadLetters(
      started,
      removed.map(([, , branch]) => branch),
    );
    expect(await branchesDone(started)).toEqual(goOn);
    // Each of them in each of its three tries.
    for (const [policy] of removed) {
      const role = policy.replace(/-access$/u, "-role");
      expect(denied.filter((principal) => principal.includes(role)).length).toBeGreaterThanOrEqual(3);
    }
  });

  it("from SNS by the queue's policy is reported at the start, and its messages go to the dead-letter queue", async () => {
    const started = await startWithout(["orders-policy", "sqs:SendMessage"]);
    expect(started.run.warnings).toEqual(
      expect.arrayContaining([expect.stringMatching(/orders-queue.*sns\.amazonaws\.com/u)]),
    );

    expect((await started.send(completed)).status).toBe(200);

    await expectDeadLetters(started, ["orders"]);
    expect(await branchesDone(started)).toEqual(["email", "inventory", "archive"]);
  });
});
