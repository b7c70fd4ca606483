import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bodies, receive, lets, startTestAws, type TestAws } from "../../testing.ts";
import { entry, line, put, rule } from "./testing.ts";

const fromStripe = JSON.stringify({ source: ["stripe"], "replay-name": [{ exists: false }] });

let aws: TestAws;

beforeAll(async () => {
  aws = await startTestAws();
});
afterAll(() => aws.close());

describe("PutEvents", () => {
  it("takes the event to the queue of each rule that it fits, and to the archive", async () => {
    const { busName, archiveName } = line(aws);
    const fits = await rule(aws, busName, JSON.stringify({ "detail-type": [{ prefix: "invoice." }] }));
    const other = await rule(aws, busName, JSON.stringify({ "detail-type": ["charge.refunded"] }));
    const detail = { event: { id: "evt_1", amount: 1.5 }, stage: "dev" };
    const { FailedEntryCount, Entries } = await put(aws, entry(busName, detail));
    expect(FailedEntryCount).toBe(0);
    const [body = "{}"] = await bodies(aws, fits.url);
    const event = JSON.parse(body) as Record<string, unknown>;
    const [{ EventId } = {}] = Entries as { EventId?: string }[];
    expect(event).toMatchObject({ version: "0", id: EventId, source: "stripe", account: "000000000000", detail });
    expect(event["time"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(await bodies(aws, other.url)).toEqual([]);
    expect(aws.events.archived(archiveName)).toEqual([event]);
  });

  it("archives only what fits the archive's pattern", async () => {
    const { busName, busArn } = line(aws);
    aws.events.createArchive({
      name: "paid",
      eventSourceArn: busArn,
      eventPattern: JSON.stringify({ "detail-type": ["invoice.paid"] }),
    });
    await put(aws, entry(busName, { n: 1 }), entry(busName, { n: 2 }, { DetailType: "other" }));
    expect(aws.events.archived("paid").map(({ detail }) => detail)).toEqual([{ n: 1 }]);
  });

  it("fails a bad entry alone", async () => {
    const { busName, archiveName } = line(aws);
    const { FailedEntryCount, Entries } = await put(
      aws,
      entry(busName, { good: true }),
      entry(busName, {}, { Detail: "[1]" }),
      entry(busName, {}, { Source: undefined }),
      entry("no-such-bus", {}),
    );
    expect(FailedEntryCount).toBe(3);
    expect((Entries as object[]).map((result) => ("ErrorCode" in result ? result.ErrorCode : "ok"))).toEqual([
      "ok",
      "MalformedDetail",
      "InvalidArgument",
      "InvalidArgument",
    ]);
    expect(aws.events.archived(archiveName)).toHaveLength(1);
  });

  it("refuses more than ten entries and more than 256 KB", async () => {
    const { busName } = line(aws);
    await expect(put(aws, ...Array.from({ length: 11 }, () => entry(busName, {})))).rejects.toMatchObject({
      code: "ValidationException",
    });
    const room = 1_048_576 - "stripe".length - "invoice.paid".length - '{"a":""}'.length;
    await put(aws, entry(busName, { a: "x".repeat(room) }));
    await expect(put(aws, entry(busName, { a: "x".repeat(room + 1) }))).rejects.toThrow("over the limit");
  });
});

describe("a rule's target", () => {
  it("gets what its path chooses", async () => {
    const { busName } = line(aws);
    const { url } = await rule(aws, busName, fromStripe, { inputPath: "$.detail.event" });
    await put(aws, entry(busName, { event: { id: "evt_1", nested: { a: [1, null, "é"] } } }));
    expect((await bodies(aws, url)).map((body) => JSON.parse(body) as unknown)).toEqual([
      { id: "evt_1", nested: { a: [1, null, "é"] } },
    ]);
  });

  it("that does not let the rule in is passed by: the event goes to the target's dead-letter queue", async () => {
    const { busName } = line(aws);
    const dead = aws.sqs.createQueue({ name: "dead" });
    const refused = await rule(
      aws,
      busName,
      fromStripe,
      { deadLetterConfig: { arn: dead.arn }, inputPath: "$.detail" },
      false,
    );
    aws.sqs.setQueuePolicy(dead.arn, lets("events.amazonaws.com", dead.arn, refused.arn));
    await put(aws, entry(busName, { a: 1 }));
    expect(await bodies(aws, refused.url)).toEqual([]);
    const [message] = await receive(aws, dead.url);
    expect(JSON.parse(String(message?.["Body"]))).toMatchObject({ source: "stripe", detail: { a: 1 } });
    expect(message?.["MessageAttributes"]).toMatchObject({ RULE_ARN: { StringValue: refused.arn } });
    expect(aws.events.warnings().some((text) => text.includes(`${refused.arn} -> ${refused.queueArn}`))).toBe(true);
  });

  it("without a dead-letter queue loses the event, which is counted", async () => {
    const { busName } = line(aws);
    const refused = await rule(aws, busName, fromStripe, {}, false);
    await put(aws, entry(busName, {}));
    expect(aws.events.vanished().get(refused.arn)).toBe(1);
  });

  it("is refused when it is not a queue, and a pattern and a path that are not supported are too", () => {
    const { busName: eventBusName } = line(aws);
    const target = { rule: "r", eventBusName, arn: "arn:aws:lambda:r:0:function:f" };
    aws.events.putRule({ name: "r", eventBusName, eventPattern: fromStripe });
    expect(() => aws.events.putTarget(target)).toThrow("only SQS queues");
    const queueTarget = { rule: "r", eventBusName, arn: "arn:aws:sqs:r:0:q", inputPath: "$.detail[0]" };
    expect(() => aws.events.putTarget(queueTarget)).toThrow("InputPath $.detail[0]");
    const queueArn = (index: number): string => `arn:aws:sqs:r:0:q${String(index)}`;
    for (const index of [1, 2, 3, 4, 5]) {
      aws.events.putTarget({ rule: "r", eventBusName, id: String(index), arn: queueArn(index) });
    }
    expect(() => aws.events.putTarget({ rule: "r", eventBusName, id: "6", arn: queueArn(6) })).toThrow("has 5 targets");
    const long = JSON.stringify({ source: ["x".repeat(2_048)] });
    expect(() => aws.events.putRule({ name: "l", eventBusName, eventPattern: long })).toThrow("at most 2048");
    const eventPattern = JSON.stringify({ source: [{ wildcard: "s*" }] });
    expect(() => aws.events.putRule({ name: "w", eventBusName, eventPattern })).toThrow("wildcard");
  });
});
