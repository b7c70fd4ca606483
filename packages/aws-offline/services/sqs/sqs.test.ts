import { SQS } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bodies, eventually, receive, startTestAws, type TestAws } from "../../testing.ts";
import type { QueueDefinition } from "./queue-definition.ts";

let aws: TestAws;
let client: SQS;
let unique = 0;

beforeAll(async () => {
  aws = await startTestAws();
  client = new SQS(aws.client);
});
afterAll(() => aws.close());

const queue = (definition: Partial<QueueDefinition> = {}, of = aws): { url: string; arn: string } =>
  of.sqs.createQueue({ name: `queue-${String((unique += 1))}`, ...definition });
const send = (QueueUrl: string, MessageBody: string, of = aws): Promise<unknown> =>
  of.operate("sqs", "SendMessage", { QueueUrl, MessageBody });
const attributesOf = (message: Record<string, unknown> | undefined): Record<string, string> =>
  (message?.["Attributes"] ?? {}) as Record<string, string>;

describe("a message", () => {
  it("comes with its attributes as the SDK asks for them, and only then", async () => {
    const { url: QueueUrl } = queue();
    const MessageAttributes = { event_type: { DataType: "String", StringValue: "invoice.paid" } };
    const sent = await client.sendMessage({ QueueUrl, MessageBody: "héllo 😀", MessageAttributes });
    const plain = await client.receiveMessage({ QueueUrl, VisibilityTimeout: 0 });
    expect(plain.Messages?.[0]).toMatchObject({ Body: "héllo 😀", MessageId: sent.MessageId });
    expect(plain.Messages?.[0]?.MessageAttributes).toBeUndefined();
    expect(plain.Messages?.[0]?.Attributes).toBeUndefined();
    const names = ["AttributeNames", "MessageSystemAttributeNames"] as const;
    for (const name of names) {
      const asked = { QueueUrl, [name]: ["All"], MessageAttributeNames: ["All"], VisibilityTimeout: 0 };
      const [message] = (await client.receiveMessage(asked)).Messages ?? [];
      expect(message?.MessageAttributes).toEqual(MessageAttributes);
      expect(Math.abs(Number(message?.Attributes?.SentTimestamp) - Date.now())).toBeLessThan(5_000);
      expect(Number(message?.Attributes?.ApproximateReceiveCount)).toBeGreaterThan(1);
    }
  });

  it("is gone when it was deleted", async () => {
    const { url: QueueUrl } = queue();
    await send(QueueUrl, "once");
    const [message] = await receive(aws, QueueUrl, { VisibilityTimeout: 30 });
    await client.deleteMessage({ QueueUrl, ReceiptHandle: String(message?.["ReceiptHandle"]) });
    const { queues } = { queues: aws.sqs.stats() };
    expect(queues.find(({ name }) => QueueUrl.endsWith(`/${name}`))).toMatchObject({ visible: 0, inFlight: 0 });
  });

  it.each([
    ["U+FFFE", "a\uFFFE"],
    ["U+FFFF", "a\uFFFF"],
    ["a control character", "a\u0001"],
    ["a lone surrogate", "a\uD800"],
  ])("is refused with %s", async (_name, MessageBody) => {
    const { url } = queue();
    await expect(send(url, MessageBody)).rejects.toMatchObject({ code: "InvalidMessageContents" });
  });

  it("is refused when body and attributes are longer than the queue takes", async () => {
    const { url: QueueUrl } = queue({ maxMessageSize: 1_024 });
    await send(QueueUrl, "x".repeat(1_024));
    await expect(send(QueueUrl, "x".repeat(1_025))).rejects.toMatchObject({ code: "InvalidParameterValue" });
    const MessageAttributes = { a: { DataType: "String", StringValue: "b" } };
    const tooLong = aws.operate("sqs", "SendMessage", { QueueUrl, MessageBody: "x".repeat(1_020), MessageAttributes });
    await expect(tooLong).rejects.toThrow("shorter than 1024 bytes");
  });

  it("is refused with more than ten attributes, and with an empty one", async () => {
    const { url: QueueUrl } = queue();
    const many = Array.from({ length: 11 }, (_none, index) => [
      `a${String(index)}`,
      { DataType: "String", StringValue: "x" },
    ]);
    const call = (MessageAttributes: object): Promise<unknown> =>
      aws.operate("sqs", "SendMessage", { QueueUrl, MessageBody: "x", MessageAttributes });
    await expect(call(Object.fromEntries(many))).rejects.toThrow("[11]");
    await expect(call({ a: { DataType: "String", StringValue: "" } })).rejects.toThrow(
      "'a' must contain a non-empty value",
    );
  });

  it("fails alone in a batch", async () => {
    const { url: QueueUrl } = queue();
    const Entries = [
      { Id: "good", MessageBody: "good" },
      { Id: "bad", MessageBody: "\uFFFF" },
    ];
    const output = await client.sendMessageBatch({ QueueUrl, Entries });
    expect(output.Successful?.map(({ Id }) => Id)).toEqual(["good"]);
    expect(output.Failed).toMatchObject([{ Id: "bad", Code: "InvalidMessageContents", SenderFault: true }]);
    expect(await bodies(aws, QueueUrl)).toEqual(["good"]);
  });
});

