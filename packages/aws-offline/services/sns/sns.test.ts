import { SNS } from "@aws-sdk/client-sns";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bodies, lets, receive, startTestAws, type TestAws } from "../../testing.ts";
import type { SubscriptionDefinition } from "./sns.ts";

let aws: TestAws;
let client: SNS;
let unique = 0;

beforeAll(async () => {
  aws = await startTestAws();
  client = new SNS(aws.client);
});
afterAll(() => aws.close());

interface Pair {
  topicArn: string;
  queueArn: string;
  url: string;
  subscriptionArn: string;
}

/** A topic with one queue behind it, whose policy lets the topic in by default. */
async function pair(subscription: Partial<SubscriptionDefinition> = {}, permitted = true): Promise<Pair> {
  const name = `n${String((unique += 1))}`;
  const { arn: topicArn } = aws.sns.createTopic({ name });
  const { arn: queueArn, url } = aws.sqs.createQueue({ name });
  if (permitted) aws.sqs.setQueuePolicy(queueArn, lets("sns.amazonaws.com", queueArn, topicArn));
  const { arn: subscriptionArn } = aws.sns.subscribe({
    topicArn,
    protocol: "sqs",
    endpoint: queueArn,
    rawMessageDelivery: true,
    ...subscription,
  });
  return { topicArn, queueArn, url, subscriptionArn };
}

const texts = (attributes: Record<string, string>): Record<string, { DataType: string; StringValue: string }> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
  );
const publish = (TopicArn: string, Message: string, attributes: Record<string, string> = {}): Promise<unknown> =>
  client.publish({ TopicArn, Message, MessageAttributes: texts(attributes) });

describe("delivery", () => {
  it("brings body and attributes as they are when raw", async () => {
    const { topicArn, url } = await pair();
    const body = '{"name":"Zoë 😀 <&>\\r\\n"}';
    await publish(topicArn, body, { event_type: "invoice.paid" });
    const [message] = await receive(aws, url);
    expect(message?.["Body"]).toBe(body);
    expect(message?.["MessageAttributes"]).toEqual(texts({ event_type: "invoice.paid" }));
  });

  it("wraps the message when not raw", async () => {
    const { topicArn, url } = await pair({ rawMessageDelivery: false });
    await publish(topicArn, "inside", { a: "b" });
    const [body = "{}"] = await bodies(aws, url);
    expect(JSON.parse(body)).toMatchObject({
      Type: "Notification",
      TopicArn: topicArn,
      Message: "inside",
      MessageAttributes: { a: { Type: "String", Value: "b" } },
    });
  });

  it("keeps to the filter on attributes, and gives nothing to one without attributes", async () => {
    const filterPolicy = JSON.stringify({
      event_type: [{ prefix: "invoice." }, "charge.refunded"],
      livemode: ["false"],
    });
    const { topicArn, url } = await pair({ filterPolicy });
    await publish(topicArn, "1", { event_type: "invoice.paid", livemode: "false" });
    await publish(topicArn, "2", { event_type: "invoice.paid", livemode: "true" });
    await publish(topicArn, "3", { event_type: "customer.created", livemode: "false" });
    await publish(topicArn, "4", { event_type: "charge.refunded", livemode: "false" });
    await publish(topicArn, "5");
    expect(await bodies(aws, url)).toEqual(["1", "4"]);
  });

  it("does not fit a message without attributes, even when it asks for an absence", async () => {
    const { topicArn, url } = await pair({ filterPolicy: JSON.stringify({ account: [{ exists: false }] }) });
    await publish(topicArn, "none");
    await publish(topicArn, "another", { other: "x" });
    await publish(topicArn, "present", { account: "x" });
    expect(await bodies(aws, url)).toEqual(["another"]);
  });

  it("can filter on the body", async () => {
    const filter: Partial<SubscriptionDefinition> = {
      filterPolicy: JSON.stringify({ data: { amount: [{ numeric: [">", 10] }] } }),
      filterPolicyScope: "MessageBody",
    };
    const { topicArn, url } = await pair(filter);
    for (const body of ['{"data":{"amount":5}}', '{"data":{"amount":15}}', "not JSON"]) await publish(topicArn, body);
    expect(await bodies(aws, url)).toEqual(['{"data":{"amount":15}}']);
  });

  it("can be repeated, dropped and delayed by a fault plan", async () => {
    const { topicArn, url } = await pair();
    const stop = aws.sqs.interceptDeliveries((deliveries) => [...deliveries, ...deliveries]);
    await publish(topicArn, "twice");
    stop();
    await publish(topicArn, "once");
    expect(await bodies(aws, url)).toEqual(["twice", "twice", "once"]);
  });
});

