import { AwsError } from "../../gateway/aws-error.ts";
import type { Access, AwsService, Input, Operation, Output } from "../../gateway/types.ts";
import { arn } from "../../arn.ts";
import { reader, refuseOthers } from "../../input.ts";
import type { Kms } from "../kms/kms.ts";
import { paginate } from "../../paginate.ts";
import { filterPattern } from "./filter-pattern.ts";
import { LogGroup, type LogEvent } from "./log-group.ts";

const read = reader("InvalidParameterException");

interface LogGroupDefinition {
  readonly name: string;
  readonly retentionDays?: number;
  readonly kmsKeyId?: string;
  readonly logGroupClass?: string;
}

/** CloudWatch Logs, as far as reading goes. */
export interface Logs {
  readonly service: AwsService;
  /** @throws AwsError when the group's key does not let CloudWatch Logs use it, as AWS refuses the group */
  createGroup(definition: LogGroupDefinition): { arn: string };
  /** A line of a function. A group that the program does not declare comes into being, as Lambda makes one. */
  append(line: { readonly group: string; readonly stream: string; readonly at: number; readonly text: string }): void;
}

const parameters: Readonly<Record<string, readonly string[]>> = {
  DescribeLogGroups: ["logGroupNamePrefix", "limit", "nextToken"],
  DescribeLogStreams: ["logGroupName", "logStreamNamePrefix", "orderBy", "descending", "limit", "nextToken"],
  FilterLogEvents: [
    "logGroupName",
    "logStreamNames",
    "logStreamNamePrefix",
    "startTime",
    "endTime",
    "filterPattern",
    "interleaved",
    "limit",
    "nextToken",
  ],
  GetLogEvents: ["logGroupName", "logStreamName", "startTime", "endTime", "startFromHead", "limit", "nextToken"],
};

/** AWS's most events of one response. */
const mostEvents = 10_000;
const mostDescribed = 50;

export function createLogs({ region, kms }: { readonly region: string; readonly kms: Kms }): Logs {
  const groups = new Map<string, LogGroup>();
  const groupArn = (name: string): string => arn("logs", region, `log-group:${name}`);

  function create(name: string, retentionDays?: number, logGroupClass?: string): LogGroup {
    const group = new LogGroup(name, groupArn(name), retentionDays, logGroupClass);
    groups.set(name, group);
    return group;
  }

  function find(input: Input): LogGroup {
    const group = groups.get(read.text(input, "logGroupName"));
    if (group !== undefined) return group;
    throw new AwsError("ResourceNotFoundException", "The specified log group does not exist.");
  }

  /** The other class is read by Logs Insights alone. */
  function findReadable(input: Input): LogGroup {
    const group = find(input);
    if (group.logGroupClass === "STANDARD") return group;
    const { name, logGroupClass } = group;
    throw new AwsError(
      "InvalidOperationException",
      `${name}: a log group of class ${logGroupClass} returns no events.`,
    );
  }

  const operations: Record<string, Operation> = {
    DescribeLogGroups(input) {
      const prefix = read.optionalText(input, "logGroupNamePrefix") ?? "";
      const found = sorted([...groups.values()].filter(({ name }) => name.startsWith(prefix)));
      const { page, ...more } = pageOf(found, input, mostDescribed);
      return { logGroups: page.map(describeGroup), ...more };
    },
    DescribeLogStreams(input) {
      const group = find(input);
      const prefix = read.optionalText(input, "logStreamNamePrefix") ?? "";
      const byTime = read.optionalText(input, "orderBy") === "LastEventTime";
      const streams = [...group.streams].filter(([name]) => name.startsWith(prefix));
      const ordered = streams.toSorted(([a, one], [b, other]) => (byTime ? one.last - other.last : a < b ? -1 : 1));
      const { page, ...more } = pageOf(
        input["descending"] === true ? ordered.toReversed() : ordered,
        input,
        mostDescribed,
      );
      const logStreams = page.map(([name, { first, last }]) => ({
        logStreamName: name,
        arn: `${group.arn}:log-stream:${name}`,
        creationTime: first,
        firstEventTimestamp: first,
        lastEventTimestamp: last,
        lastIngestionTime: last,
        storedBytes: 0,
      }));
      return { logStreams, ...more };
    },
    FilterLogEvents(input) {
      const matches = filterPattern(read.optionalText(input, "filterPattern") ?? "");
      const streams = new Set(read.texts(input, "logStreamNames"));
      const prefix = read.optionalText(input, "logStreamNamePrefix") ?? "";
      const found = within(findReadable(input), input, true).filter(
        ({ stream, message }) =>
          (streams.size === 0 || streams.has(stream)) && stream.startsWith(prefix) && matches(message),
      );
      const { page, ...more } = pageOf(found, input, mostEvents);
      const events = page.map((event) => ({
        logStreamName: event.stream,
        ...describeEvent(event),
        // Digits of equal length, as AWS's ids: they sort as the events came.
        eventId: String(event.nth).padStart(56, "0"),
      }));
      return { events, searchedLogStreams: [], ...more };
    },
    GetLogEvents(input) {
      const stream = read.text(input, "logStreamName");
      const group = findReadable(input);
      if (!group.streams.has(stream)) {
        throw new AwsError("ResourceNotFoundException", "The specified log stream does not exist.");
      }
      const found = within(group, input, false).filter((event) => event.stream === stream);
      return streamPage(found, input);
    },
  };

  function access(action: string, input: Input): Access[] {
    const { logGroupName: name } = input;
    return [{ action: `logs:${action}`, resource: typeof name === "string" ? `${groupArn(name)}:*` : "*" }];
  }

  return {
    service: {
      name: "logs",
      protocol: { kind: "json", version: "1.1", targetPrefix: "Logs_20140328" },
      operations: Object.fromEntries(Object.entries(operations).map(([name, run]) => [name, strict(name, run)])),
      access,
    },
    createGroup({ name, retentionDays, kmsKeyId, logGroupClass }) {
      const use = { service: `logs.${region}.amazonaws.com`, encryptionContext: { "aws:logs:arn": groupArn(name) } };
      const why = kms.refusal(kmsKeyId, use);
      if (why !== undefined) throw new AwsError("InvalidParameterException", `log group ${name}: ${why}`);
      return { arn: create(name, retentionDays, logGroupClass).arn };
    },
    append({ group, stream, at, text }) {
      (groups.get(group) ?? create(group)).append(stream, at, text);
    },
  };
}

