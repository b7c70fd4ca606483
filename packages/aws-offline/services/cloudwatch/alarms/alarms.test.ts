import { describe, expect, it } from "vitest";
import { MetricStore } from "../metrics/store.ts";
import { mathQuery } from "../query/metric-query.ts";
import { Alarms } from "./alarms.ts";
import type { Alarm, CompositeAlarm, MetricAlarm } from "./definition.ts";
import type { Notification } from "./notification.ts";
import { alarmOperations } from "./operations.ts";

const start = Date.UTC(2026, 10, 25, 14);
const minute = 60_000;
const metric = { namespace: "Shop", name: "Failures", dimensions: {} };
const [topic, deafTopic] = ["arn:topic", "arn:deaf"];
const none = { ALARM: [], OK: [], INSUFFICIENT_DATA: [] };

const failures: MetricAlarm = {
  kind: "metric",
  name: "failures",
  arn: "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:failures",
  description: "It fails.",
  actions: none,
  queries: [{ id: "m1", metric, statistic: "Sum", periodSeconds: 60 }],
  watched: "m1",
  comparison: "GreaterThanOrEqualToThreshold",
  threshold: 2,
  evaluationPeriods: 3,
  datapointsToAlarm: 2,
  periodSeconds: 60,
  missingData: "notBreaching",
  described: { Namespace: "Shop", MetricName: "Failures" },
};

const anything: CompositeAlarm = {
  kind: "composite",
  name: "anything",
  arn: "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:anything",
  description: "Something rings.",
  actions: { ...none, ALARM: [topic], OK: [topic, deafTopic] },
  rule: 'ALARM("failures")',
};

const nobody = { kind: "operator", arn: "arn:nobody", sessionArn: "arn:nobody", accessKeyId: "" } as const;
const caller = { principal: nobody, signal: new AbortController().signal, requestId: "1" };

/** Alarms on a clock that stops until it is moved, faster than real by `scale`. */
function setUp(all: readonly Alarm[], scale = 1) {
  let now = start;
  const clock = { now: () => now, real: (wait: number) => wait / scale, scale, wait: () => Promise.resolve() };
  const store = new MetricStore(clock);
  const notifications: (Notification & { topicArn: string; alarmArn: string })[] = [];
  const alarms = new Alarms(all, {
    store,
    clock,
    region: "ap-southeast-1",
    notify: (topicArn, alarmArn, notification) => {
      notifications.push({ topicArn, alarmArn, ...notification });
      return Promise.resolve(topicArn === deafTopic ? "not authorized" : undefined);
    },
  });
  return {
    alarms,
    notifications,
    /** Lets failures happen in the next minute of the clock, and evaluates at its end. */
    pass: async (count: number, minutes = 1): Promise<void> => {
      for (let failure = 0; failure < count; failure += 1) {
        store.record({ ...metric, value: 1, unit: "Count", at: now + minute / scale / 2 });
      }
      now += (minutes * minute) / scale;
      await alarms.evaluate(now);
    },
    states: () => all.map(({ name }) => alarms.standing(name).state),
  };
}

describe("DescribeAlarms", () => {
  it("gives those whose actions begin with a prefix, of the types asked for", async () => {
    const { DescribeAlarms } = alarmOperations(
      setUp([failures, anything, { ...anything, name: "mute", actions: none }]).alarms,
    );
    const named = async (input: Record<string, unknown>) => {
      const response = await DescribeAlarms?.({ AlarmTypes: ["MetricAlarm", "CompositeAlarm"], ...input }, caller);
      const { MetricAlarms, CompositeAlarms } = response as Record<string, { AlarmName: string }[]>;
      return [...(MetricAlarms ?? []), ...(CompositeAlarms ?? [])].map(({ AlarmName }) => AlarmName);
    };
    expect(await named({})).toEqual(["failures", "anything", "mute"]);
    expect(await named({ ActionPrefix: deafTopic })).toEqual(["anything"]);
    expect(await named({ ActionPrefix: topic, AlarmTypes: ["MetricAlarm"] })).toEqual([]);
  });
});

describe.each([1, 60, 7])("on a clock %s times as fast, an alarm of two of three minutes", (scale) => {
  it("begins without data, rings when two breach, and is quiet when they have passed", async () => {
    const { pass, states } = setUp([failures, anything], scale);
    expect(states()).toEqual(["INSUFFICIENT_DATA", "INSUFFICIENT_DATA"]);
    await pass(0);
    expect(states()).toEqual(["OK", "OK"]);
    await pass(5);
    expect(states()).toEqual(["OK", "OK"]);
    await pass(1);
    expect(states()).toEqual(["OK", "OK"]);
    await pass(2);
    expect(states()).toEqual(["ALARM", "ALARM"]);
    await pass(0, 3);
    expect(states()).toEqual(["OK", "OK"]);
  });
});