describe("a queue whose policy does not let the topic in", () => {
  it("gets nothing: the message goes to the subscription's dead-letter queue", async () => {
    const name = `dead-${String((unique += 1))}`;
    const dead = aws.sqs.createQueue({ name });
    const { topicArn, queueArn, url } = await pair({ redrivePolicy: { deadLetterTargetArn: dead.arn } }, false);
    aws.sqs.setQueuePolicy(dead.arn, lets("sns.amazonaws.com", dead.arn, topicArn));
    await publish(topicArn, "refused");
    expect(await bodies(aws, url)).toEqual([]);
    expect(await receive(aws, dead.url)).toMatchObject([
      { Body: "refused", MessageAttributes: { RequestID: {}, ErrorCode: { StringValue: "AccessDenied" } } },
    ]);
    expect(aws.sns.warnings()).toContain(
      `${topicArn} -> ${queueArn}: the queue's policy does not allow sns.amazonaws.com with this aws:SourceArn`,
    );
    const metric = {
      name: "NumberOfNotificationsRedrivenToDlq",
      dimensions: { TopicName: topicArn.split(":").at(-1) },
    };
    expect(aws.metrics).toContainEqual(expect.objectContaining(metric));
  });

  it("loses it when there is no such queue, which is counted", async () => {
    const { topicArn, subscriptionArn } = await pair({}, false);
    await publish(topicArn, "lost");
    expect(aws.sns.vanished().get(subscriptionArn)).toBe(1);
  });

  it("loses it when the dead-letter queue does not let the topic in either", async () => {
    const dead = aws.sqs.createQueue({ name: `dead-${String((unique += 1))}` });
    const { topicArn, subscriptionArn } = await pair({ redrivePolicy: { deadLetterTargetArn: dead.arn } }, false);
    await publish(topicArn, "lost");
    expect(aws.sns.vanished().get(subscriptionArn)).toBe(1);
    expect(await bodies(aws, dead.url)).toEqual([]);
    expect(aws.sns.warnings().filter((line) => line.includes(dead.arn))).toHaveLength(1);
  });

  it("is not fooled by a policy for another topic", async () => {
    const { topicArn, queueArn, url } = await pair({}, false);
    aws.sqs.setQueuePolicy(queueArn, lets("sns.amazonaws.com", queueArn, `${topicArn}-other`));
    await publish(topicArn, "x");
    expect(await bodies(aws, url)).toEqual([]);
  });
});

