import { readdir, readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import type { ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
import { textOutput } from "../../packages/aws-offline/graph/resource-graph.ts";
import {
  compositeAlarmType,
  dashboardType,
  metricAlarmType,
} from "../../packages/aws-offline/services/cloudwatch/resources.ts";
import { functionType } from "../../packages/aws-offline/services/lambda/resources.ts";
import { metricNamespace } from "../../functions/shared/metric-catalogue.ts";
import { leanMetrics } from "../../functions/shared/metrics.ts";
import {
  inboxAlarmMetrics,
  lean,
  partnerAlarmMetrics,
  reconcileAlarmMetrics,
  rolloutAlarmMetrics,
  webhookAlarmMetrics,
} from "../../ops/core/costs/fixed.ts";
import { readCounts } from "../../ops/core/costs/counts.ts";
import { evaluate } from "../support/evaluate.ts";
import { parseDashboardBody, type ReadMetric } from "./dashboard-body.ts";
import { emittedMetrics, faultOf } from "./emitted.ts";

type Alarm = ReturnType<typeof alarmsIn>[number];
const alarmsIn = (graph: ResourceGraph) => graph.of(metricAlarmType);

const root = new URL("../../", import.meta.url);
const kindOf = ({ inputs }: Alarm): string =>
  /Runbook: docs\/runbooks\/(?<kind>[\w-]+)\.md$/u.exec(inputs.alarmDescription)?.groups?.["kind"] ?? "none";

let graph: ResourceGraph;
let alarms: readonly Alarm[];
let runbooks: readonly string[];
beforeAll(async () => {
  graph = await evaluate({
    settings: {
      queueDepthAlarm: "77",
      queueAgeAlarmSeconds: "444",
      heartbeatHours: "5",
      reconcileHours: "3",
      rollout: "canary",
    },
  });
  alarms = alarmsIn(graph);
  const files = await readdir(new URL("docs/runbooks", root));
  runbooks = files.filter((file) => file !== "README.md").map((file) => file.replace(/\.md$/u, ""));
});

function ofKind(kind: string): Alarm[] {
  const found = alarms.filter((alarm) => kindOf(alarm) === kind);
  if (found.length === 0) throw new Error(`there is no alarm of the kind ${kind}`);
  return found;
}

/** The metrics that an alarm reads, whether one or several under metric math. */
function metricsOf({ name: where, inputs }: Alarm): ReadMetric[] {
  const single = { ...inputs, stat: inputs.extendedStatistic ?? inputs.statistic };
  const several = inputs.metricQueries?.flatMap(({ metric }) => metric ?? []);
  return (several ?? [single]).map(({ namespace = "", metricName = "", dimensions = {}, stat = "" }) => ({
    where,
    namespace,
    name: metricName,
    dimensions,
    anyOf: [],
    statistic: stat,
  }));
}

describe("runbooks", () => {
  it("are there for every alarm, and every one has an alarm", () => {
    const kinds = new Set(alarms.map(kindOf));
    expect([...kinds].toSorted()).toEqual(runbooks.toSorted());
  });

  it("say what happened, how to confirm, how to fix and how to verify", async () => {
    for (const runbook of runbooks) {
      const text = await readFile(new URL(`docs/runbooks/${runbook}.md`, root), "utf8");
      const headings = [...text.matchAll(/^## (?<title>.+)$/gmu)].map(({ groups }) => groups?.["title"]);
      expect(headings, runbook).toEqual(["What happened", "Confirm", "Fix", "Verify"]);
    }
  });

  it("are in the index with the severity of their alarms", async () => {
    const index = await readFile(new URL("docs/runbooks/README.md", root), "utf8");
    const rows = [...index.matchAll(/^\| \[(?<kind>[\w-]+)\]\(\k<kind>\.md\) \|.*\| (?<severity>\w+) \|$/gmu)];
    const listed = rows.map(({ groups }) => `${groups?.["kind"] ?? ""} ${groups?.["severity"] ?? ""}`);
    const real = new Set(alarms.map((alarm) => `${kindOf(alarm)} ${severityOf(alarm)}`));
    expect(listed.toSorted()).toEqual([...real].toSorted());
  });

  it("link only to pages that are there, and so do the dashboards", async () => {
    const texts = await Promise.all(
      ["README", ...runbooks].map((name) => readFile(new URL(`docs/runbooks/${name}.md`, root), "utf8")),
    );
    const linked = texts.flatMap((text) => [...text.matchAll(/\]\((?<kind>[\w-]+)\.md\)/gu)]);
    const bodies = graph.of(dashboardType).map(({ inputs }) => parseDashboardBody(inputs.dashboardBody));
    const shown = bodies
      .flatMap(({ widgets }) => widgets.flatMap((each) => (each.type === "text" ? [each.properties.markdown] : [])))
      .flatMap((text) => [...text.matchAll(/\]\(docs\/runbooks\/(?<kind>[\w-]+)\.md\)/gu)]);
    const kinds = [...linked, ...shown].map(({ groups }) => groups?.["kind"] ?? "");
    expect(shown.length).toBeGreaterThan(10);
    expect(kinds.filter((kind) => !runbooks.includes(kind))).toEqual([]);
  });
});

function severityOf(alarm: Alarm): string {
  // What notifies on its own is critical.
  if (alarm.inputs.alarmActions !== undefined) return "critical";
  const holders = graph
    .of(compositeAlarmType)
    .filter(({ inputs }) => inputs.alarmRule.includes(`ALARM("${textOutput(alarm, "name")}")`));
  // What notifies nobody takes a new version back.
  return holders.map(({ name }) => name.replace("-alarms", "")).join(" and ") || "rollback";
}

describe("alarms", () => {
  it("read only what is emitted, by the dimensions and statistics that it is emitted by", async () => {
    const metrics = alarms.flatMap(metricsOf);
    expect(metrics.flatMap((metric) => faultOf(metric) ?? [])).toEqual([]);
    const emitted = await emittedMetrics();
    const business = metrics.filter(({ namespace }) => !namespace.startsWith("AWS/"));
    expect(business.filter(({ name }) => !emitted.has(name))).toEqual([]);
  });

  it("say what they mean in one sentence, and use at most ten metrics", () => {
    for (const alarm of alarms) {
      const [meaning = "", more] = alarm.inputs.alarmDescription.split(" Runbook: ");
      expect(meaning, alarm.name).toMatch(/^[A-Z0-9][^\n]{20,}[^.]\.$/u);
      expect(more, alarm.name).toBeDefined();
      expect(alarm.inputs.metricQueries?.length ?? 0, alarm.name).toBeLessThanOrEqual(10);
    }
  });

  it("are of one metric, or of metric math whose every id is there and of which one result is returned", () => {
    for (const { name, inputs } of alarms) {
      const queries = inputs.metricQueries;
      expect((queries === undefined) !== (inputs.metricName === undefined), name).toBe(true);
      if (queries === undefined) continue;
      const ids = queries.map(({ id }) => id);
      expect(new Set(ids).size, name).toBe(ids.length);
      const used = queries.flatMap(({ expression }) => expression?.match(/\b[a-z]\w*\b/gu) ?? []);
      expect(ids, name).toEqual(expect.arrayContaining(used));
      expect(queries.filter(({ returnData }) => returnData).length, name).toBe(1);
    }
  });

  it("are priced by each metric that they read", async () => {
    const { resources } = await readCounts();
    // Off unless they are set.
    const usual = alarms.filter(({ name }) => !/^(?:heartbeat|missing-events|reconcile-|mails-)/u.test(name));
    expect(usual.flatMap(metricsOf)).toHaveLength(resources.alarmMetrics);
    const counted = alarms.filter(({ name }) => /^(?:missing-events|reconcile-)/u.test(name));
    expect(counted.flatMap(metricsOf)).toHaveLength(reconcileAlarmMetrics);
    expect(alarms.filter(({ name }) => name.startsWith("mails-")).flatMap(metricsOf)).toHaveLength(rolloutAlarmMetrics);
    const countOf = async (settings: Record<string, string>): Promise<number> =>
      alarmsIn(await evaluate({ settings })).flatMap(metricsOf).length;
    const partner = { stripeEventSource: "aws.partner/stripe.com/ed_1example" };
    const both = resources.alarmMetrics + partnerAlarmMetrics;
    expect(await countOf(partner)).toBe(both);
    expect(await countOf({ ...partner, webhook: "off" })).toBe(both - webhookAlarmMetrics);
    expect(await countOf({ warehouseInbox: "false" })).toBe(resources.alarmMetrics - inboxAlarmMetrics);
  });

  it("are under lean monitoring those that say what is lost, stuck or refused, and no other metric is counted", async () => {
    const declared = await evaluate({
      settings: { monitoring: "lean", heartbeatHours: "5", reconcileHours: "3" },
    });
    const watched = alarmsIn(declared);
    const full = new Set(alarms.map(({ name }) => name));
    expect(watched.filter(({ name }) => !full.has(name))).toEqual([]);
    const counted = watched.flatMap(metricsOf).filter(({ namespace }) => namespace === metricNamespace);
    for (const { name, dimensions } of counted) {
      expect(leanMetrics.get(name), name).toBe(Object.keys(dimensions).length - 1);
    }
    expect(new Set(counted.map(({ name }) => name))).toEqual(new Set(leanMetrics.keys()));
    const ofFunctions = declared.of(functionType).map(({ inputs }) => inputs.environment?.variables["MONITORING"]);
    expect(new Set(ofFunctions)).toEqual(new Set(["lean"]));
  });

  it("are under lean monitoring as many as its costs say", async () => {
    const { alarmMetrics, compositeAlarms, dashboards, ...parts } = lean;
    const dev = await evaluate({ settings: { monitoring: "lean" } });
    expect(alarmsIn(dev).flatMap(metricsOf)).toHaveLength(alarmMetrics);
    expect(dev.of(compositeAlarmType)).toHaveLength(compositeAlarms);
    expect(dev.of(dashboardType)).toHaveLength(dashboards);
    const countOf = async (settings: Record<string, string>): Promise<number> =>
      alarmsIn(await evaluate({ settings: { monitoring: "lean", ...settings } })).flatMap(metricsOf).length;
    expect(await countOf({ reconcileHours: "3" })).toBe(alarmMetrics + parts.reconcileAlarmMetrics);
    expect(await countOf({ warehouseInbox: "false" })).toBe(alarmMetrics - parts.inboxAlarmMetrics);
    const off = { webhook: "off", stripeEventSource: "aws.partner/stripe.com/ed_1example" };
    expect(await countOf(off)).toBe(alarmMetrics - parts.webhookAlarmMetrics);
  });

  it("look back over windows that CloudWatch allows", () => {
    const day = 24 * 60 * 60;
    for (const { name, inputs } of alarms) {
      const period = inputs.period ?? inputs.metricQueries?.find(({ metric }) => metric)?.metric?.period ?? 0;
      const longest = period >= 60 * 60 ? 7 * day : day;
      expect(period * inputs.evaluationPeriods, name).toBeLessThanOrEqual(longest);
      expect(inputs.datapointsToAlarm ?? 0, name).toBeLessThanOrEqual(inputs.evaluationPeriods);
    }
  });

  it("take missing data for good, except the heartbeat, which rings because nothing comes", () => {
    const breaching = alarms.filter(({ inputs }) => inputs.treatMissingData === "breaching");
    expect(breaching.map(({ name }) => name)).toEqual(["heartbeat"]);
  });

  it("never look at the average of a latency", () => {
    const timed = alarms.filter((alarm) => metricsOf(alarm).some(({ name }) => /Latency|Duration|Delay/u.test(name)));
    expect(timed.length).toBeGreaterThan(5);
    for (const { name, inputs } of timed) expect(inputs.extendedStatistic, name).toBe("p99");
  });
});

describe("thresholds", () => {
  it("are those of the settings", () => {
    for (const { inputs } of ofKind("queue-depth")) expect(inputs.threshold).toBe(77);
    for (const { inputs } of ofKind("queue-age")) expect(inputs.threshold).toBe(444);
    for (const { inputs } of ofKind("event-delay")) expect(inputs.threshold).toBe(444);
    expect(ofKind("heartbeat").map(({ inputs }) => [inputs.period, inputs.evaluationPeriods])).toEqual([[3600, 5]]);
  });

  it("are 80 % of each function's own time-out", () => {
    for (const alarm of ofKind("function-duration")) {
      const handler = graph
        .of(functionType)
        .find((each) => textOutput(each, "name") === alarm.inputs.dimensions?.["FunctionName"]);
      expect(alarm.inputs.threshold, alarm.name).toBe(800 * (handler?.inputs.timeout ?? Number.NaN));
    }
  });
});

describe("what is watched", () => {
  const deadLetterQueues = ["archive", "email", "inspection", "inventory", "mail-outcome", "orders", "warehouse-inbox"];
  const branches = ["archive", "email", "inventory", "mail-outcome", "orders", "warehouse-inbox"];
  const consumers = ["email", "inventory", "orders"];
  const functions = [...branches, "reconcile", "webhook"].toSorted();

  it.each([
    ["queue-depth", branches],
    ["queue-age", branches],
    ["dead-letters", deadLetterQueues],
    ["event-delay", consumers],
    ["failed-records", consumers],
    ["function-errors", functions],
    ["function-throttles", functions],
    ["function-duration", functions],
    ["rule-failures", [...consumers, "inspection"]],
    ["table-throttles", ["email", "inventory", "journal", "orders"]],
    ["table-errors", ["email", "inventory", "journal", "orders"]],
  ])("by %s alarms is each of %j, under a name of its own", (kind, what) => {
    const found = ofKind(kind);
    expect(found.map(({ name }) => name).toSorted()).toEqual(what.map((each) => `${each}-${kind}`).toSorted());
    expect(new Set(found.map((alarm) => JSON.stringify(metricsOf(alarm)))).size).toBe(found.length);
  });
});

describe("the composite alarms", () => {
  it("hold every alarm once but those that notify on their own, which no other may mask, or nobody", () => {
    const composites = graph.of(compositeAlarmType);
    expect(composites.map(({ name }) => name)).toEqual(["critical-alarms", "warning-alarms"]);
    for (const { inputs } of composites) {
      const topics: readonly string[] = [...inputs.alarmActions, ...inputs.okActions];
      expect(topics).toEqual([graph.outputs["alertTopicArn"], graph.outputs["alertTopicArn"]]);
      const children = inputs.alarmRule.split(" OR ");
      expect(children.length).toBeLessThanOrEqual(100);
    }
    const silent = alarms.filter((alarm) => !["critical", "warning"].includes(severityOf(alarm)));
    expect(silent.map(kindOf)).toEqual(["mail-balance", "mail-balance"]);
    const all = composites.flatMap(({ inputs }) => inputs.alarmRule.split(" OR "));
    const alone = alarms.filter(({ inputs }) => inputs.alarmActions !== undefined);
    expect(new Set(alone.map(kindOf))).toEqual(
      new Set([
        "api-errors",
        "dead-letters",
        "heartbeat",
        "refused-signatures",
        "topic-losses",
        "warehouse-dead-letters",
        "warehouse-losses",
      ]),
    );
    for (const { name, inputs } of alone) {
      expect([inputs.alarmActions, inputs.okActions], name).toEqual([
        [graph.outputs["alertTopicArn"]],
        [graph.outputs["alertTopicArn"]],
      ]);
      expect(
        all.filter((child) => child.includes(`-${name}-`)),
        name,
      ).toEqual([]);
    }
    expect(all).toHaveLength(alarms.length - alone.length - silent.length);
  });

  it("stay within CloudWatch's limits for a stack name of 24 characters", () => {
    for (const { inputs } of graph.of(compositeAlarmType)) {
      const longer = inputs.alarmRule.replaceAll('("dev-', `("${"s".repeat(24)}-`);
      expect(longer.length).toBeLessThanOrEqual(10_240);
    }
  });
});
