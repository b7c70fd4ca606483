import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bodies, eventually, startTestAws, type TestAws } from "../../testing.ts";
import { entry, line, put, rule, type Line } from "./testing.ts";

const replayed = JSON.stringify({ "replay-name": [{ exists: true }] });

let aws: TestAws;
let unique = 0;

beforeAll(async () => {
  aws = await startTestAws();
});
afterAll(() => aws.close());

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

describe("a replay", () => {
  it("takes the archive's events to the chosen rules only, named, in time order, and archives none again", async () => {
    const one = line(aws);
    const [orders, email] = [await rule(aws, one.busName, replayed), await rule(aws, one.busName, replayed)];
    for (const [id, ago] of [
      ["late", 1],
      ["early", 30],
      ["middle", 10],
    ] as const) {
      await put(aws, entry(one.busName, { id }, { Time: now() - ago * minute }));
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
    const one = line(aws);
    const { url } = await rule(aws, one.busName, replayed);
    const times = [50, 20, 5].map((ago) => Math.floor(now() - ago * minute));
    for (const Time of times) await put(aws, entry(one.busName, { Time }, { Time }));
    const name = `replay-${String((unique += 1))}`;
    const [, middle = 0] = times;
    await replay(one, name, { EventStartTime: middle - 1, EventEndTime: middle + 1 });
    expect(await ended(name)).toMatchObject({ EventLastReplayedTime: middle });
    expect(await bodies(aws, url)).toHaveLength(1);
  });

  it("can be cancelled, and what was replayed stays", async () => {
    const one = line(aws);
    await rule(aws, one.busName, replayed);
    await put(aws, entry(one.busName, {}));
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
    const one = line(aws);
    await rule(aws, one.busName, replayed);
    await put(aws, entry(one.busName, {}));
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
    const [one, other] = [line(aws), line(aws)];
    const foreign = await rule(aws, other.busName, replayed);
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
