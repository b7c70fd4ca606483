import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bodies, eventually, lets, receive, startTestAws, type TestAws } from "../testing.ts";
import type { TargetDefinition } from "./definition.ts";

let aws: TestAws;
let unique = 0;

beforeAll(async () => {
  aws = await startTestAws();
});
afterAll(() => aws.close());

const replayed = JSON.stringify({ "replay-name": [{ exists: true }] });
const fromStripe = JSON.stringify({ source: ["stripe"], "replay-name": [{ exists: false }] });

interface Line {
  busName: string;
  busArn: string;
  archiveName: string;
  archiveArn: string;
}

/** A bus with an archive of everything. */
function line(): Line {
  const name = `bus-${String((unique += 1))}`;
  const { arn: busArn } = aws.events.createBus({ name });
  const { arn: archiveArn } = aws.events.createArchive({ name: `${name}-archive`, busArn });
  return { busName: name, busArn, archiveName: `${name}-archive`, archiveArn };
}

/** A rule with a queue behind it that lets the rule in unless told otherwise. */
async function rule(
  busName: string,
  eventPattern: string,
  target: Partial<TargetDefinition> = {},
  permitted = true,
): Promise<{ arn: string; url: string; queueArn: string }> {
  const name = `rule-${String((unique += 1))}`;
  const { arn } = aws.events.putRule({ name, busName, eventPattern });
  const queue = await aws.sqs.createQueue({ name });
  if (permitted) await aws.sqs.setQueuePolicy(queue.arn, lets("events.amazonaws.com", queue.arn, arn));
  aws.events.putTarget({ rule: name, busName, arn: queue.arn, ...target });
  return { arn, url: queue.url, queueArn: queue.arn };
}

const entry = (busName: string, detail: object, more: object = {}): object => ({
  EventBusName: busName,
  Source: "stripe",
  DetailType: "invoice.paid",
  Detail: JSON.stringify(detail),
  ...more,
});
const put = (...Entries: object[]): Promise<Record<string, unknown>> => aws.operate("events", "PutEvents", { Entries });
const minute = 60;
const now = (): number => Date.now() / 1000;
const replay = (
  one: Line,
  ReplayName: string,
  more: Record<string, unknown> = {},
  FilterArns?: string[],
): Promise<Record<string, unknown>> =>
  aws.operate("events", "StartReplay", {
    ReplayName,
    EventSourceArn: one.archiveArn,
    EventStartTime: now() - 60 * minute,
    EventEndTime: now() + minute,
    Destination: { Arn: one.busArn, ...(FilterArns === undefined ? {} : { FilterArns }) },
    ...more,
  });
const ended = (ReplayName: string): Promise<Record<string, unknown>> =>
  eventually(async () => {
    const described = await aws.operate("events", "DescribeReplay", { ReplayName });
    return ["STARTING", "RUNNING", "CANCELLING"].includes(String(described["State"])) ? undefined : described;
  });

