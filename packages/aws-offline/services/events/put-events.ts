import { randomUUID } from "node:crypto";
import { AwsError } from "../../gateway/aws-error.ts";
import type { Input, Output } from "../../gateway/types.ts";
import { accountId } from "../../arn.ts";
import { isObject, parseJson, reader } from "../../input.ts";
import type { Bus, EventsState } from "./bus.ts";
import type { BusEvent } from "./definition.ts";
import type { Deliverer } from "./deliver.ts";
import type { BusEncryption } from "./encryption.ts";

interface Parts {
  readonly state: EventsState;
  readonly deliverer: Deliverer;
  readonly encryption: BusEncryption;
  readonly region: string;
}

const read = reader("ValidationException");
const maxEntries = { own: 10, partner: 20 } as const;
/** 1 MiB since January 2026. docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const maxBytes = 1_048_576;

/** PutEvents: each entry goes to its bus's archives and rules, or fails alone. */
export async function putEvents(parts: Parts, input: Input): Promise<Output> {
  return putEach(checkedEntries(input, maxEntries.own), (entry) => {
    // A partner's source is the partner's alone.
    if (read.optionalText(entry, "Source")?.startsWith("aws.") === true) {
      return invalidArgument("Source", "it may not begin with aws.");
    }
    return putEvent(parts, entry, parts.state.findBus(read.optionalText(entry, "EventBusName")));
  });
}

/** PutPartnerEvents, which the partner calls: each entry goes to the bus that is bound to its source. */
export async function putPartnerEvents(parts: Parts, input: Input): Promise<Output> {
  return putEach(checkedEntries(input, maxEntries.partner), (entry) => {
    const source = read.optionalText(entry, "Source");
    return putEvent(
      parts,
      entry,
      [...parts.state.buses.values()].find((bus) => bus.eventSourceName === source),
    );
  });
}

function checkedEntries(input: Input, most: number): Input[] {
  const entries = read.objects(input, "Entries");
  if (entries.length === 0 || entries.length > most) {
    throw new AwsError("ValidationException", `Entries must have 1 to ${String(most)} members.`);
  }
  if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > maxBytes) {
    throw new AwsError("ValidationException", "Total size of the entries in the request is over the limit.");
  }
  return entries;
}

async function putEach(entries: readonly Input[], put: (entry: Input) => Output | Promise<Output>): Promise<Output> {
  const results: Output[] = [];
  for (const entry of entries) results.push(await put(entry));
  return { FailedEntryCount: results.filter((result) => "ErrorCode" in result).length, Entries: results };
}

function invalidArgument(name: string, reason: string): { ErrorCode: string; ErrorMessage: string } {
  return { ErrorCode: "InvalidArgument", ErrorMessage: `Parameter ${name} is not valid. Reason: ${reason}` };
}

async function putEvent(parts: Parts, entry: Input, bus: Bus | undefined): Promise<Output> {
  const { state, deliverer, encryption, region } = parts;
  const event = readEvent(entry, region);
  if (bus === undefined) return invalidArgument("EventBusName", "no such event bus.");
  if ("ErrorCode" in event) return { ...event };
  if (await encryption.admits(bus, event)) {
    for (const archive of state.archives.values()) {
      if (archive.definition.eventSourceArn === bus.arn) encryption.keep(archive, event);
    }
    await deliverer.deliver(bus, event);
  }
  return { EventId: event.id };
}

function readEvent(entry: Input, region: string): BusEvent | { ErrorCode: string; ErrorMessage: string } {
  for (const name of ["Source", "DetailType", "Detail"]) {
    if (read.optionalText(entry, name) === undefined) {
      return invalidArgument(name, `${name} is a required argument.`);
    }
  }
  const detail = parseJson(read.text(entry, "Detail"));
  if (!isObject(detail)) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": read.text(entry, "DetailType"),
    source: read.text(entry, "Source"),
    account: accountId,
    time: wholeSeconds(entry["Time"]),
    region,
    resources: read.texts(entry, "Resources"),
    detail,
  };
}

/** The time of an event has whole seconds, `2026-11-23T06:00:00Z`. */
function wholeSeconds(time: unknown): string {
  const at = typeof time === "number" ? new Date(time * 1000) : typeof time === "string" ? new Date(time) : new Date();
  return at.toISOString().replace(/\.\d+Z$/, "Z");
}

function sizeOf(entry: Input): number {
  const texts = [entry["Source"], entry["DetailType"], entry["Detail"], ...read.texts(entry, "Resources")];
  const bytes = texts.reduce<number>((sum, text) => sum + (typeof text === "string" ? Buffer.byteLength(text) : 0), 0);
  return bytes + (entry["Time"] === undefined ? 0 : 14);
}
