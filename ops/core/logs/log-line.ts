import { parseJson } from "../../../domain/json.ts";
import { isObject } from "../../../domain/event/event.ts";

/** A line of a function's log group as CloudWatch has it. */
export interface RawLine {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The function's name among the stack's outputs: `stripeWebhook`, ... */
  readonly source: string;
  readonly text: string;
}

export const levels = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type Level = (typeof levels)[number];

export interface LogLine {
  readonly at: string;
  readonly source: string;
  readonly level: Level;
  readonly requestId?: string;
  readonly eventId?: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Reads a line of Lambda's JSON log format.
 * @returns undefined for metrics, and for what the platform says about an invocation that went well
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export function readLine({ at, source, text }: RawLine): LogLine | undefined {
  const base = { at: new Date(at).toISOString(), source };
  const value = parseJson(text);
  if (!isObject(value)) return { ...base, level: "info", message: text.trimEnd(), fields: {} };
  if ("_aws" in value) return undefined;
  if (typeof value["type"] === "string" && isObject(value["record"])) {
    return platformLine(base, value["type"], value["record"]);
  }
  const requestId = textOf(value["requestId"]);
  const level = levelOf(value["level"]);
  const logged = value["message"];
  if (!isObject(logged)) {
    const message = textOf(logged) ?? textOf(value["errorMessage"]) ?? text.trimEnd();
    const errorType = textOf(value["errorType"]);
    return {
      ...base,
      level,
      ...present({ requestId }),
      message: errorType === undefined ? message : `${errorType}: ${message}`,
      fields: {},
    };
  }
  const { message, eventId, ...fields } = logged;
  return {
    ...base,
    level,
    ...present({ requestId, eventId: textOf(eventId) }),
    message: textOf(message) ?? "",
    fields,
  };
}

export function lineText({ at, source, level, eventId, message, fields }: LogLine): string {
  const others = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return [at, level.toUpperCase().padEnd(5), source.padEnd(18), eventId ?? "-", message, ...others].join("  ");
}

/** Only the platform reports a time-out or a crash. */
function platformLine(
  base: { at: string; source: string },
  type: string,
  record: Readonly<Record<string, unknown>>,
): LogLine | undefined {
  const status = textOf(record["status"]);
  if (type !== "platform.report" || status === undefined || status === "success") return undefined;
  const requestId = textOf(record["requestId"]);
  const errorType = textOf(record["errorType"]);
  const message = `invocation ended with ${status}${errorType === undefined ? "" : `: ${errorType}`}`;
  return { ...base, level: "error", ...present({ requestId }), message, fields: {} };
}

function levelOf(level: unknown): Level {
  const text = String(level).toLowerCase();
  return levels.find((each) => each === text) ?? "info";
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function present<Fields extends Record<string, string | undefined>>(
  fields: Fields,
): { [Name in keyof Fields]?: string } {
  const there = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as { [Name in keyof Fields]?: string };
}
