import { type Counts, type Hop, hopsOf } from "../../ops/core/costs/counts.ts";
import { tableLines } from "../../ops/output/table.ts";
import type { Figure } from "../support/results.ts";
import type { Measured } from "./measure.ts";

/** Per hop, per event of the mix. */
export function hopLines({ events, hops }: Measured): string[] {
  const per = (value: number): number => Number((value / events).toFixed(3));
  const rows = Object.entries(hops).map(([name, { counts, logs, invocations }]) => {
    return [
      name,
      per(name === "webhook" ? events : counts.messages),
      per(invocations),
      per(counts.sqsRequests),
      per(counts.readUnits),
      per(counts.writeUnits),
      per(counts.lostWriteUnits),
      per(counts.conflictWriteUnits),
      Math.round(logs.functionBytes / events),
      Math.round(logs.platformBytes / events),
    ];
  });
  const headings = [
    "HOP",
    "MESSAGES",
    "INVOCATIONS",
    "SQS",
    "READ UNITS",
    "WRITE UNITS",
    "OF THEM LOST",
    "CONFLICTS BESIDES",
    "LOG BYTES",
    "PLATFORM",
  ];
  const calls = Object.entries(hops).flatMap(([name, { counts }]) =>
    Object.entries(counts.calls)
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([call, count]) => [name, call, per(count)]),
  );
  return [...tableLines(headings, rows), "", ...tableLines(["HOP", "CALL", "PER EVENT"], calls)];
}

export function callFigures(counts: Counts): Figure[] {
  const { events, hops } = counts;
  const all = hopsOf(counts).map(([, hop]) => hop);
  const sum = (of: (hop: Hop) => number): number => all.reduce((total, hop) => total + of(hop), 0);
  const messages = sum(({ messages: more }) => more) - hops.webhook.messages;
  const logBytes = sum((hop) => hop.functionLogBytes + hop.platformLogBytes) / events + counts.accessLogBytes;
  return [
    {
      name: "SQS requests per message",
      value: sum((hop) => hop.sqsRequests) / messages,
      unit: "requests",
      atMost: 0.8,
    },
    {
      name: "DynamoDB write units per event",
      value: sum((hop) => hop.writeUnits) / events,
      unit: "units",
      atMost: 6.8,
    },
    { name: "DynamoDB read units per event", value: sum((hop) => hop.readUnits) / events, unit: "units" },
    { name: "Logs per event", value: logBytes / 1000, unit: "KB", atMost: 3.6 },
    { name: "Secret reads per cold start", value: counts.secretReadsPerColdStart, unit: "reads", atMost: 1 },
  ];
}
