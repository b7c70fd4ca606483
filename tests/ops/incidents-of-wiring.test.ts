import { describe, expect, it } from "vitest";
import { readConsumer } from "../../ops/consumers.ts";
import { AwsError } from "../../packages/aws-offline/gateway/aws-error.ts";
import { sampleBody } from "../../packages/stripe-offline/samples/index.ts";
import { signBody } from "../../packages/stripe-offline/sign.ts";
import { once, over } from "../support/on-call.ts";
import { openOnCall } from "../support/opened.ts";

const { system, onCall } = await openOnCall({ timeScale: 300, stock: { LAMP: 100, DESK: 4 } });

describe("an incident of what somebody changed by hand, or of a clock", () => {
  const call = (service: string, action: string, input: object) =>
    system.run.operator.call(service, action, { ...input });
  async function subscriptionOf(queueUrl: string) {
    const listed = await call("sns", "ListSubscriptionsByTopic", { TopicArn: system.run.outputs.topicArn });
    const all = listed["Subscriptions"] as { SubscriptionArn: string; Endpoint: string }[];
    const name = queueUrl.slice(queueUrl.lastIndexOf("/") + 1);
    const found = all.find(({ Endpoint }) => Endpoint.endsWith(`:${name}`));
    if (found === undefined) throw new Error(`no subscription of ${name}`);
    return found;
  }
  async function attributesOf(SubscriptionArn: string): Promise<ReadonlyMap<string, string>> {
    const { Attributes } = await call("sns", "GetSubscriptionAttributes", { SubscriptionArn });
    return Attributes as Map<string, string>;
  }
  const problems = async () => (await onCall.why()).filter(({ level }) => level !== "warning");

  it("every signature is of another time: named as a clock's, and no secret is blamed", async () => {
    const bought = onCall.bought("wiring-clock");
    const body = sampleBody(bought.events.completed);
    const late = signBody(body, system.run.webhookSecret, Math.floor(Date.now() / 1000) - 900);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await system.post(body, { "stripe-signature": late })).toMatchObject({ status: 400 });
    }
    expect(await onCall.named(/None of the last 3 is accepted: they are signed for another time/u)).toContain(
      "logs stripeWebhook",
    );
    expect(JSON.stringify(await onCall.why())).not.toContain("secret is not Stripe's");
    await system.send(bought.events.completed);
    expect(await onCall.effectsOf(bought)).toEqual(once);
    expect(await onCall.afterwards()).toEqual(over);
  });

  it("the webhook may not publish: named with what restores it, and reconcile brings the events in", async () => {
    const bought = onCall.bought("wiring-publish");
    system.run.stripe?.put(bought.events.completed);
    const { topicArn } = system.run.outputs;
    const undo = onCall.refusing(
      ({ action, input }) => action === "Publish" && Reflect.get(input, "TopicArn") === topicArn,
      new AwsError("AuthorizationError", "not authorized to perform: SNS:Publish", { status: 403 }),
    );
    expect(await system.send(bought.events.completed)).toMatchObject({ status: 500 });
    const repair = await onCall.named(/1 event not accepted .*: not published: .*not authorized/u);
    expect(repair).toMatch(/pulumi up --refresh .* reconcile --since 3d --yes/u);
    undo();
    await onCall.repair(["reconcile", "--since", "3d"]);
    expect(await onCall.effectsOf(bought)).toEqual(once);
    expect(await problems()).toEqual([]);
  });

  it("SES throttles for a while: what waits is named though nothing has failed, and passes on its own", async () => {
    const undo = onCall.refusing(
      ({ action }) => action === "SendEmail",
      new AwsError("Throttling", "Maximum sending rate exceeded.", { status: 400 }),
    );
    const bought = onCall.bought("wiring-waits");
    await system.send(bought.events.completed);
    expect(
      await onCall.named(/email: \d+ records? put off until this passes: aws-unavailable: SES throttles/u),
    ).toContain("Wait until the service responds");
    undo();
    expect(await onCall.effectsOf(bought)).toEqual(once);
    await system.settled();
    expect(await problems()).toEqual([]);
  });

  it("a subscription's filter was changed: named, and a replay brings in what it kept out", async () => {
    const { queueUrl } = readConsumer("inventory", system.run.outputs);
    const { SubscriptionArn } = await subscriptionOf(queueUrl);
    const filter = (await attributesOf(SubscriptionArn)).get("FilterPolicy");
    const set = (AttributeValue: unknown) =>
      call("sns", "SetSubscriptionAttributes", { SubscriptionArn, AttributeName: "FilterPolicy", AttributeValue });
    await set('{"event_type":["invoice.paid"]}');
    const bought = onCall.bought("wiring-filter");
    await system.send(bought.events.completed);
    await system.settled();
    const repair = await onCall.named(
      /inventory: its subscription's filter leaves out checkout\.session\.completed and/u,
    );
    expect(repair).toMatch(/^pulumi up --refresh, then replay --from TIME --only inventory --yes/u);
    await set(filter);
    await onCall.repair(["replay", "--from", "1h", "--only", "inventory"]);
    expect(await onCall.effectsOf(bought)).toEqual(once);
    expect(await problems()).toEqual([]);
  });

  it("a subscription was deleted: named", async () => {
    const { SubscriptionArn, Endpoint } = await subscriptionOf(readConsumer("email", system.run.outputs).queueUrl);
    const before = await attributesOf(SubscriptionArn);
    await call("sns", "Unsubscribe", { SubscriptionArn });
    expect(await onCall.named(/email: the events topic has no subscription of its queue/u)).toContain(
      "replay --from TIME --only email",
    );
    const settable = /^(?:FilterPolicy|FilterPolicyScope|RawMessageDelivery|RedrivePolicy)$/u;
    const again = Object.fromEntries([...before].filter(([attribute]) => settable.test(attribute)));
    const { topicArn: TopicArn } = system.run.outputs;
    await call("sns", "Subscribe", { TopicArn, Protocol: "sqs", Endpoint, Attributes: again });
    expect(await problems()).toEqual([]);
  });

  it("a replay rule was disabled: named before somebody replays into nothing", async () => {
    const [EventBusName, Name] = (system.run.outputs.replayRuleArns["orders"] ?? "").split("/").slice(-2);
    await call("events", "DisableRule", { Name, EventBusName });
    expect(await onCall.named(/orders: its replay rule is DISABLED/u)).toBe("pulumi up --refresh");
    await call("events", "EnableRule", { Name, EventBusName });
    expect(await problems()).toEqual([]);
  });

  it("an order's row was edited: named by its id beside everything else, and made of its events again", async () => {
    const bought = onCall.bought("wiring-row");
    await system.send(bought.events.completed);
    expect(await onCall.effectsOf(bought)).toEqual(once);
    await system.settled();
    const row = { TableName: system.run.outputs.ordersTable, Key: { orderId: { S: bought.orderKey } } };
    const ExpressionAttributeValues = { ":x": { S: "three" } };
    await call("dynamodb", "UpdateItem", { ...row, UpdateExpression: "SET version = :x", ExpressionAttributeValues });
    expect(await onCall.named(/cannot be read: version/u)).toContain(
      `then replay --order ${bought.orderKey} --only orders --yes`,
    );
    expect((await onCall.why()).filter(({ level }) => level === "unknown")).toEqual([]);
    await call("dynamodb", "DeleteItem", row);
    await onCall.repair(["replay", "--order", bought.orderKey, "--only", "orders"]);
    expect(await onCall.effectsOf(bought)).toEqual(once);
    expect(await problems()).toEqual([]);
  });

  it("somebody wrote a negative number of units: named, and set to what there is", async () => {
    await call("dynamodb", "UpdateItem", {
      TableName: system.run.outputs.inventoryTable,
      Key: { pk: { S: "stock#DESK" } },
      UpdateExpression: "SET available = :x",
      ExpressionAttributeValues: { ":x": { N: "-3" } },
    });
    expect(await onCall.named(/DESK: -3 available/u)).toContain("stock set DESK N --yes");
    await onCall.repair(["stock", "set", "DESK", "4"]);
    expect(await system.stock("DESK")).toEqual({ available: 4, reserved: 0 });
    expect(await problems()).toEqual([]);
  });

  it("the secret was stored with a newline at its end: everything is accepted all the same", async () => {
    const SecretId = system.run.outputs.secretArn;
    const { SecretString } = await call("secretsmanager", "GetSecretValue", { SecretId });
    const secret = JSON.parse(String(SecretString)) as Record<string, string>;
    const { stripe_webhook_secret: signing = "", stripe_api_key: key = "" } = secret;
    const stored = { ...secret, stripe_webhook_secret: `${signing}\n`, stripe_api_key: `${key}\n` };
    await call("secretsmanager", "PutSecretValue", { SecretId, SecretString: JSON.stringify(stored) });
    const bought = onCall.bought("wiring-newline");
    expect(await system.send(bought.events.completed)).toMatchObject({ status: 200 });
    expect(await onCall.effectsOf(bought)).toEqual(once);
    expect(await problems()).toEqual([]);
  });
});