describe("a queue", () => {
  it("has a URL at the gateway, found by its name", async () => {
    const { url } = queue({ name: "found" });
    expect((await client.getQueueUrl({ QueueName: "found" })).QueueUrl).toBe(url);
    expect(url).toBe(`${aws.gateway.endpoint}/000000000000/found`);
  });

  it("gives a message up to its dead-letter queue after maxReceiveCount receives", async () => {
    const dead = queue();
    const { url, arn } = queue({ redrivePolicy: { deadLetterTargetArn: dead.arn, maxReceiveCount: 3 } });
    await send(url, "poison");
    for (const count of [1, 2, 3]) {
      const [message] = await receive(aws, url, { VisibilityTimeout: 0 });
      expect(attributesOf(message)["ApproximateReceiveCount"]).toBe(String(count));
    }
    expect(await receive(aws, url)).toEqual([]);
    const [message] = await receive(aws, dead.url);
    expect(message?.["Body"]).toBe("poison");
    expect(attributesOf(message)["DeadLetterQueueSourceArn"]).toBe(arn);
  });

  it("wakes a waiting receiver at once", async () => {
    const { url } = queue();
    const started = Date.now();
    const waiting = receive(aws, url, { WaitTimeSeconds: 20 });
    await send(url, "wake up");
    expect(await waiting).toHaveLength(1);
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  it("lets a second receiver wait on when the first got the only message", async () => {
    const { url } = queue();
    const both = [receive(aws, url, { WaitTimeSeconds: 20 }), receive(aws, url, { WaitTimeSeconds: 20 })];
    await send(url, "one");
    await Promise.race(both);
    await send(url, "two");
    expect((await Promise.all(both)).map((messages) => messages.length)).toEqual([1, 1]);
  });

  it("gives nothing to a receiver who has gone", async () => {
    const { url: QueueUrl } = queue();
    const gone = new AbortController();
    const arn = "arn:aws:iam::000000000000:user/operator";
    const waiting = aws.gateway.call(arn, "sqs", "ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 }, gone.signal);
    gone.abort();
    expect(await waiting).toEqual({});
    await send(QueueUrl, "still here");
    expect(await bodies(aws, QueueUrl)).toEqual(["still here"]);
  });

  it("ends a receiver that waits when the services are closed", async () => {
    const closing = await startTestAws();
    const { url: QueueUrl } = queue({}, closing);
    const waiting = closing.operate("sqs", "ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 });
    await closing.close();
    expect(await waiting).toEqual({});
  }, 10_000);

  it("counts a message as visible again when its timeout is over, though nobody receives", async () => {
    const fast = await startTestAws(100);
    try {
      const { url } = queue({ visibilityTimeoutSeconds: 10 }, fast);
      await send(url, "x", fast);
      await receive(fast, url);
      const depth = async (): Promise<true | undefined> => {
        const input = { QueueUrl: url, AttributeNames: ["ApproximateNumberOfMessages"] };
        const { Attributes } = await fast.operate("sqs", "GetQueueAttributes", input);
        return (Attributes as Record<string, string>)["ApproximateNumberOfMessages"] === "1" ? true : undefined;
      };
      expect(await eventually(depth)).toBe(true);
    } finally {
      await fast.close();
    }
  });

  it("is refused as FIFO, and with a policy that is not understood", async () => {
    await expect(aws.operate("sqs", "CreateQueue", { QueueName: "x.fifo" })).rejects.toThrow(
      "a FIFO queue is not supported",
    );
    const { url: QueueUrl } = queue();
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", NotAction: "sqs:*" } });
    const set = aws.operate("sqs", "SetQueueAttributes", { QueueUrl, Attributes: { Policy } });
    await expect(set).rejects.toThrow("NotAction is not supported");
  });
});

describe("with --time-scale 100", () => {
  let fast: TestAws;
  beforeAll(async () => {
    fast = await startTestAws(100);
  });
  afterAll(() => fast.close());

  it("a visibility timeout of 180 s ends after 1.8 s, and timestamps stay real", async () => {
    const { url } = queue({ visibilityTimeoutSeconds: 180 }, fast);
    const before = Date.now();
    await send(url, "again", fast);
    const [first] = await receive(fast, url);
    const received = Date.now();
    expect(Math.abs(Number(attributesOf(first)["SentTimestamp"]) - before)).toBeLessThan(200);
    expect(await receive(fast, url)).toEqual([]);
    const again = await eventually(async () => (await receive(fast, url, { WaitTimeSeconds: 20 }))[0]);
    const waited = Date.now() - received;
    expect(waited).toBeGreaterThan(1_700);
    expect(waited).toBeLessThan(4_000);
    const { SentTimestamp, ApproximateFirstReceiveTimestamp } = attributesOf(again);
    expect(Math.abs(Number(SentTimestamp) - before)).toBeLessThan(200);
    expect(Math.abs(Number(ApproximateFirstReceiveTimestamp) - received)).toBeLessThan(200);
  });

  it("what is worked on stays hidden by real time, and comes back by the scaled timeout once the work is over", async () => {
    const { url, arn } = queue({ visibilityTimeoutSeconds: 20 }, fast);
    await send(url, "worked on", fast);
    const [held] = await receive(fast, url);
    const release = fast.sqs.hold(arn, [String(held?.["ReceiptHandle"])]);
    await send(url, "left", fast);
    const next = (): Promise<unknown> => eventually(async () => (await bodies(fast, url))[0]);
    // The other one comes three times meanwhile, as its timeouts end.
    expect([await next(), await next(), await next()]).toEqual(["left", "left", "left"]);
    release();
    await eventually(async () => (await bodies(fast, url)).includes("worked on") || undefined);
  });

  it("what a role has just received stays hidden until it can say that it works on it", async () => {
    const { url: QueueUrl, arn } = queue({ visibilityTimeoutSeconds: 20 }, fast);
    const role = "arn:aws:iam::000000000000:role/poller";
    const Statement = { Effect: "Allow", Action: "sqs:ReceiveMessage", Resource: arn };
    fast.gateway.register({
      kind: "role",
      arn: role,
      session: "poller",
      policies: [{ Version: "2012-10-17", Statement }],
    });
    await send(QueueUrl, "received by a role", fast);
    const { Messages: received } = await fast.gateway.call(role, "sqs", "ReceiveMessage", { QueueUrl });
    expect(received).toHaveLength(1);
    await send(QueueUrl, "received by others", fast);
    const next = (): Promise<unknown> => eventually(async () => (await bodies(fast, QueueUrl))[0]);
    // The scaled timeout ends after 0.2 s, more than once.
    expect([await next(), await next(), await next()]).toEqual(Array(3).fill("received by others"));
  });

  it("a delay and a long poll are as much shorter", async () => {
    const { url } = queue({ delaySeconds: 60 }, fast);
    const started = Date.now();
    await send(url, "late", fast);
    expect(await receive(fast, url)).toEqual([]);
    expect(await receive(fast, url, { WaitTimeSeconds: 20 })).toEqual([]);
    expect(Date.now() - started).toBeLessThan(600);
    await eventually(async () => (await receive(fast, url, { WaitTimeSeconds: 20 }))[0]);
    expect(Date.now() - started).toBeGreaterThan(500);
  });
});
