/** The engine as the AWS SDK sees it, which checks the digest of each body that it sends and receives. */
import {
  PurgeQueueInProgress,
  QueueDoesNotExist,
  QueueNameExists,
  ReceiptHandleIsInvalid,
  SQS,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { region, startTestAws, type TestAws } from "../../testing.ts";

let aws: TestAws;
let sqs: SQS;
let unique = 0;

beforeAll(async () => {
  aws = await startTestAws();
  sqs = new SQS({ region, endpoint: aws.gateway.endpoint, credentials: aws.operator, maxAttempts: 1 });
});
afterAll(() => aws.close());

async function create(Attributes: Record<string, string> = {}, QueueName?: string): Promise<string> {
  const name = QueueName ?? `made-${String((unique += 1))}`;
  const { QueueUrl = "" } = await sqs.createQueue({ QueueName: name, Attributes });
  return QueueUrl;
}
const arnOf = (url: string): string => `arn:aws:sqs:${region}:000000000000:${url.split("/").at(-1) ?? ""}`;
const send = (QueueUrl: string, input: object = {}) => sqs.sendMessage({ QueueUrl, MessageBody: "x", ...input });
const receive = async (QueueUrl: string, input: object = {}) =>
  (await sqs.receiveMessage({ QueueUrl, ...input })).Messages ?? [];

describe("digests", () => {
  const MessageAttributes = {
    event_type: { DataType: "String", StringValue: "invoice.paid" },
    n: { DataType: "Number", StringValue: "42" },
    Blob: { DataType: "Binary", BinaryValue: Uint8Array.of(0, 255, 1, 128) },
    x: { DataType: "String.custom", StringValue: "héllo 😀" },
  };

  it("are those of AWS's algorithm, over text, number and binary attributes", async () => {
    const QueueUrl = await create();
    const sent = await send(QueueUrl, { MessageAttributes, MessageBody: "hello world" });
    // Worked out by another implementation of the documented algorithm.
    expect(sent.MD5OfMessageAttributes).toBe("9b10367fe79393f5af6480b85e52182a");
    expect(sent.MD5OfMessageBody).toBe("5eb63bbbe01eeed093cb22bb8f5acdc3");
    const [message] = await receive(QueueUrl, { MessageAttributeNames: ["All"] });
    expect(message?.MD5OfMessageAttributes).toBe("9b10367fe79393f5af6480b85e52182a");
    expect(message?.MessageAttributes?.["Blob"]?.BinaryValue).toEqual(Uint8Array.of(0, 255, 1, 128));
  });

  it("are over the attributes that were asked for, by name and by prefix", async () => {
    const QueueUrl = await create({ VisibilityTimeout: "0" });
    const one = { DataType: "String", StringValue: "b" };
    await send(QueueUrl, { MessageAttributes: { a: one, "b.c": one, "b.d": one } });
    const names = async (...MessageAttributeNames: string[]) => {
      const [message] = await receive(QueueUrl, { MessageAttributeNames });
      return { names: Object.keys(message?.MessageAttributes ?? {}), digest: message?.MD5OfMessageAttributes };
    };
    expect(await names("a")).toEqual({ names: ["a"], digest: "bef8bf215374a0a228d67533b1a488be" });
    expect((await names("b.*")).names).toEqual(["b.c", "b.d"]);
    expect(await names("none")).toEqual({ names: [], digest: undefined });
  });

  it("cover a trace header, which comes back as a system attribute, with the sender's id", async () => {
    const QueueUrl = await create();
    const AWSTraceHeader = { DataType: "String", StringValue: "Root=1-5759e988-bd862e3fe1be46a994272793" };
    const sent = await send(QueueUrl, { MessageSystemAttributes: { AWSTraceHeader }, MessageGroupId: "group" });
    expect(sent.MD5OfMessageSystemAttributes).toMatch(/^[0-9a-f]{32}$/u);
    const [message] = await receive(QueueUrl, { MessageSystemAttributeNames: ["All"] });
    expect(message?.Attributes).toMatchObject({
      AWSTraceHeader: AWSTraceHeader.StringValue,
      MessageGroupId: "group",
      SenderId: expect.stringMatching(/^AIDA[0-9A-F]{17}$/u),
      ApproximateReceiveCount: "1",
    });
  });
});

describe("a message is refused", () => {
  const text = (StringValue: string, DataType = "String") => ({ DataType, StringValue });
  it.each([
    ["an attribute of an unknown type", { MessageAttributes: { a: text("b", "Text") } }, "InvalidParameterValue"],
    ["a number that is none", { MessageAttributes: { a: text("b", "Number") } }, "InvalidParameterValue"],
    ["a reserved attribute name", { MessageAttributes: { "AWS.a": text("b") } }, "InvalidParameterValue"],
    ["two dots in an attribute name", { MessageAttributes: { "a..b": text("b") } }, "InvalidParameterValue"],
    ["an unknown system attribute", { MessageSystemAttributes: { Other: text("b") } }, "InvalidParameterValue"],
    ["a delay above 15 minutes", { DelaySeconds: 901 }, "InvalidParameterValue"],
    ["what belongs to FIFO queues", { MessageDeduplicationId: "a" }, "InvalidParameterValue"],
    ["no body", { MessageBody: "" }, "MissingParameter"],
    ["more bytes than a queue takes", { MessageBody: "x".repeat(1_048_577) }, "InvalidParameterValue"],
  ])("for %s", async (_name, input, code) => {
    await expect(send(await create(), input)).rejects.toMatchObject({ name: code });
  });
});

describe("a batch", () => {
  const entries = (ids: readonly string[]) => ids.map((Id) => ({ Id, MessageBody: "x" }));
  it.each([
    ["without entries", [], "EmptyBatchRequest"],
    ["of more than ten", Array.from({ length: 11 }, (_none, nth) => String(nth)), "TooManyEntriesInBatchRequest"],
    ["with an id twice", ["a", "a"], "BatchEntryIdsNotDistinct"],
    ["with an id that is none", ["a b"], "InvalidBatchEntryId"],
  ])("%s is refused", async (_name, ids, code) => {
    const QueueUrl = await create();
    const sending = sqs.sendMessageBatch({ QueueUrl, Entries: entries(ids) });
    await expect(sending).rejects.toMatchObject({ name: code });
    const deleting = sqs.deleteMessageBatch({ QueueUrl, Entries: ids.map((Id) => ({ Id, ReceiptHandle: "h" })) });
    await expect(deleting).rejects.toMatchObject({ name: code });
  });

  it("above 1 MiB is refused", async () => {
    const QueueUrl = await create();
    const Entries = entries(["a", "b"]).map((entry) => ({ ...entry, MessageBody: "x".repeat(600_000) }));
    const sending = sqs.sendMessageBatch({ QueueUrl, Entries });
    await expect(sending).rejects.toMatchObject({ name: "BatchRequestTooLong" });
  });

  it("of deletions and visibilities succeeds and fails entry by entry", async () => {
    const QueueUrl = await create();
    await send(QueueUrl);
    const [message] = await receive(QueueUrl);
    const ReceiptHandle = message?.ReceiptHandle;
    const hide = [
      { Id: "good", ReceiptHandle, VisibilityTimeout: 60 },
      { Id: "far", ReceiptHandle, VisibilityTimeout: 43_201 },
      { Id: "bad", ReceiptHandle: "h", VisibilityTimeout: 60 },
    ];
    const hidden = await sqs.changeMessageVisibilityBatch({ QueueUrl, Entries: hide });
    expect(hidden.Successful?.map(({ Id }) => Id)).toEqual(["good"]);
    expect(hidden.Failed).toMatchObject([
      { Id: "far", Code: "InvalidParameterValue", SenderFault: true },
      { Id: "bad", Code: "ReceiptHandleIsInvalid", SenderFault: true },
    ]);
    const gone = hide.map(({ Id, ReceiptHandle: handle }) => ({ Id, ReceiptHandle: handle })).slice(1);
    const deleted = await sqs.deleteMessageBatch({ QueueUrl, Entries: gone });
    expect(deleted.Successful?.map(({ Id }) => Id)).toEqual(["far"]);
    expect(deleted.Failed?.map(({ Code }) => Code)).toEqual(["ReceiptHandleIsInvalid"]);
  });
});

describe("a receipt handle", () => {
  it("has AWS's errors", async () => {
    const QueueUrl = await create();
    await send(QueueUrl);
    const [message] = await receive(QueueUrl, { VisibilityTimeout: 0 });
    const remove = (ReceiptHandle: string | undefined) => sqs.deleteMessage({ QueueUrl, ReceiptHandle });
    const hide = (VisibilityTimeout: number) =>
      sqs.changeMessageVisibility({ QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout });
    await expect(remove("nonsense")).rejects.toBeInstanceOf(ReceiptHandleIsInvalid);
    await expect(hide(5)).rejects.toMatchObject({ name: "MessageNotInflight" });
    await expect(hide(43_201)).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await remove(message?.ReceiptHandle);
    await remove(message?.ReceiptHandle);
    expect(await receive(QueueUrl)).toEqual([]);
    await expect(hide(5)).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });
});

describe("a queue", () => {
  it("is found, described, tagged and deleted", async () => {
    const QueueUrl = await create({ DelaySeconds: "5" }, "listed-b");
    const other = await create({}, "listed-a");
    const page = await sqs.listQueues({ QueueNamePrefix: "listed-", MaxResults: 1 });
    const next = await sqs.listQueues({ QueueNamePrefix: "listed-", NextToken: page.NextToken });
    expect([...(page.QueueUrls ?? []), ...(next.QueueUrls ?? [])]).toEqual([QueueUrl, other]);
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["All"] });
    expect(Attributes).toMatchObject({
      QueueArn: arnOf(QueueUrl),
      DelaySeconds: "5",
      VisibilityTimeout: "30",
      MaximumMessageSize: "1048576",
      ApproximateNumberOfMessages: "0",
      SqsManagedSseEnabled: "true",
    });
    expect(Math.abs(Number(Attributes?.["CreatedTimestamp"]) - Date.now() / 1000)).toBeLessThan(5);
    await sqs.tagQueue({ QueueUrl, Tags: { a: "1", b: "2" } });
    await sqs.untagQueue({ QueueUrl, TagKeys: ["a"] });
    expect((await sqs.listQueueTags({ QueueUrl })).Tags).toEqual({ b: "2" });
    await sqs.deleteQueue({ QueueUrl });
    await expect(receive(QueueUrl)).rejects.toBeInstanceOf(QueueDoesNotExist);
  });

  it("is the same one when it is created again, unless its attributes differ", async () => {
    const url = await create({ DelaySeconds: "5" }, "twice");
    expect(await create({ DelaySeconds: "5" }, "twice")).toBe(url);
    await expect(create({ DelaySeconds: "6" }, "twice")).rejects.toBeInstanceOf(QueueNameExists);
  });

  it.each<[Record<string, string>, string]>([
    [{ VisibilityTimeout: "43201" }, "InvalidAttributeValue"],
    [{ MessageRetentionPeriod: "59" }, "InvalidAttributeValue"],
    [{ DelaySeconds: "" }, "InvalidAttributeValue"],
    [{ MaximumMessageSize: "1023" }, "InvalidAttributeValue"],
    [{ ReceiveMessageWaitTimeSeconds: "1.5" }, "InvalidAttributeValue"],
    [{ SqsManagedSseEnabled: "yes" }, "InvalidAttributeValue"],
    [{ Colour: "red" }, "InvalidAttributeName"],
    [{ RedrivePolicy: '{"maxReceiveCount":3}' }, "InvalidParameterValue"],
    [{ RedrivePolicy: '{"maxReceiveCount":3,"deadLetterTargetArn":"arn:aws:sqs:x:0:none"}' }, "InvalidParameterValue"],
  ])("refuses the attributes %j, and stays as it was", async (Attributes, name) => {
    const QueueUrl = await create();
    const get = () => sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["All"] });
    const before = (await get()).Attributes;
    await expect(sqs.setQueueAttributes({ QueueUrl, Attributes })).rejects.toMatchObject({ name });
    expect((await get()).Attributes).toEqual(before);
  });

  it("takes as sources only those that its RedriveAllowPolicy allows, and lists them", async () => {
    const dead = await create();
    const redrive = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(dead), maxReceiveCount: "2" }) };
    const QueueUrl = await create();
    const allow = (policy: object) =>
      sqs.setQueueAttributes({ QueueUrl: dead, Attributes: { RedriveAllowPolicy: JSON.stringify(policy) } });
    const point = () => sqs.setQueueAttributes({ QueueUrl, Attributes: redrive });
    await allow({ redrivePermission: "denyAll" });
    await expect(point()).rejects.toMatchObject({ name: "InvalidParameterValue" });
    await allow({ redrivePermission: "byQueue", sourceQueueArns: [arnOf(QueueUrl)] });
    await point();
    const { queueUrls } = await sqs.listDeadLetterSourceQueues({ QueueUrl: dead });
    expect(queueUrls).toEqual([QueueUrl]);
    await expect(allow({ redrivePermission: "byQueue" })).rejects.toMatchObject({ name: "InvalidAttributeValue" });
  });

  it("is purged once a minute", async () => {
    const QueueUrl = await create();
    await send(QueueUrl);
    await sqs.purgeQueue({ QueueUrl });
    expect(await receive(QueueUrl)).toEqual([]);
    await expect(sqs.purgeQueue({ QueueUrl })).rejects.toBeInstanceOf(PurgeQueueInProgress);
  });

  it.each([
    { MaxNumberOfMessages: 11 },
    { MaxNumberOfMessages: 0 },
    { WaitTimeSeconds: 21 },
    { VisibilityTimeout: 43_201 },
  ])("refuses a receive with %j", async (input) => {
    await expect(receive(await create(), input)).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });

  it("refuses to be asked for attributes that there are none of", async () => {
    const QueueUrl = await create();
    const name = "InvalidAttributeName";
    await expect(receive(QueueUrl, { MessageSystemAttributeNames: ["Colour"] })).rejects.toMatchObject({ name });
    const get = sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["Colour" as "All"] });
    await expect(get).rejects.toMatchObject({ name });
  });
});

describe("a client that goes away", () => {
  it("leaves the message to the next one", async () => {
    const QueueUrl = await create();
    const gone = new AbortController();
    let [begun, ended] = [0, 0];
    const stop = aws.gateway.use((call, next) => {
      if (call.action === "ReceiveMessage") begun += 1;
      return next();
    });
    aws.gateway.onCall(({ action }) => {
      if (action === "ReceiveMessage") ended += 1;
    });
    const waiting = sqs.receiveMessage(
      { QueueUrl, WaitTimeSeconds: 20 },
      {
        abortSignal: gone.signal,
      },
    );
    const outcome = waiting.catch((error: unknown) => String(error));
    await expect.poll(() => begun).toBe(1);
    const next = receive(QueueUrl, { WaitTimeSeconds: 20 });
    await expect.poll(() => begun).toBe(2);
    gone.abort();
    expect(await outcome).toMatch(/abort/iu);
    await expect.poll(() => ended).toBe(1);
    stop();
    await send(QueueUrl, { MessageBody: "for the next" });
    expect((await next)[0]?.Body).toBe("for the next");
  });
});