describe("a change", () => {
  it("notifies the topics of the state that is reached, in CloudWatch's form", async () => {
    const { pass, notifications } = setUp([failures, anything]);
    await pass(2);
    await pass(2);
    const [quiet, alsoQuiet, rings, ...others] = notifications;
    expect([quiet, alsoQuiet, rings, others]).toMatchObject([
      { topicArn: topic, subject: 'OK: "anything" in Asia Pacific (Singapore)' },
      { topicArn: deafTopic, subject: 'OK: "anything" in Asia Pacific (Singapore)' },
      { topicArn: topic, subject: 'ALARM: "anything" in Asia Pacific (Singapore)' },
      [],
    ]);
    expect(JSON.parse(rings?.message ?? "")).toEqual({
      AlarmName: "anything",
      AlarmDescription: "Something rings.",
      AWSAccountId: "000000000000",
      NewStateValue: "ALARM",
      NewStateReason: `${failures.arn} transitioned to ALARM at Wednesday 25 November, 2026 14:02:00 UTC`,
      StateChangeTime: "2026-11-25T14:02:00.000+0000",
      Region: "Asia Pacific (Singapore)",
      AlarmArn: anything.arn,
      OldStateValue: "OK",
      OKActions: [topic, deafTopic],
      AlarmActions: [topic],
      InsufficientDataActions: [],
      AlarmRule: 'ALARM("failures")',
      triggeringAlarms: [{ arn: failures.arn, state: { value: "ALARM", timestamp: "2026-11-25T14:02:00.000+0000" } }],
    });
  });

  it("is explained in CloudWatch's words", async () => {
    const { pass, alarms } = setUp([failures]);
    await pass(2);
    await pass(3);
    expect(alarms.standing("failures").reason).toBe(
      "Threshold Crossed: 2 out of the last 2 datapoints [3.0 (25/11/26 14:01:00), 2.0 (25/11/26 14:00:00)] were greater than or equal to the threshold (2.0) (minimum 2 datapoints for OK -> ALARM transition).",
    );
    await pass(0, 6);
    expect(alarms.standing("failures").reason).toBe(
      "Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [NonBreaching].",
    );
  });

  it("is in the history, with what became of its message", async () => {
    const { pass, alarms } = setUp([failures, anything]);
    await pass(0);
    expect(alarms.history.items.map(({ alarm, summary }) => `${alarm.name}: ${summary}`)).toEqual([
      "failures: Alarm updated from INSUFFICIENT_DATA to OK",
      "anything: Alarm updated from INSUFFICIENT_DATA to OK",
      "anything: Successfully executed action arn:topic",
      'anything: Failed to execute action arn:deaf. Received error: "not authorized"',
    ]);
  });

  it("can be made by hand, until the next evaluation", async () => {
    const { pass, alarms, states } = setUp([failures, anything]);
    await alarms.setState("failures", { state: "ALARM", reason: "a try", reasonData: {} });
    expect(states()).toEqual(["ALARM", "ALARM"]);
    await pass(0);
    expect(states()).toEqual(["OK", "OK"]);
    await alarms.setState("anything", { state: "ALARM", reason: "a try", reasonData: {} });
    await pass(0);
    expect(states()).toEqual(["OK", "ALARM"]);
    await expect(alarms.setState("nobody", { state: "OK", reason: "", reasonData: {} })).rejects.toThrow("nobody");
  });
});

describe("alarms", () => {
  it("may watch metric math, and the absence of anything", async () => {
    const total: MetricAlarm = {
      ...failures,
      name: "total",
      queries: [...failures.queries, mathQuery("all", "FILL(m1, 0) * 2")],
      watched: "all",
      threshold: 3,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
    };
    const silence: MetricAlarm = {
      ...failures,
      name: "silence",
      comparison: "LessThanThreshold",
      threshold: 1,
      periodSeconds: 300,
      queries: [{ id: "m1", metric, statistic: "Sum", periodSeconds: 300 }],
      evaluationPeriods: 2,
      datapointsToAlarm: 2,
      missingData: "breaching",
    };
    const { pass, states } = setUp([total, silence]);
    await pass(0);
    expect(states()).toEqual(["OK", "ALARM"]);
    await pass(2);
    expect(states()).toEqual(["ALARM", "OK"]);
    await pass(1);
    expect(states()).toEqual(["OK", "OK"]);
    await pass(0, 25);
    expect(states()).toEqual(["OK", "ALARM"]);
  });

  it("may watch composite ones, which follow at once", async () => {
    const both: CompositeAlarm = { ...anything, name: "both", rule: 'ALARM("anything") AND NOT OK("failures")' };
    const { pass, states } = setUp([both, failures, anything]);
    await pass(2);
    await pass(2);
    expect(states()).toEqual(["ALARM", "ALARM", "ALARM"]);
    await pass(0, 5);
    expect(states()).toEqual(["OK", "OK", "OK"]);
  });

  it("are refused when a rule names one that is not there", () => {
    expect(() => setUp([anything])).toThrow("anything: its rule names the alarm failures, which is not there");
  });
});
