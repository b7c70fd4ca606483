import { callFigures } from "../../bench/calls/figures.ts";
import { type Counts, type Hop, hopsOf } from "../../ops/core/costs/counts.ts";
import type { CostLine } from "../../ops/core/costs/line.ts";
import { markdownTable } from "../markdown.ts";
import { monthOf } from "./stacks.ts";

/** Per event of the mix, by hop, with full batches. */
export function countedCalls(counts: Counts): string {
  const { measured, events, purchases } = counts;
  return `Counted on ${measured} over ${String(events)} events of ${String(purchases)} purchases:

${hopTable(hopsOf(counts), events)}
`;
}

/** Per parcel, by hop, and in US dollars beside an order's. */
export async function parcelCalls(counts: Counts): Promise<string> {
  const { reports, purchases } = counts;
  const dollars = await Promise.all(
    [1, counts.batchSize].map(async (batchSize) => {
      const month = async (parcels: number) =>
        (
          await monthOf({ stage: "dev", config: {} }, (1_000 * counts.events) / purchases, counts, batchSize, parcels)
        ).lines.filter(({ group }) => group !== "kept" && group !== "fixed");
      const [orders, both] = [await month(0), await month(1_000)];
      return { orders: sumsOf(orders), both: sumsOf(both) };
    }),
  );
  const row = (what: string, of: (one: (typeof dollars)[number]) => { usd: number; mail: number }): string[] => [
    what,
    ...dollars.map(of).flatMap(({ usd, mail }) => [usd, mail].map((each) => each.toFixed(3))),
  ];
  const headings = ["of a thousand", "$, one by one", "of it SES", "$, full batches", "of it SES"];
  return `Counted over ${String(reports.messages)} messages of ${String(reports.parcels)} parcels:

${hopTable(Object.entries(reports.hops), reports.parcels)}

${markdownTable(headings, [
  row("orders, with all their events", ({ orders }) => orders),
  row("parcels", ({ orders, both }) => ({ usd: both.usd - orders.usd, mail: both.mail - orders.mail })),
])}
`;
}

function sumsOf(lines: readonly CostLine[]): { readonly usd: number; readonly mail: number } {
  const sum = (some: readonly CostLine[]): number => some.reduce((total, { usd }) => total + usd, 0);
  return { usd: sum(lines), mail: sum(lines.filter(({ group }) => group === "mail")) };
}

function hopTable(hops: readonly (readonly [string, Hop])[], things: number): string {
  const per = (value: number): number => Number((value / things).toFixed(3));
  const rows = hops.map(([name, hop]) => [
    name,
    per(hop.messages),
    per(hop.invocations),
    per(hop.sqsRequests),
    per(hop.snsRequests),
    per(hop.readUnits),
    per(hop.writeUnits),
    per(hop.mails),
    Math.round((hop.functionLogBytes + hop.platformLogBytes) / things),
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
  return markdownTable(headings, rows);
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
