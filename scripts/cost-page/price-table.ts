import { type Copy, priceCopies } from "../../ops/core/costs/copies.ts";
import { type Price, pricedRegions, prices } from "../../ops/core/costs/prices.ts";
import { markdownTable } from "../markdown.ts";

/** Every price with its source and the copies that it was seen in, and what those are. */
export function priceTable(): string {
  const all: readonly (readonly [string, Price])[] = Object.entries(prices);
  const rows = all.map(([name, { unit, usd, source, seen }]) => [
    `\`${name}\``,
    unit,
    ...pricedRegions.map((region) => dollars(usd[region])),
    `[${new URL(source).pathname.split("/")[1] ?? ""}](${source})`,
    ...pricedRegions.map((region) => seenIn(seen[region])),
  ]);
  const headings = [
    "price",
    "of one",
    ...pricedRegions.map((region) => `$, ${region}`),
    "source",
    ...pricedRegions.map((region) => `seen, ${region}`),
  ];
  return `${markdownTable(headings, rows)}\n\n${copyTable()}\n`;
}

function seenIn(copy: Copy | undefined): string {
  if (copy === undefined) return "recalled";
  const { name, at, day = "undated" } = copy;
  return isAddress(at) ? `[${name}](${at}), ${day}` : `${name}, ${day}`;
}

const isAddress = (at: string): boolean => /^https:\S+$/u.test(at);

/** One row for all copies that one place has of one thing. */
function copyTable(): string {
  const copies: readonly Copy[] = Object.values(priceCopies);
  const rows = [...Map.groupBy(copies, ({ name }) => name)].map(([name, same]) => {
    const [{ of, at } = { of: "", at: "" }] = same;
    const days = [...new Set(same.map(({ day = "undated" }) => day))].toSorted();
    return [name, isAddress(at) ? of : `${of}: ${at}`, days.join(", ")];
  });
  return markdownTable(["copy", "of", "days"], rows);
}

/** Small ones by the million, as AWS states them. */
function dollars(usd: number): string {
  return usd < 0.001
    ? `${String(Number((usd * 1_000_000).toPrecision(6)))} a million`
    : String(Number(usd.toPrecision(6)));
}
