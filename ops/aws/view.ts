import {
  type DescribeAlarmsCommandInput,
  paginateDescribeAlarmHistory,
  paginateDescribeAlarms,
  type MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";
import { metricNamespace, type MetricName } from "../../functions/shared/metric-catalogue.ts";
import type { Context } from "../context.ts";
import { readLogs } from "../core/logs/read-logs.ts";
import type { AlarmView, FunctionView, ViewPorts } from "../core/monitor/view.ts";
import { functionsOf } from "../functions.ts";
import type { Target } from "../target.ts";
import { hasWebhook } from "../webhook.ts";
import { consumerPorts } from "./consumers.ts";
import { readFunctionSettings } from "./function-settings.ts";
import { logPorts } from "./logs.ts";
import { queueDepth } from "./queues.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const noDepth = { waiting: 0, inFlight: 0, delayed: 0 } as const;
const failedMetric: MetricName = "RecordsFailed";

/** What `monitor` shows, from SQS, Lambda, CloudWatch and the webhook's log. */
export function viewPorts(target: Target, context: Pick<Context, "now" | "signal">): ViewPorts {
  const { clients, outputs } = target;
  const { now } = context;
  const mappings = consumerPorts(target, context);
  const queueName = (url: string): string => url.split("/").at(-1) ?? url;
  return {
    async depth({ queueUrl, deadLetterQueueUrl }) {
      const [queue, dead] = await Promise.all([
        queueUrl === undefined ? noDepth : queueDepth(clients.sqs, queueUrl),
        queueDepth(clients.sqs, deadLetterQueueUrl),
      ]);
      const { waiting, inFlight, delayed } = queue;
      return { waiting, inFlight, delayed, dead: dead.waiting + dead.inFlight };
    },
    mapping: (consumer) => mappings.state(consumer),
    async ages(sources) {
      const queries = sources.map(({ queueUrl, deadLetterQueueUrl }, index) =>
        query(`age${String(index)}`, "AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum", {
          QueueName: queueName(queueUrl ?? deadLetterQueueUrl),
        }),
      );
      const data = await metricData(target, queries, 10, now());
      const latest = sources.map(({ name }, index) => [name, data.get(`age${String(index)}`)?.[0]] as const);
      return Object.fromEntries(latest.flatMap(([name, age]) => (age === undefined ? [] : [[name, age]])));
    },
    async failedRecords(consumers, windowMinutes) {
      const { stage: Stage } = await readFunctionSettings(clients.lambda, outputs);
      const queries = consumers.map(({ name: Consumer }, index) =>
        query(`failed${String(index)}`, metricNamespace, failedMetric, "Sum", { Stage, Consumer }),
      );
      const data = await metricData(target, queries, windowMinutes, now());
      return Object.fromEntries(consumers.map(({ name }, index) => [name, sum(data.get(`failed${String(index)}`))]));
    },
    async functions(windowMinutes) {
      const functions = functionsOf(outputs);
      const queries = functions.flatMap((name) =>
        ["Invocations", "Errors"].map((metric) =>
          query(`${name}${metric}`, "AWS/Lambda", metric, "Sum", { FunctionName: outputs.functionNames[name] ?? name }),
        ),
      );
      const data = await metricData(target, queries, windowMinutes, now());
      return functions.map((name): FunctionView => ({
        name,
        invocations: sum(data.get(`${name}Invocations`)),
        errors: sum(data.get(`${name}Errors`)),
      }));
    },
    async alarms() {
      // The program names everything after its stack: `dev-orders-...`.
      const [prefix = ""] = /^.*?-(?=event-enricher)/u.exec(outputs.functionNames.eventEnricher) ?? [];
      const [rang, ...found] = await Promise.all([
        ringsSince(target, now() - day),
        describeAlarms(target, { AlarmNamePrefix: prefix, AlarmTypes: ["MetricAlarm"] }),
        // Named by the program after the project; only these alarms notify this stack's alert topic.
        describeAlarms(target, { ActionPrefix: outputs.alertTopicArn, AlarmTypes: ["CompositeAlarm"] }),
      ]);
      return found.flat().map((alarm) => {
        const rangAt = rang.get(alarm.name);
        return rangAt === undefined ? alarm : { ...alarm, rangAt };
      });
    },
    async latestEvents(windowMinutes) {
      const since = now() - windowMinutes * minute;
      const [source, said] = hasWebhook(outputs) ? ["stripeWebhook", "accepted"] : ["eventEnricher", "journaled"];
      const { lines } = await readLogs([source], { since, level: "info" }, logPorts(target, context.signal), {
        pattern: `{ $.message.message = "${said}" }`,
      });
      return lines.map(({ at, eventId = "", fields }) => ({ at, eventId, type: String(fields["type"]) }));
    },
    now,
  };
}

/** The last time (ISO) that each alarm of the account began to ring. */
async function ringsSince({ clients }: Target, since: number): Promise<ReadonlyMap<string, string>> {
  const last = new Map<string, string>();
  const history = {
    HistoryItemType: "StateUpdate" as const,
    StartDate: new Date(since),
    AlarmTypes: ["MetricAlarm" as const, "CompositeAlarm" as const],
    ScanBy: "TimestampAscending" as const,
  };
  for await (const { AlarmHistoryItems = [] } of paginateDescribeAlarmHistory(
    { client: clients.cloudWatch },
    history,
  )) {
    for (const { AlarmName = "", HistorySummary = "", Timestamp } of AlarmHistoryItems) {
      if (HistorySummary.endsWith("to ALARM") && Timestamp !== undefined) last.set(AlarmName, Timestamp.toISOString());
    }
  }
  return last;
}

async function describeAlarms({ clients }: Target, input: DescribeAlarmsCommandInput): Promise<AlarmView[]> {
  const alarms: AlarmView[] = [];
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of paginateDescribeAlarms(
    { client: clients.cloudWatch },
    input,
  )) {
    for (const alarm of [...MetricAlarms, ...CompositeAlarms]) {
      const { AlarmName: name = "", StateValue: state = "", StateReason: reason = "" } = alarm;
      alarms.push({ name, state, reason, meaning: alarm.AlarmDescription ?? "" });
    }
  }
  return alarms;
}

function query(
  id: string,
  namespace: string,
  metric: string,
  stat: string,
  dimensions: Readonly<Record<string, string>>,
): MetricDataQuery {
  return {
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: metric,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: 60,
      Stat: stat,
    },
  };
}

/** Values by query, the newest first. */
async function metricData(
  { clients }: Target,
  queries: MetricDataQuery[],
  minutes: number,
  now: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const { MetricDataResults: results = [] } = await clients.cloudWatch.getMetricData({
    MetricDataQueries: queries,
    StartTime: new Date(now - minutes * minute),
    EndTime: new Date(now),
    ScanBy: "TimestampDescending",
  });
  return new Map(results.map(({ Id = "", Values = [] }) => [Id, Values]));
}

function sum(values: readonly number[] = []): number {
  return values.reduce((total, value) => total + value, 0);
}
