import { tableLines } from "../../output/table.ts";
import type { Estimate } from "./estimate.ts";
import type { CostGroup } from "./line.ts";

const groups: Readonly<Record<CostGroup, string>> = {
  events: "events",
  archive: "archive",
  tracing: "tracing",
  mail: "e-mail",
  kept: "storage",
  fixed: "fixed",
};

/** Both ends as a table: messages that come one by one, and full batches. */
export function estimateLines(singly: Estimate, full: Estimate): string[] {
  const rows = singly.lines.map((line) => {
    const { group, what, price } = line;
    const other = full.lines.find((each) => each.group === group && each.what === what);
    return [groups[group], what, quantity(line.quantity), price, usd(line.usd), usd(other?.usd ?? 0)];
  });
  const sum = (what: string, of: (estimate: Estimate) => number) => ["", what, "", "", usd(of(singly)), usd(of(full))];
  return tableLines(
    ["", "WHAT", "QUANTITY", "PRICE", "ONE BY ONE", "FULL BATCHES"],
    [
      ...rows,
      sum("a month", ({ total }) => total),
      sum("per million events, before archive, tracing and e-mail", ({ perMillion }) => perMillion.events),
      sum("per million events, with the archive", ({ perMillion }) => perMillion.withArchive),
      sum("per million events, with tracing too", ({ perMillion }) => perMillion.withTracing),
      sum("per million events, with e-mail too", ({ perMillion }) => perMillion.withMail),
    ],
    Infinity,
  );
}

function usd(value: number): string {
  return value.toFixed(2).padStart(10);
}

function quantity(value: number): string {
  const text = value >= 100 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
  return text.padStart(11);
}
