import { describe, expect, it } from "vitest";
import { readConsumer } from "../../ops/consumers.ts";
import { once, over } from "../support/on-call.ts";
import { openOnCall } from "../support/opened.ts";

const { system, onCall } = await openOnCall({ timeScale: 300, stock: { LAMP: 100, CHAIR: 4 } });

describe("an incident of data", () => {
  it("a consumer makes no progress: named with what waits, and it goes on where it was", async () => {
    await onCall.repair(["pause", "email"]);
    const bought = onCall.bought("incident-paused");
    await system.send(bought.events.completed);
    expect(await onCall.named(/email takes no messages, its mapping is Disabled; 1 message wait/u)).toContain(
      "resume email --yes",
    );
    await onCall.repair(["resume", "email"]);
    expect(await onCall.effectsOf(bought)).toEqual(once);
    expect(await onCall.afterwards()).toEqual(over);
  });

  it("events are at Stripe only: named, and brought in by reconcile", async () => {
    const bought = onCall.bought("incident-undelivered");
    for (const event of bought.story) system.run.stripe?.put(event);
    expect(await onCall.named(/events undelivered and unknown here/u)).toContain("reconcile --since 3d --yes");
    await onCall.repair(["reconcile", "--since", "3d"]);
    expect(await onCall.effectsOf(bought)).toEqual(once);
    expect(await onCall.afterwards()).toEqual(over);
  });

  it("a SKU has no row: the orders that wait are named by it, and get their stock once it has one", async () => {
    const bought = onCall.bought("incident-no-row", "STOOL", 2);
    await system.send(bought.events.completed);
    await system.settled();
    expect(await onCall.named(/1 order without stock, 1 of them paid; by SKU: STOOL 1/u)).toContain(
      "stock set SKU N --yes",
    );
    await onCall.repair(["stock", "set", "STOOL", "5"], ["stock", "allocate"]);
    expect(await onCall.effectsOf(bought)).toEqual(once);
    expect(await system.stock("STOOL")).toEqual({ available: 3, reserved: 2 });
    expect(await onCall.afterwards()).toEqual(over);
  });

  it("a row was deleted though orders hold its units: named, recounted, and a refund gives them back", async () => {
    const bought = onCall.bought("incident-deleted-row", "CHAIR", 3);
    await system.send(bought.events.completed);
    expect(await onCall.effectsOf(bought)).toEqual(once);
    const { inventoryTable: TableName } = system.run.outputs;
    await system.run.operator.call("dynamodb", "DeleteItem", { TableName, Key: { pk: { S: "stock#CHAIR" } } });
    expect(await onCall.named(/CHAIR: no row, reservations hold 3/u)).toContain("stock check --yes");
    await onCall.repair(["stock", "check"], ["stock", "set", "CHAIR", "1"]);
    system.know(bought.aftermath.fullRefund.objects);
    for (const event of bought.aftermath.fullRefund.story) await system.send(event);
    await system.settled();
    expect(await system.stock("CHAIR")).toEqual({ available: 4, reserved: 0 });
    expect(await onCall.afterwards()).toEqual(over);
  });

  it("SNS lost events of a branch: the missing orders are named, and a replay brings them back once", async () => {
    const { queueUrl, deadLetterQueueUrl } = readConsumer("orders", system.run.outputs);
    const urls = [queueUrl, deadLetterQueueUrl];
    const policies = await Promise.all(urls.map(policyOf));
    for (const url of urls) await setPolicy(url, "");
    const bought = onCall.bought("incident-lost");
    await system.send(bought.events.completed);
    await system.settled();
    expect(await onCall.named(/the orders table lacks 1 of \d+ that the others know/u)).toContain(
      "--only orders --yes",
    );
    for (const [index, url] of urls.entries()) await setPolicy(url, policies[index] ?? "");
    await onCall.repair(["replay", "--from", "1h", "--only", "orders"]);
    expect(await onCall.effectsOf(bought)).toEqual(once);
    expect(await onCall.afterwards()).toEqual(over);
  });

  it("the orders table was emptied: named, and all orders come back by a replay", async () => {
    const { operator, outputs } = system.run;
    const before = await system.orders();
    for (const { orderId } of before) {
      const Key = { orderId: { S: String(orderId) } };
      await operator.call("dynamodb", "DeleteItem", { TableName: outputs.ordersTable, Key });
    }
    expect(await onCall.named(/the orders table lacks \d+ of \d+ that the others know/u)).toContain(
      "--only orders --yes",
    );
    await onCall.repair(["replay", "--from", "1h", "--only", "orders"]);
    const after = await system.orders();
    const statesOf = (orders: typeof before) => new Map(orders.map(({ orderId, status }) => [orderId, status]));
    expect(statesOf(after)).toEqual(statesOf(before));
    expect(await onCall.afterwards()).toEqual(over);
  });

  it("the signing secret was rolled at Stripe: named by what is refused, repaired by the new secret", async () => {
    const rolled = `whsec_${"rolled".repeat(6)}`;
    const bought = onCall.bought("incident-rolled");
    expect(await onCall.operator.run(["connect-stripe", "--yes"])).toMatchObject({ code: 0 });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await system.send(bought.events.completed, rolled)).toMatchObject({ status: 400 });
    }
    expect(await onCall.named(/signature-mismatch 3\. None of the last 3 is accepted/u)).toContain(
      "NEW_WEBHOOK_SECRET=whsec_... rotate-secret --rolled-in-dashboard --yes",
    );
    process.env["NEW_WEBHOOK_SECRET"] = rolled;
    try {
      await onCall.repair(["rotate-secret", "--rolled-in-dashboard"]);
    } finally {
      delete process.env["NEW_WEBHOOK_SECRET"];
    }
    expect(await system.send(bought.events.completed, rolled)).toMatchObject({ status: 200 });
    expect(await onCall.effectsOf(bought)).toEqual(once);
    expect((await onCall.why()).filter(({ level }) => level === "problem")).toEqual([]);
  });

  async function policyOf(QueueUrl: string): Promise<string> {
    const asked = { QueueUrl, AttributeNames: ["Policy"] };
    const { Attributes } = await system.run.operator.call("sqs", "GetQueueAttributes", asked);
    return String(Reflect.get(Object(Attributes), "Policy"));
  }

  async function setPolicy(QueueUrl: string, Policy: string): Promise<void> {
    await system.run.operator.call("sqs", "SetQueueAttributes", { QueueUrl, Attributes: { Policy } });
  }
});
