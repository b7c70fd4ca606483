import { beforeAll, describe, expect, it } from "vitest";
import { metricCatalogue } from "../../functions/shared/metric-catalogue.ts";
import { textOutput, type ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
import { dashboardType, metricAlarmType } from "../../packages/aws-offline/services/cloudwatch/resources.ts";
import { queryDefinitionType } from "../../packages/aws-offline/services/logs/resources.ts";
import { functionType } from "../../packages/aws-offline/services/lambda/resources.ts";
import { evaluate } from "../support/evaluate.ts";
import { metricsOf, parseDashboardBody, type DashboardBody } from "./dashboard-body.ts";
import { emittedMetrics, faultOf } from "./emitted.ts";

let graph: ResourceGraph;
let bodies: ReadonlyMap<string, DashboardBody>;
beforeAll(async () => {
  graph = await evaluate({
    settings: { queueDepthAlarm: "77", queueAgeAlarmSeconds: "444", heartbeatHours: "5" },
  });
  bodies = new Map(graph.of(dashboardType).map(({ name, inputs }) => [name, parseDashboardBody(inputs.dashboardBody)]));
});

function body(name: string): DashboardBody {
  const found = bodies.get(`${name}-dashboard`);
  if (found === undefined) throw new Error(`there is no dashboard ${name}`);
  return found;
}

function titlesOf(name: string): string[] {
  return body(name).widgets.flatMap((widget) => (widget.type === "text" ? [] : [widget.properties.title]));
}

function limitsOf(title: string): number[] {
  return body("operations").widgets.flatMap((widget) => {
    if (widget.type !== "metric" || widget.properties.title !== title) return [];
    if (widget.properties.view !== "timeSeries") return [];
    return (widget.properties.annotations?.horizontal ?? []).map(({ value }) => value);
  });
}

describe("dashboards", () => {
  it("are two per stack, in CloudWatch's structure, within its quotas", () => {
    expect([...bodies.keys()]).toEqual(["business-dashboard", "operations-dashboard"]);
    for (const [name, { widgets }] of bodies) {
      const metrics = widgets.flatMap((each) => (each.type === "metric" ? each.properties.metrics : []));
      expect(metrics.length, name).toBeLessThanOrEqual(2500);
    }
  });

  it("read like a page: no widget covers another or leaves the grid", () => {
    for (const [name, { widgets }] of bodies) {
      for (const [index, one] of widgets.entries()) {
        expect(one.x + one.width, name).toBeLessThanOrEqual(24);
        const covered = widgets
          .slice(index + 1)
          .filter((other) => one.x < other.x + other.width && other.x < one.x + one.width)
          .filter((other) => one.y < other.y + other.height && other.y < one.y + one.height);
        expect(covered, name).toEqual([]);
      }
    }
  });

  it("have each id in a widget once, and no id in an expression that the widget lacks", () => {
    for (const { widgets } of bodies.values()) {
      for (const widget of widgets) {
        if (widget.type !== "metric") continue;
        const last = widget.properties.metrics.map((row) => row.at(-1)).filter((each) => typeof each === "object");
        const ids = last.flatMap((each) => each.id ?? []);
        expect(new Set(ids).size, widget.properties.title).toBe(ids.length);
        const expressions = last.flatMap((each) => ("expression" in each ? [each.expression] : []));
        const used = expressions
          .filter((each) => !each.startsWith("SEARCH"))
          .flatMap((each) => each.match(/\b[a-z]\w*\b/gu) ?? []);
        expect(ids, widget.properties.title).toEqual(expect.arrayContaining(used));
      }
    }
  });

  it("read only what is emitted, by the dimensions and statistics that it is emitted by", () => {
    const metrics = [...bodies.values()].flatMap(metricsOf);
    expect(metrics.length).toBeGreaterThan(100);
    expect(metrics.flatMap((metric) => faultOf(metric) ?? [])).toEqual([]);
  });

  it("show every metric of the catalogue, and the functions emit every one", async () => {
    const shown = new Set([...bodies.values()].flatMap(metricsOf).map(({ name }) => name));
    const emitted = await emittedMetrics();
    const catalogue = Object.keys(metricCatalogue);
    expect(catalogue.filter((name) => !shown.has(name))).toEqual([]);
    expect(catalogue.filter((name) => !emitted.has(name))).toEqual([]);
  });
});

describe("the operations dashboard", () => {
  it("begins with the alarms that ring, all of them", () => {
    const [, first] = body("operations").widgets;
    if (first?.type !== "alarm") throw new Error("the second widget does not show alarms");
    const arns = graph.of(metricAlarmType).map((alarm) => textOutput(alarm, "arn"));
    expect(first.properties.alarms.toSorted()).toEqual(arns.toSorted());
  });

  it("draws the thresholds of the settings and of the alarms", () => {
    expect(limitsOf("Messages waiting")).toEqual([77]);
    expect(limitsOf("Age of the oldest message")).toEqual([444]);
    expect(limitsOf("Delay, p99")).toEqual([444]);
    expect(limitsOf("Function's duration")).toEqual([8000]);
    expect(limitsOf("Duration, p99")).toEqual([8000, 24_000]);
    const thresholds = new Set(graph.of(metricAlarmType).map(({ inputs }) => inputs.threshold));
    const drawn = titlesOf("operations").flatMap(limitsOf);
    expect(drawn.filter((value) => !thresholds.has(value))).toEqual([]);
  });

  it("follows an event's way, with every queue, function, topic, rule and table on it", () => {
    const titles = body("operations").widgets.flatMap((widget) =>
      widget.type === "text" ? (/^## (?<title>.+)/u.exec(widget.properties.markdown)?.groups?.["title"] ?? []) : [],
    );
    expect(titles).toEqual([
      "order-processing-system dev: operations",
      "Webhook",
      "Delay from acceptance to application",
      "Queues",
      "Functions",
      "Records",
      "Topics",
      "Pipe, bus and archive",
      "E-mail",
      "Tables",
    ]);
    const names = new Set(metricsOf(body("operations")).flatMap(({ dimensions }) => Object.values(dimensions)));
    const types = new Set([
      "aws:sqs/queue:Queue",
      "aws:lambda/function:Function",
      "aws:cloudwatch/eventRule:EventRule",
      "aws:dynamodb/table:Table",
      "aws:pipes/pipe:Pipe",
    ]);
    const resources = graph.resources.filter(({ type }) => types.has(type));
    const unseen = resources.filter(({ outputs }) => !names.has(String(outputs["name"]))).map(({ name }) => name);
    // The inspection queue has no consumer; its dead letters are shown.
    expect(unseen).toEqual(["inspection-queue"]);
  });
});

describe("the business dashboard", () => {
  it("shows orders, revenue, e-mails, stock, refunds, disputes, events, duplicates and refusals", () => {
    expect(titlesOf("business")).toEqual([
      "Orders that became",
      "Orders by status",
      "Revenue by currency",
      "E-mails sent",
      "E-mails not sent",
      "E-mails that did not arrive",
      "Refunds and disputes",
      "Stock short",
      "Reservations",
      "Notices to the warehouse",
      "Messages of the warehouse",
      "Events by type",
      "Duplicates by consumer",
      "Out of the ordinary",
      "Refused by reason",
    ]);
  });
});

describe("saved log queries", () => {
  it("are in the stack's folder, over the logs of the functions that they ask", () => {
    const functions = graph.of(functionType);
    const logGroups = functions.map(({ inputs }) => inputs.loggingConfig.logGroup ?? "");
    const webhook = functions.find(({ name }) => name === "stripe-webhook");
    const folder = "order-processing-system-dev";
    const queries = graph.of(queryDefinitionType);
    expect(queries.map(({ inputs }) => [inputs.name, inputs.logGroupNames.toSorted()])).toEqual([
      [`${folder}/errors-by-function`, logGroups.toSorted()],
      [`${folder}/one-event`, logGroups.toSorted()],
      [`${folder}/refused-signatures`, [webhook?.inputs.loggingConfig.logGroup]],
      [`${folder}/slowest-invocations`, [webhook?.inputs.loggingConfig.logGroup]],
    ]);
    expect(webhook === undefined ? "" : textOutput(webhook, "name")).toMatch(/^dev-stripe-webhook-/u);
  });

  it("ask for fields that the logs have", () => {
    const text = graph
      .of(queryDefinitionType)
      .map(({ inputs }) => inputs.queryString)
      .join("\n");
    // What the functions write is Lambda's `message`; the platform's own records are `type` and `record`.
    const fields = text.match(/\b(?:message|record)\.[\w.]+/gu) ?? [];
    expect([...new Set(fields)].toSorted()).toEqual([
      "message.cause",
      "message.eventId",
      "message.message",
      "message.reason",
      "record.metrics.durationMs",
      "record.metrics.initDurationMs",
      "record.metrics.maxMemoryUsedMB",
      "record.requestId",
    ]);
  });
});
