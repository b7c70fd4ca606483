import {
  type DescribeAlarmsCommandInput,
  GetMetricDataCommand,
  paginateDescribeAlarms,
  type MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";
import type { Context } from "../context.ts";
import { readLogs } from "../core/logs/read-logs.ts";
import type { AlarmView, FunctionView, ViewPorts } from "../core/monitor/view.ts";
import { functionsOf } from "../functions.ts";
import type { Target } from "../target.ts";
import { consumerPorts } from "./consumers.ts";
import { logPorts } from "./logs.ts";
import { queueDepth } from "./queues.ts";

const minute = 60_000;

/** What `monitor` shows, from SQS, Lambda, CloudWatch and the webhook's log. */
export function viewPorts(target: Target, context: Pick<Context, "now" | "signal">): ViewPorts {
  const { clients, outputs } = target;
  const { now } = context;
  const mappings = consumerPorts(target, context);
  const queueName = (url: string): string => url.split("/").at(-1) ?? url;
  return {
    async depth({ queueUrl, deadLetterQueueUrl }) {
      const [queue, dead] = await Promise.all([
        queueDepth(clients.sqs, queueUrl),
        queueDepth(clients.sqs, deadLetterQueueUrl),
      ]);
      return { waiting: queue.waiting + queue.delayed, inFlight: queue.inFlight, dead: dead.waiting + dead.inFlight };
    },
    mapping: (consumer) => mappings.state(consumer),
    async ages(branches) {
      const queries = branches.map(({ queueUrl }, index) =>
        query(`age${String(index)}`, "AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum", {
          QueueName: queueName(queueUrl),
        }),
      );
      const data = await metricData(target, queries, 10, now());
      const latest = branches.map(({ name }, index) => [name, data.get(`age${String(index)}`)?.[0]] as const);
      return Object.fromEntries(latest.flatMap(([name, age]) => (age === undefined ? [] : [[name, age]])));
    },
    async functions(windowMinutes) {
      const functions = functionsOf(outputs);
      const queries = functions.flatMap((name) =>
        ["Invocations", "Errors"].map((metric) =>
          query(`${name}${metric}`, "AWS/Lambda", metric, "Sum", { FunctionName: outputs.functionNames[name] ?? name }),
        ),
      );
      const data = await metricData(target, queries, windowMinutes, now());
      const sum = (id: string): number => (data.get(id) ?? []).reduce((total, value) => total + value, 0);
      return functions.map((name): FunctionView => ({
        name,
        invocations: sum(`${name}Invocations`),
        errors: sum(`${name}Errors`),
      }));
    },
    async alarms() {
      // The program names everything after its stack: `dev-orders-...`.
      const [prefix = ""] = /^.*?-(?=stripe-webhook)/u.exec(outputs.functionNames.stripeWebhook) ?? [];
      const found = await Promise.all([
        describeAlarms(target, { AlarmNamePrefix: prefix, AlarmTypes: ["MetricAlarm"] }),
        // Named by the program after the project; only these alarms notify this stack's alert topic.
        describeAlarms(target, { ActionPrefix: outputs.alertTopicArn, AlarmTypes: ["CompositeAlarm"] }),
      ]);
      return found.flat();
    },
    async latestEvents(windowMinutes) {
      const since = now() - windowMinutes * minute;
      const { lines } = await readLogs(["stripeWebhook"], { since, level: "info" }, logPorts(target, context.signal), {
        pattern: '{ $.message.message = "accepted" }',
      });
      return lines.map(({ at, eventId = "", fields }) => ({ at, eventId, type: String(fields["type"]) }));
    },
    now,
  };
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
  const { MetricDataResults: results = [] } = await clients.cloudWatch.send(
    new GetMetricDataCommand({
      MetricDataQueries: queries,
      StartTime: new Date(now - minutes * minute),
      EndTime: new Date(now),
      ScanBy: "TimestampDescending",
    }),
  );
  return new Map(results.map(({ Id = "", Values = [] }) => [Id, Values]));
}
