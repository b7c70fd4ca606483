import { callFigures } from "../../bench/calls/figures.ts";
import { type Counts, hopsOf } from "../../ops/core/costs/counts.ts";
import { markdownTable } from "../markdown.ts";

/** Per event of the mix, by hop, with full batches. */
export function countedCalls(counts: Counts): string {
  const per = (value: number): number => Number((value / counts.events).toFixed(3));
  const rows = hopsOf(counts).map(([name, hop]) => [
    name,
    per(hop.messages),
    per(hop.invocations),
    per(hop.sqsRequests),
    per(hop.snsRequests),
    per(hop.readUnits),
    per(hop.writeUnits),
    per(hop.mails),
    Math.round((hop.functionLogBytes + hop.platformLogBytes) / counts.events),
  ]);
  const headings = [
    "hop",
    "messages",
    "invocations",
    "SQS requests",
    "SNS publishes",
    "read units",
    "write units",
    "mails",
    "bytes of log",
  ];
  return `Counted on ${counts.measured} over ${String(counts.events)} events of ${String(counts.purchases)} purchases:

${markdownTable(headings, rows)}
`;
}

/** Summed over the hops, with the goals that `npm run bench:calls` holds them to. */
export function billedCalls(counts: Counts): string {
  const rows = callFigures(counts).map(({ name, value, unit, atMost }) => [
    name,
    `${value.toFixed(2)} ${unit}`,
    atMost === undefined ? "-" : `at most ${String(atMost)}`,
  ]);
  return `${markdownTable(["in all", "counted", "goal"], rows)}\n`;
}
