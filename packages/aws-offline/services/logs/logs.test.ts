import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestAws, type TestAws } from "../../testing.ts";
import { filterPattern } from "./filter-pattern.ts";

const line = (level: string, eventId: string, status = 200): string =>
  JSON.stringify({ level, message: { message: "sent", eventId, status } });

describe("a filter pattern", () => {
  it.each([
    ["", line("INFO", "evt_1"), true],
    ['"evt_1"', line("INFO", "evt_1"), true],
    ["evt_1 WARN", line("INFO", "evt_1"), false],
    ["?WARN ?INFO", line("INFO", "evt_1"), true],
    ["evt_1 -INFO", line("INFO", "evt_1"), false],
    ['{ $.level = "WARN" }', line("INFO", "evt_1"), false],
    ['{ ($.level = "WARN") || ($.level = "INFO") }', line("INFO", "evt_1"), true],
    ['{ $.message.eventId = "evt_*" && $.message.status = 200 }', line("INFO", "evt_1"), true],
    ['{ $.message.eventId != "evt_1" }', line("INFO", "evt_1"), false],
    ['{ $.absent != "evt_1" }', line("INFO", "evt_1"), false],
    ['{ $.level = "INFO" }', "not JSON", false],
  ])("%s on %s: %s", (pattern, text, expected) => {
    expect(filterPattern(pattern)(text)).toBe(expected);
  });

  it.each(["[a, b]", "%regex%", "{ $.a > 1 }", "{ $.a = 1", "{ a = 1 }"])("%s is refused by name", (pattern) => {
    expect(() => filterPattern(pattern)).toThrow("the offline run does not know");
  });
});

describe("CloudWatch Logs", () => {
  let aws: TestAws;
  beforeAll(async () => {
    aws = await startTestAws();
    aws.logs.createGroup({ name: "orders-logs", retentionDays: 30 });
    aws.logs.createGroup({ name: "requests", logGroupClass: "INFREQUENT_ACCESS" });
    for (let index = 0; index < 5; index += 1) {
      const stream = index % 2 === 0 ? "even" : "odd";
      aws.logs.append({ group: "orders-logs", stream, at: 1_000 + index, text: `line ${String(index)}\n` });
    }
  });
  afterAll(() => aws.close());

  it("filters the lines of all streams by time, in pages", async () => {
    const input = { logGroupName: "orders-logs", startTime: 1_001, limit: 3 };
    const first = await aws.operate("logs", "FilterLogEvents", input);
    expect(first).toMatchObject({
      events: [
        { message: "line 1", logStreamName: "odd", timestamp: 1_001 },
        { message: "line 2" },
        { message: "line 3" },
      ],
    });
    const rest = await aws.operate("logs", "FilterLogEvents", { ...input, nextToken: first["nextToken"] });
    expect(rest).toMatchObject({ events: [{ message: "line 4" }] });
    expect(rest).not.toHaveProperty("nextToken");
  });

  it("reads one stream from either end; a token that comes back says that there is no more", async () => {
    const input = { logGroupName: "orders-logs", logStreamName: "even", limit: 2 };
    const latest = await aws.operate("logs", "GetLogEvents", input);
    expect(latest).toMatchObject({ events: [{ message: "line 2" }, { message: "line 4" }] });
    const before = await aws.operate("logs", "GetLogEvents", { ...input, nextToken: latest["nextBackwardToken"] });
    expect(before).toMatchObject({ events: [{ message: "line 0" }], nextBackwardToken: "b/0" });
    const head = await aws.operate("logs", "GetLogEvents", { ...input, limit: 9, startFromHead: true });
    const again = await aws.operate("logs", "GetLogEvents", { ...input, nextToken: head["nextForwardToken"] });
    expect(again).toMatchObject({ events: [], nextForwardToken: head["nextForwardToken"] });
  });

  it("describes groups and streams, and refuses what it does not know", async () => {
    expect(await aws.operate("logs", "DescribeLogGroups", { logGroupNamePrefix: "ord" })).toMatchObject({
      logGroups: [{ logGroupName: "orders-logs", retentionInDays: 30 }],
    });
    const streams = await aws.operate("logs", "DescribeLogStreams", {
      logGroupName: "orders-logs",
      orderBy: "LastEventTime",
      descending: true,
    });
    expect(streams).toMatchObject({ logStreams: [{ logStreamName: "even" }, { logStreamName: "odd" }] });
    await expect(aws.operate("logs", "GetLogEvents", { logGroupName: "nowhere", logStreamName: "x" })).rejects.toThrow(
      "does not exist",
    );
    const insightsOnly = aws.operate("logs", "FilterLogEvents", { logGroupName: "requests" });
    await expect(insightsOnly).rejects.toThrow("requests: a log group of class INFREQUENT_ACCESS returns no events");
    const unknown = aws.operate("logs", "FilterLogEvents", { logGroupName: "orders-logs", unmask: true });
    await expect(unknown).rejects.toThrow("logs:FilterLogEvents with unmask");
  });
});
