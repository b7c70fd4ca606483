import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startBench, type Bench } from "./bench.ts";
import { InlineEngine } from "./inline.ts";
import type { Resource } from "./provider/resource.ts";

const queueType = "aws:sqs/queue:Queue";
const alarmType = "aws:cloudwatch/metricAlarm:MetricAlarm";

describe("a stack to which something happens", () => {
  let bench: Bench;
  let engine: InlineEngine;
  beforeAll(async () => {
    bench = await startBench("dev");
    engine = await InlineEngine.on(bench);
  });
  afterAll(() => bench.close());

  /** AWS is away once this many further changes were made. */
  const breakAfter = (count: number): void => {
    const limit = bench.cloud.changes.length + count;
    bench.cloud.outage = () => bench.cloud.changes.length >= limit;
  };
  const custom = async () => (await bench.state()).filter(({ custom: own, type }) => own && type.startsWith("aws:"));
  const known = async () => new Set((await custom()).map(({ urn }) => urn));
  const there = () => new Set([...bench.cloud.resources.values()].map(({ urn }) => urn));
  const theOne = (type: string): Resource => {
    const [one] = bench.cloud.ofType(type);
    if (one === undefined) throw new Error(`there is no ${type}`);
    return one;
  };

  it("keeps account of what an `up` made until it failed, twice in the middle", async () => {
    for (const count of [40, 40]) {
      const before = bench.cloud.changes.length;
      breakAfter(count);
      await expect(engine.up()).rejects.toThrow("ServiceUnavailable");
      expect(bench.cloud.changes.length - before).toBe(count);
      expect(await known()).toEqual(there());
    }
  });

  it("goes on from there: every resource is made once", async () => {
    bench.cloud.outage = undefined;
    await engine.up();
    expect(await known()).toEqual(there());
    expect(bench.cloud.changes.filter((change) => !change.startsWith("create "))).toEqual([]);
    expect(new Set(bench.cloud.changes).size).toBe(bench.cloud.changes.length);
    expect(await engine.preview()).toEqual([]);
  });

  it("takes a failed change up again, without doing anything twice", async () => {
    await engine.set({ logRetentionDays: "7" });
    const before = bench.cloud.changes.length;
    breakAfter(3);
    await expect(engine.up()).rejects.toThrow("ServiceUnavailable");
    bench.cloud.outage = undefined;
    await engine.up();
    const changes = bench.cloud.changes.slice(before);
    expect(changes.filter((change) => !change.startsWith("update aws:cloudwatch/logGroup:LogGroup "))).toEqual([]);
    expect(new Set(changes).size).toBe(changes.length);
    expect(changes).toHaveLength(bench.cloud.ofType("aws:cloudwatch/logGroup:LogGroup").length);
  });

  it("finds nothing in a refresh when nobody touched it", async () => {
    expect(await engine.refresh()).toEqual([]);
    expect(await engine.preview()).toEqual([]);
  });

  it("mends what somebody changed by hand, and nothing else", async () => {
    const queue = theOne(queueType);
    bench.cloud.meddle(queue, { receiveWaitTimeSeconds: 1 });
    expect(await engine.refresh()).toMatchObject([{ verb: "update", urn: queue.urn }]);
    const before = bench.cloud.changes.length;
    await engine.up();
    expect(bench.cloud.changes.slice(before)).toEqual([`update ${queueType} ${queue.urn.split("::").at(-1)}`]);
  });

  it("recreates what somebody deleted by hand, and mends what named it", async () => {
    const alarm = theOne(alarmType);
    bench.cloud.lose(alarm);
    expect(await engine.refresh()).toMatchObject([{ verb: "delete", urn: alarm.urn }]);
    const before = bench.cloud.changes.length;
    await engine.up();
    const changes = bench.cloud.changes.slice(before);
    expect(changes[0]).toBe(`create ${alarmType} ${alarm.urn.split("::").at(-1)}`);
    expect(changes.slice(1).filter((change) => !/^update .*:(?:CompositeAlarm|Dashboard) /u.test(change))).toEqual([]);
    expect(await engine.preview()).toEqual([]);
  });

  it("does not get a policy back by `up`, which compares with its state, but by `up --refresh`", async () => {
    const policy = theOne("aws:sqs/queuePolicy:QueuePolicy");
    bench.cloud.lose(policy);
    expect(await engine.up()).toEqual([]);
    expect(there()).not.toContain(policy.urn);
    await engine.preview({ expectNoChanges: true });
    // As `npm run drift` asks, and the workflow that runs it.
    const drift = { refresh: true, expectNoChanges: true };
    await expect(engine.preview(drift)).rejects.toThrow(
      "no changes were expected for preview but changes were proposed",
    );
    await engine.up({ refresh: true });
    expect(there()).toContain(policy.urn);
    expect(await engine.preview(drift)).toEqual([]);
  });

  it("is deleted in two goes when the first fails in the middle", async () => {
    breakAfter(60);
    await expect(engine.destroy()).rejects.toThrow("ServiceUnavailable");
    expect(await known()).toEqual(there());
    bench.cloud.outage = undefined;
    await engine.destroy();
    expect([await custom(), [...bench.cloud.resources.keys()]]).toEqual([[], []]);
  });
});