describe("publishing", () => {
  it("takes 262,144 bytes of body and attributes together, and no more", async () => {
    const { topicArn, url } = await pair();
    const attributes = { ab: "cd" };
    const room = 262_144 - "ab".length - "String".length - "cd".length;
    await publish(topicArn, "x".repeat(room), attributes);
    const tooLong = publish(topicArn, "x".repeat(room + 1), attributes);
    await expect(tooLong).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "Invalid parameter: Message too long",
    });
    expect((await bodies(aws, url)).map((body) => body.length)).toEqual([room]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["an empty attribute value", { MessageAttributes: texts({ a: "" }) }, "non-empty message attribute value"],
    ["a control character", { Message: "\u0001" }, "not allowed"],
    ["an empty message", { Message: "" }, "Empty message"],
    ["a subject with a line break", { Subject: "a\nb" }, "Subject"],
    ["a number that is none", { MessageAttributes: { a: { DataType: "Number", StringValue: "x" } } }, "number"],
    ["a message structure", { MessageStructure: "json" }, "MessageStructure"],
  ])("refuses %s", async (_name, input, problem) => {
    const { topicArn: TopicArn } = await pair();
    await expect(client.publish({ TopicArn, Message: "x", ...input })).rejects.toThrow(problem);
  });

  it("discards a message with more than ten attributes where delivery is raw, and nowhere else", async () => {
    const { topicArn, url, subscriptionArn } = await pair();
    const { arn, url: wrapped } = aws.sqs.createQueue({ name: `wrapped-${String((unique += 1))}` });
    aws.sqs.setQueuePolicy(arn, lets("sns.amazonaws.com", arn, topicArn));
    aws.sns.subscribe({ topicArn, protocol: "sqs", endpoint: arn });
    await publish(
      topicArn,
      "x",
      Object.fromEntries(Array.from({ length: 11 }, (_none, index) => [`a${String(index)}`, "v"])),
    );
    expect(await bodies(aws, url)).toEqual([]);
    expect(await bodies(aws, wrapped)).toHaveLength(1);
    expect(aws.sns.vanished().get(subscriptionArn)).toBe(1);
  });

  it("fails for an unknown topic, and for one entry of a batch alone", async () => {
    const { topicArn: TopicArn, url } = await pair();
    await expect(publish(`${TopicArn}-no`, "x")).rejects.toMatchObject({ name: "NotFoundException" });
    const PublishBatchRequestEntries = [
      { Id: "a", Message: "good", MessageAttributes: texts({ k: "v" }) },
      { Id: "b", Message: "x".repeat(300_000) },
    ];
    const output = await client.publishBatch({ TopicArn, PublishBatchRequestEntries });
    expect(output.Successful?.map(({ Id }) => Id)).toEqual(["a"]);
    expect(output.Failed).toMatchObject([{ Id: "b", Code: "InvalidParameter" }]);
    expect(await bodies(aws, url)).toEqual(["good"]);
  });

  it("is kept to be read where the topic has no queue, such as the warehouse's", async () => {
    const { arn } = aws.sns.createTopic({ name: "warehouse" });
    aws.sns.subscribe({ topicArn: arn, protocol: "email", endpoint: "warehouse@example.com" });
    await publish(arn, "pick 3", { kind: "pick" });
    expect(aws.sns.published(arn)).toMatchObject([{ message: "pick 3", attributes: texts({ kind: "pick" }) }]);
    expect(aws.sns.warnings().some((line) => line.includes("email warehouse@example.com: pending confirmation"))).toBe(
      true,
    );
  });
});

describe("a subscription", () => {
  it("is refused with a filter operator, a protocol and an attribute that are not supported", async () => {
    const { topicArn, queueArn } = await pair();
    const subscribe = (definition: Partial<SubscriptionDefinition>) => (): unknown =>
      aws.sns.subscribe({ topicArn, protocol: "sqs", endpoint: `${queueArn}2`, ...definition });
    expect(subscribe({ filterPolicy: '{"ip":[{"cidr":"10.0.0.0/8"}]}' })).toThrow("cidr");
    const keys = Object.fromEntries(["a", "b", "c", "d", "e", "f"].map((key) => [key, ["x"]]));
    expect(subscribe({ filterPolicy: JSON.stringify(keys) })).toThrow("more than 5 keys");
    const values = Array.from({ length: 13 }, (_none, index) => String(index));
    expect(subscribe({ filterPolicy: JSON.stringify({ a: values, b: values }) })).toThrow("169 combinations");
    expect(subscribe({ protocol: "sms" })).toThrow("protocol sms");
    const attribute = { AttributeName: "DeliveryPolicy", AttributeValue: "{}" };
    const SubscriptionArn = subscribe({})() as { arn: string };
    const set = aws.operate("sns", "SetSubscriptionAttributes", { SubscriptionArn: SubscriptionArn.arn, ...attribute });
    await expect(set).rejects.toThrow("DeliveryPolicy");
  });

  it.each(["not JSON", "null", '{"deadLetterTargetArn": 1}'])(
    "is refused the redrive policy %s",
    async (AttributeValue) => {
      const { subscriptionArn: SubscriptionArn } = await pair();
      const input = { SubscriptionArn, AttributeName: "RedrivePolicy", AttributeValue };
      await expect(aws.operate("sns", "SetSubscriptionAttributes", input)).rejects.toMatchObject({
        code: "InvalidParameter",
        message: "Invalid parameter: RedrivePolicy: deadLetterTargetArn is missing",
      });
    },
  );
});
