import { type Price, pricedRegions, prices } from "../../ops/core/costs/prices.ts";
import { markdownTable } from "../../tests/support/markdown.ts";

/** Every price with its source and the day on which it was read there. */
export function priceTable(): string {
  const all: readonly (readonly [string, Price])[] = Object.entries(prices);
  const rows = all.map(([name, { unit, usd, source, read }]) => [
    `\`${name}\``,
    unit,
    ...pricedRegions.map((region) => dollars(usd[region])),
    `[${new URL(source).pathname.split("/")[1] ?? ""}](${source})`,
    read ?? "not read again",
  ]);
  return `${markdownTable(["price", "of one", ...pricedRegions.map((region) => `$, ${region}`), "source", "read"], rows)}\n`;
}

/** Small ones by the million, as AWS tells them. */
function dollars(usd: number): string {
  return usd < 0.001
    ? `${String(Number((usd * 1_000_000).toPrecision(6)))} a million`
    : String(Number(usd.toPrecision(6)));
}
