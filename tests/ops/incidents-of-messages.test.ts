import { describe, expect, it } from "vitest";
import { AwsError } from "../../packages/aws-offline/gateway/aws-error.ts";
import { readConsumer } from "../../ops/consumers.ts";
import { once, over } from "../support/on-call.ts";
import { openOnCall } from "../support/opened.ts";
import { until } from "../support/until.ts";

// As where the outage is over: what waited for a day is a dead letter, and the archive's is one after three receives.
const config = { "order-processing-system:outageHours": "0" };
const { system, onCall } = await openOnCall({ timeScale: 300, stock: { LAMP: 100 }, config });

describe("an incident of messages", () => {
  const dead = (queue: string, count: number): Promise<unknown> =>
    until(`${String(count)} dead letters of ${queue}`, async () => {
      return (await system.depth(`${queue}-dead-letter-queue`)) === count;
    });

  it("SES refuses a mail: named with SES's words but no address, repaired by a redrive", async () => {
    const bought = onCall.bought("incident-refused");
    const address = bought.customer.email ?? "";
    const undo = onCall.refusing(
      ({ action }) => action === "SendEmail",
      new AwsError("MessageRejected", `Email address is not verified: ${address}`, { status: 400 }),
    );
    await system.send(bought.events.completed);
    await dead("email", 1);
    expect(await onCall.named(/email: 1 letter, mail-refused: .*not verified: \(address\)/u)).toContain(
      "dlq redrive email --cause mail-refused",
    );
    expect(JSON.stringify(await onCall.why())).not.toContain(address);
    undo();
    await onCall.repair(["dlq", "redrive", "email", "--cause", "mail-refused"]);
    expect(await onCall.effectsOf(bought)).toEqual(once);
    expect(await onCall.afterwards()).toEqual(over);
  });

  it("SES throttles: named, repaired by a redrive", async () => {
    const bought = onCall.bought("incident-throttled");
    const undo = onCall.refusing(
      ({ action }) => action === "SendEmail",
      new AwsError("Throttling", "Maximum sending rate exceeded.", { status: 400 }),
    );
    await system.send(bought.events.completed);
    await dead("email", 1);
    expect(await onCall.named(/aws-unavailable: SES throttles.*rate exceeded/u)).toContain(
      "dlq redrive email --cause aws-unavailable",
    );
    undo();
    await onCall.repair(["dlq", "redrive", "email", "--cause", "aws-unavailable"]);
    expect(await onCall.effectsOf(bought)).toEqual(once);
    expect(await onCall.afterwards()).toEqual(over);
  });

  it("a broken event: named, corrected and applied by one command", async () => {
    const bought = onCall.bought("incident-broken");
    const { completed } = bought.events;
    const object = { ...completed.data.object, currency: "coins" };
    await system.send({ ...completed, data: { ...completed.data, object } });
    for (const queue of ["orders", "email", "inventory"]) await dead(queue, 1);
    expect(await onCall.named(/invalid-event: .*`currency`/u)).toContain("dlq edit ID");
    expect(await onCall.rang("orders-failed-records")).toContain("docs/runbooks/failed-records.md");
    const keep = ["--keep", `${onCall.operator.folder}/broken.json`];
    await onCall.repair(["dlq", "edit", completed.id, "--set", "data.object.currency=sgd", ...keep]);
    expect(await onCall.effectsOf(bought)).toEqual(once);
    expect(await onCall.afterwards()).toEqual(over);
  });

  it("a replay meets an event that fails each time: it says so, and does not wait for its tries", async () => {
    const { completed } = onCall.bought("incident-fails-again").events;
    const object = { ...completed.data.object, currency: "" };
    await system.send({ ...completed, data: { ...completed.data, object } });
    const queues = ["orders", "email", "inventory"];
    for (const queue of queues) await dead(queue, 1);
    const purges = queues.map((queue) => ["dlq", "purge", queue, "--cause", "invalid-event", "--count", "1"]);
    await onCall.repair(...purges);
    const replayed = await onCall.operator.run(["replay", "--event", completed.id, "--yes"]);
    expect(replayed.code).toBe(1);
    expect(replayed.out.replaceAll(/\s+/gu, " ")).toContain("3 fail as the dry run showed, and become dead letters");
    for (const queue of queues) await dead(queue, 1);
    await onCall.repair(...purges);
    expect(await onCall.afterwards()).toEqual(over);
  });

  it("a poison message: named, purged, and nobody claims that the archive has it", async () => {
    const { queueUrl: QueueUrl } = readConsumer("orders", system.run.outputs);
    await system.run.operator.call("sqs", "SendMessage", { QueueUrl, MessageBody: "{ poison" });
    await dead("orders", 1);
    expect(await onCall.named(/orders: 1 letter, not-json/u)).toContain(
      "dlq purge orders --cause not-json --count 1 --yes",
    );
    expect(await onCall.operator.run(["dlq", "purge", "orders", "--count", "all"])).toMatchObject({ code: 2 });
    const planned = await onCall.operator.run(["dlq", "purge", "orders"]);
    expect(planned.out).toContain("1 letter never passed the webhook: nothing else has them.");
    expect(planned.out).not.toContain("archive still has");
    await onCall.repair(["dlq", "purge", "orders", "--cause", "not-json", "--count", "1"]);
    expect(await onCall.afterwards()).toEqual(over);
  });

  it("the warehouse's topic is down: named, and a redrive sends the notice once", async () => {
    const bought = onCall.bought("incident-warehouse");
    const topic = system.run.outputs.warehouseTopicArn;
    const undo = onCall.refusing(
      ({ action, input }) => action === "Publish" && Reflect.get(input, "TopicArn") === topic,
      new AwsError("InternalError", "SNS is down", { status: 500 }),
    );
    await system.send(bought.events.completed);
    await dead("inventory", 1);
    expect(await onCall.named(/inventory: 1 letter, aws-unavailable: .*SNS is down/u)).toContain(
      "dlq redrive inventory --cause aws-unavailable",
    );
    undo();
    await endLease(bought.orderKey);
    await onCall.repair(["dlq", "redrive", "inventory", "--cause", "aws-unavailable"]);
    expect(await onCall.effectsOf(bought)).toEqual(once);
    expect(await onCall.afterwards()).toEqual(over);
  });

  it("a queue's policy has drifted: SNS's failure is named as such, repaired by a refresh and a redrive", async () => {
    const { queueUrl } = readConsumer("orders", system.run.outputs);
    const policy = await policyOf(queueUrl);
    await setPolicy(queueUrl, "");
    const bought = onCall.bought("incident-drifted");
    await system.send(bought.events.completed);
    await dead("orders", 1);
    expect(await onCall.named(/orders: 1 letter, not-delivered: .*policy does not allow sns/u)).toContain(
      "pulumi up --refresh",
    );
    await setPolicy(queueUrl, policy);
    await onCall.repair(["dlq", "redrive", "orders", "--cause", "not-delivered"]);
    expect(await onCall.effectsOf(bought)).toEqual(once);
    expect(await onCall.afterwards()).toEqual(over);
  });

  it("the pipe cannot reach the bus: named with where it failed, repaired by a redrive of the archive", async () => {
    const undo = onCall.refusing(
      ({ action }) => action === "PutEvents",
      new AwsError("AccessDeniedException", "not authorized to perform events:PutEvents", { status: 403 }),
    );
    const bought = onCall.bought("incident-pipe");
    await system.send(bought.events.completed);
    await dead("archive", 1);
    expect(await onCall.named(/archive: 1 letter, not-archived: .*could not reach the bus/u)).toContain(
      "dlq redrive archive",
    );
    undo();
    await onCall.repair(["dlq", "redrive", "archive", "--cause", "not-archived"]);
    expect(await onCall.effectsOf(bought)).toEqual(once);
    expect(await onCall.afterwards()).toEqual(over);
  });

  it("the enricher cannot write to the journal: the pipe's dead letter says so", async () => {
    const bought = onCall.bought("incident-enricher");
    const { journalTable } = system.run.outputs;
    const undo = onCall.refusing(
      ({ action, input }) =>
        action === "UpdateItem" &&
        Reflect.get(input, "TableName") === journalTable &&
        JSON.stringify(input).includes(`event#${bought.events.completed.id}`) &&
        JSON.stringify(input).includes("receivedAt"),
      new AwsError("AccessDeniedException", "no dynamodb:UpdateItem", { status: 403 }),
    );
    await system.send(bought.events.completed);
    await dead("archive", 1);
    expect(await onCall.named(/archive: 1 letter, not-archived: the enricher failed/u)).toContain(
      "logs eventEnricher --level error",
    );
    undo();
    await onCall.repair(["dlq", "redrive", "archive"]);
    expect(await onCall.effectsOf(bought)).toEqual(once);
    expect(await onCall.afterwards()).toEqual(over);
  });

  /** The minutes for which the message before was responsible for the notice: functions go by the real clock. */
  async function endLease(orderKey: string): Promise<void> {
    await system.run.operator.call("dynamodb", "UpdateItem", {
      TableName: system.run.outputs.inventoryTable,
      Key: { pk: { S: `reservation#${orderKey}` } },
      UpdateExpression: "SET notices.pick.leaseUntil = :past ADD version :one",
      ExpressionAttributeValues: { ":past": { N: "0" }, ":one": { N: "1" } },
    });
  }

  async function policyOf(QueueUrl: string): Promise<string> {
    const { Attributes } = await system.run.operator.call("sqs", "GetQueueAttributes", {
      QueueUrl,
      AttributeNames: ["Policy"],
    });
    return String(Reflect.get(Object(Attributes), "Policy"));
  }

  /** As somebody would in the console, and as `pulumi up --refresh` puts it back. */
  async function setPolicy(QueueUrl: string, Policy: string): Promise<void> {
    await system.run.operator.call("sqs", "SetQueueAttributes", { QueueUrl, Attributes: { Policy } });
  }
});