describe("PutEvents", () => {
  it("takes the event to the queue of each rule that it fits, and to the archive", async () => {
    const { busName, archiveName } = line();
    const fits = await rule(busName, JSON.stringify({ "detail-type": [{ prefix: "invoice." }] }));
    const other = await rule(busName, JSON.stringify({ "detail-type": ["charge.refunded"] }));
    const detail = { event: { id: "evt_1", amount: 1.5 }, stage: "dev" };
    const { FailedEntryCount, Entries } = await put(entry(busName, detail));
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
    const { busName, busArn } = line();
    aws.events.createArchive({
      name: "paid",
      busArn,
      eventPattern: JSON.stringify({ "detail-type": ["invoice.paid"] }),
    });
    await put(entry(busName, { n: 1 }), entry(busName, { n: 2 }, { DetailType: "other" }));
    expect(aws.events.archived("paid").map(({ detail }) => detail)).toEqual([{ n: 1 }]);
  });

  it("fails a bad entry alone", async () => {
    const { busName, archiveName } = line();
    const { FailedEntryCount, Entries } = await put(
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
    const { busName } = line();
    await expect(put(...Array.from({ length: 11 }, () => entry(busName, {})))).rejects.toMatchObject({
      code: "ValidationException",
    });
    const room = 262_144 - "stripe".length - "invoice.paid".length - '{"a":""}'.length;
    await put(entry(busName, { a: "x".repeat(room) }));
    await expect(put(entry(busName, { a: "x".repeat(room + 1) }))).rejects.toThrow("over the limit");
  });
});

describe("a rule's target", () => {
  it("gets what its path chooses", async () => {
    const { busName } = line();
    const { url } = await rule(busName, fromStripe, { inputPath: "$.detail.event" });
    await put(entry(busName, { event: { id: "evt_1", nested: { a: [1, null, "é"] } } }));
    expect((await bodies(aws, url)).map((body) => JSON.parse(body) as unknown)).toEqual([
      { id: "evt_1", nested: { a: [1, null, "é"] } },
    ]);
  });

  it("that does not let the rule in is passed by: the event goes to the target's dead-letter queue", async () => {
    const { busName } = line();
    const dead = await aws.sqs.createQueue({ name: `dead-${String((unique += 1))}` });
    const refused = await rule(busName, fromStripe, { deadLetterArn: dead.arn, inputPath: "$.detail" }, false);
    await aws.sqs.setQueuePolicy(dead.arn, lets("events.amazonaws.com", dead.arn, refused.arn));
    await put(entry(busName, { a: 1 }));
    expect(await bodies(aws, refused.url)).toEqual([]);
    const [message] = await receive(aws, dead.url);
    expect(JSON.parse(String(message?.["Body"]))).toMatchObject({ source: "stripe", detail: { a: 1 } });
    expect(message?.["MessageAttributes"]).toMatchObject({ RULE_ARN: { StringValue: refused.arn } });
    expect(aws.events.warnings().some((text) => text.includes(`${refused.arn} -> ${refused.queueArn}`))).toBe(true);
  });

  it("without a dead-letter queue loses the event, which is counted", async () => {
    const { busName } = line();
    const refused = await rule(busName, fromStripe, {}, false);
    await put(entry(busName, {}));
    expect(aws.events.vanished().get(refused.arn)).toBe(1);
  });

  it("is refused when it is no queue, and a pattern and a path that are not supported are too", () => {
    const { busName } = line();
    const target = { rule: "r", busName, arn: "arn:aws:lambda:r:0:function:f" };
    aws.events.putRule({ name: "r", busName, eventPattern: fromStripe });
    expect(() => aws.events.putTarget(target)).toThrow("only SQS queues");
    const queueTarget = { rule: "r", busName, arn: "arn:aws:sqs:r:0:q", inputPath: "$.detail[0]" };
    expect(() => aws.events.putTarget(queueTarget)).toThrow("InputPath $.detail[0]");
    const eventPattern = JSON.stringify({ source: [{ wildcard: "s*" }] });
    expect(() => aws.events.putRule({ name: "w", busName, eventPattern })).toThrow("wildcard");
  });
});

describe("a replay", () => {
  it("takes the archive's events to the chosen rules only, named, in time order, and archives none anew", async () => {
    const one = line();
    const [orders, email] = [await rule(one.busName, replayed), await rule(one.busName, replayed)];
    for (const [id, ago] of [
      ["late", 1],
      ["early", 30],
      ["middle", 10],
    ] as const) {
      await put(entry(one.busName, { id }, { Time: now() - ago * minute }));
    }
    expect(await bodies(aws, orders.url)).toEqual([]);
    const name = `replay-${String((unique += 1))}`;
    expect(await replay(one, name, {}, [orders.arn])).toMatchObject({ State: "STARTING" });
    expect(await ended(name)).toMatchObject({
      State: "COMPLETED",
      ReplayName: name,
      Destination: { FilterArns: [orders.arn] },
    });
    const events = (await bodies(aws, orders.url)).map((body) => JSON.parse(body) as Record<string, unknown>);
    expect(events.map(({ detail }) => (detail as { id: string }).id)).toEqual(["early", "middle", "late"]);
    expect(events.every((event) => event["replay-name"] === name)).toBe(true);
    expect(await bodies(aws, email.url)).toEqual([]);
    const { EventCount } = await aws.operate("events", "DescribeArchive", { ArchiveName: one.archiveName });
    expect(EventCount).toBe(3);
  });

  it("keeps to its window, and says how far it came", async () => {
    const one = line();
    const { url } = await rule(one.busName, replayed);
    const times = [50, 20, 5].map((ago) => Math.floor(now() - ago * minute));
    for (const Time of times) await put(entry(one.busName, { Time }, { Time }));
    const name = `replay-${String((unique += 1))}`;
    const [, middle = 0] = times;
    await replay(one, name, { EventStartTime: middle - 1, EventEndTime: middle + 1 });
    expect(await ended(name)).toMatchObject({ EventLastReplayedTime: middle });
    expect(await bodies(aws, url)).toHaveLength(1);
  });

  it("can be cancelled, and what was replayed stays", async () => {
    const one = line();
    await rule(one.busName, replayed);
    await put(entry(one.busName, {}));
    // Holds the replay at its first delivery.
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const stop = aws.sqs.interceptDeliveries(async (deliveries) => {
      await held;
      return deliveries;
    });
    const name = `replay-${String((unique += 1))}`;
    await replay(one, name);
    expect(await aws.operate("events", "CancelReplay", { ReplayName: name })).toMatchObject({ State: "CANCELLING" });
    release();
    stop();
    expect(await ended(name)).toMatchObject({ State: "CANCELLED" });
    await expect(aws.operate("events", "CancelReplay", { ReplayName: name })).rejects.toMatchObject({
      code: "IllegalStatusException",
    });
  });

  it("runs at most ten at once", async () => {
    const one = line();
    await rule(one.busName, replayed);
    await put(entry(one.busName, {}));
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const stop = aws.sqs.interceptDeliveries(async (deliveries) => {
      await held;
      return deliveries;
    });
    const names = Array.from({ length: 10 }, () => `replay-${String((unique += 1))}`);
    for (const name of names) await replay(one, name);
    await expect(replay(one, "eleventh")).rejects.toMatchObject({ code: "LimitExceededException" });
    release();
    stop();
    await Promise.all(names.map(ended));
    await replay(one, "eleventh");
    const { Replays } = await aws.operate("events", "ListReplays", {
      EventSourceArn: one.archiveArn,
      State: "COMPLETED",
    });
    expect((Replays as object[]).length).toBeGreaterThanOrEqual(10);
  });

  it("is refused to another bus, to another bus's rule, twice under one name, and backwards", async () => {
    const [one, other] = [line(), line()];
    const foreign = await rule(other.busName, replayed);
    const crossing = replay(one, "crossing", { Destination: { Arn: other.busArn } });
    await expect(crossing).rejects.toThrow("Cross event bus replay is not permitted");
    await expect(replay(one, "foreign", {}, [foreign.arn])).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
    await expect(replay(one, "backwards", { EventEndTime: now() - 120 * minute })).rejects.toThrow("must be before");
    await replay(one, "twice");
    await expect(replay(one, "twice")).rejects.toMatchObject({ code: "ResourceAlreadyExistsException" });
  });
});