function strict(action: string, run: Operation): Operation {
  return (input, context) => {
    refuseOthers(`logs:${action}`, input, parameters[action] ?? []);
    return run(input, context);
  };
}

/** FilterLogEvents includes the end of its window, GetLogEvents does not. */
function within({ events }: LogGroup, input: Input, includesEnd: boolean): LogEvent[] {
  const start = read.optionalNumber(input, "startTime") ?? 0;
  const end = read.optionalNumber(input, "endTime") ?? Infinity;
  const found = events.filter(({ at }) => at >= start && (includesEnd ? at <= end : at < end));
  return found.toSorted((a, b) => a.at - b.at || a.nth - b.nth);
}

function pageOf<T>(all: readonly T[], input: Input, most: number): { page: T[]; nextToken?: string } {
  const limit = Math.min(read.optionalNumber(input, "limit") ?? most, most);
  const { page, NextToken } = paginate(all, limit, read.optionalText(input, "nextToken"));
  return NextToken === undefined ? { page } : { page, nextToken: NextToken };
}

/** Tokens are places in the stream: a token that comes back says that there is no more, as AWS's do. */
function streamPage(found: readonly LogEvent[], input: Input): Output {
  const limit = Math.min(read.optionalNumber(input, "limit") ?? mostEvents, mostEvents);
  const [, direction, place] = /^([fb])\/(\d+)$/u.exec(read.optionalText(input, "nextToken") ?? "") ?? [];
  const fromHead = direction === undefined ? input["startFromHead"] === true : direction === "f";
  const start = fromHead ? Number(place ?? 0) : Math.max(0, Number(place ?? found.length) - limit);
  const end = fromHead ? Math.min(found.length, start + limit) : Number(place ?? found.length);
  return {
    events: found.slice(start, end).map(describeEvent),
    nextForwardToken: `f/${String(end)}`,
    nextBackwardToken: `b/${String(start)}`,
  };
}

function describeEvent({ at, message }: LogEvent) {
  return { timestamp: at, message, ingestionTime: at };
}

function describeGroup({ name, arn: groupArn, retentionDays, createdAt, storedBytes, logGroupClass }: LogGroup) {
  return {
    logGroupName: name,
    arn: `${groupArn}:*`,
    logGroupArn: groupArn,
    creationTime: createdAt,
    ...(retentionDays === undefined ? {} : { retentionInDays: retentionDays }),
    metricFilterCount: 0,
    storedBytes,
    logGroupClass,
  };
}

function sorted(groups: readonly LogGroup[]): LogGroup[] {
  return groups.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
