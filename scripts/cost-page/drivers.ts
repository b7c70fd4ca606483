import type { Counts } from "../../ops/core/costs/counts.ts";
import { markdownTable } from "../markdown.ts";
import { monthOf, volumeHeadings, volumes } from "./stacks.ts";

const shown = 6;

/** What costs most of a stack with the defaults, and its share. */
export async function drivers(counts: Counts): Promise<string> {
  const columns = await Promise.all(
    volumes.map(async (events) => {
      const { lines, total } = await monthOf({ stage: "dev", config: {} }, events, counts);
      return lines
        .toSorted((one, other) => other.usd - one.usd)
        .slice(0, shown)
        .map(({ group, what, usd }) => {
          const whose = group === "archive" && what !== "archiving" ? `${what}, archive` : what;
          return `${whose}: ${usd.toFixed(2)} (${String(Math.round((100 * usd) / total))} %)`;
        });
    }),
  );
  const rows = Array.from({ length: shown }, (_, rank) => [
    String(rank + 1),
    ...columns.map((column) => column[rank] ?? "-"),
  ]);
  return `${markdownTable(["", ...volumeHeadings], rows)}\n`;
}
