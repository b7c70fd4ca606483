import { AwsError, notSupported } from "../../gateway/aws-error.ts";
import type { AwsService, Input, Operation } from "../../gateway/types.ts";
import { isObject, reader } from "../input.ts";
import { paginate } from "../paginate.ts";
import type { AlarmSummary, CloudWatchPort, QueueGauge } from "./port.ts";

const read = reader("InvalidParameterValue");
const mostAlarms = 100;

/** CloudWatch as far as `ops monitor` reads it: the declared alarms, and some metrics of queues and functions. */
export function createCloudWatch(port: CloudWatchPort): AwsService {
  const operations: Record<string, Operation> = {
    DescribeAlarms(input) {
      refuse("DescribeAlarms", input, [
        "AlarmNames",
        "AlarmNamePrefix",
        "AlarmTypes",
        "StateValue",
        "MaxRecords",
        "NextToken",
      ]);
      const names = new Set(read.texts(input, "AlarmNames"));
      const prefix = read.optionalText(input, "AlarmNamePrefix") ?? "";
      const asked = read.texts(input, "AlarmTypes");
      const types = new Set(asked.length === 0 ? ["MetricAlarm"] : asked);
      const state = read.optionalText(input, "StateValue") ?? unknownState;
      const fits = ({ name, kind }: AlarmSummary): boolean =>
        (names.size === 0 || names.has(name)) &&
        name.startsWith(prefix) &&
        types.has(kind === "metric" ? "MetricAlarm" : "CompositeAlarm") &&
        state === unknownState;
      const limit = read.optionalNumber(input, "MaxRecords") ?? mostAlarms;
      const { page, ...more } = paginate(port.alarms().filter(fits), limit, read.optionalText(input, "NextToken"));
      const of = (kind: AlarmSummary["kind"]): object[] => page.filter((alarm) => alarm.kind === kind).map(describe);
      return { MetricAlarms: of("metric"), CompositeAlarms: of("composite"), ...more };
    },
    async GetMetricData(input) {
      refuse("GetMetricData", input, ["MetricDataQueries", "StartTime", "EndTime", "ScanBy"]);
      const window = { from: time(input, "StartTime"), to: time(input, "EndTime") };
      const queues = await port.queues();
      const queries = read.objects(input, "MetricDataQueries");
      return { MetricDataResults: queries.map((query) => answer(query, window, queues, port)), Messages: [] };
    },
  };
  return {
    name: "cloudwatch",
    protocol: { kind: "json", version: "1.0", targetPrefix: "GraniteServiceVersion20100801" },
    operations,
    access: (action) => [{ action: `cloudwatch:${action}`, resource: "*" }],
  };
}

const unknownState = "INSUFFICIENT_DATA";

function describe({ name, arn, description, details }: AlarmSummary): object {
  return {
    AlarmName: name,
    AlarmArn: arn,
    AlarmDescription: description,
    ActionsEnabled: true,
    StateValue: unknownState,
    StateReason: "The offline run does not evaluate alarms.",
    ...details,
  };
}

interface Window {
  readonly from: number;
  readonly to: number;
}

/** Datapoints with the time of their period's start, the newest first. */
function answer(query: Input, { from, to }: Window, queues: readonly QueueGauge[], port: CloudWatchPort): object {
  const stat = read.optionalObject(query, "MetricStat");
  const metric = stat === undefined ? undefined : read.optionalObject(stat, "Metric");
  if (stat === undefined || metric === undefined) throw notSupported("cloudwatch:GetMetricData with Expression");
  const [namespace, name] = [read.text(metric, "Namespace"), read.text(metric, "MetricName")];
  const period = 1000 * (read.optionalNumber(stat, "Period") ?? 60);
  const id = read.text(query, "Id");
  const points: [at: number, value: number][] = [];
  if (namespace === "AWS/SQS") {
    const value = gauge(
      name,
      queues.find((queue) => queue.name === dimension(metric, "QueueName")),
    );
    // What is known of a queue is known of now only.
    if (value !== undefined) points.push([Math.floor((to - 1) / period) * period, value]);
  } else if (namespace === "AWS/Lambda") {
    for (let at = Math.floor((to - 1) / period) * period; at + period > from; at -= period) {
      const { count, errors } = port.invocations(dimension(metric, "FunctionName"), at, at + period);
      const value = { Invocations: count, Errors: errors, Throttles: 0 }[name];
      if (value === undefined) throw notSupported(`cloudwatch:GetMetricData of ${namespace} ${name}`);
      if (count > 0) points.push([at, value]);
    }
  } else {
    throw notSupported(`cloudwatch:GetMetricData of ${namespace}`);
  }
  return {
    Id: id,
    Label: name,
    StatusCode: "Complete",
    Timestamps: points.map(([at]) => at / 1000),
    Values: points.map(([, value]) => value),
  };
}

function gauge(name: string, queue: QueueGauge | undefined): number | undefined {
  const { visible = 0, inFlight = 0, delayed = 0, oldestSentAt } = queue ?? {};
  const now = Date.now();
  switch (name) {
    case "ApproximateNumberOfMessagesVisible":
      return visible;
    case "ApproximateNumberOfMessagesNotVisible":
      return inFlight;
    case "ApproximateNumberOfMessagesDelayed":
      return delayed;
    case "ApproximateAgeOfOldestMessage":
      return oldestSentAt === undefined ? 0 : Math.max(0, Math.round((now - oldestSentAt) / 1000));
    default:
      throw notSupported(`cloudwatch:GetMetricData of AWS/SQS ${name}`);
  }
}

function dimension(metric: Input, name: string): string {
  const found = read.objects(metric, "Dimensions").find((one) => one["Name"] === name);
  if (found !== undefined) return read.text(found, "Value");
  throw new AwsError("InvalidParameterValue", `The dimension ${name} is missing`);
}

/** Epoch milliseconds of a timestamp as the wire has it: seconds, or an ISO text. */
function time(input: Input, name: string): number {
  const value = input[name];
  const at = typeof value === "number" ? value * 1000 : Date.parse(String(value));
  if (Number.isNaN(at)) throw new AwsError("InvalidParameterValue", `The parameter ${name} must be a timestamp`);
  return at;
}

function refuse(action: string, input: Input, known: readonly string[]): void {
  if (!isObject(input)) return;
  const unknown = Object.keys(input).find((name) => !known.includes(name));
  if (unknown !== undefined) throw notSupported(`cloudwatch:${action} with ${unknown}`);
}
