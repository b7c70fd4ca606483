import { sampleId } from "../samples/ids.ts";
import type { SampleItem } from "../samples/index.ts";

/** Sold by the rare scenarios only. */
const shelf = (count: number, name: string): SampleItem[] =>
  Array.from({ length: count }, (_, index) => ({
    sku: `${name.toUpperCase()}-${String(index + 1)}`,
    name: `${name} ${String(index + 1)}`,
    quantity: 1 + (index % 2),
    unitAmount: 500 + index,
  }));
export const hundredThings = shelf(100, "Thing");
export const services = shelf(130, "Service");
/** The most lines that Stripe puts on an invoice. */
export const parts = shelf(250, "Part");
export const metered: SampleItem = {
  sku: "API-CALLS",
  name: "API calls",
  quantity: 13_580_246_790,
  unitAmount: 0.0001,
};
/** A line that gives money back. */
export const returned: SampleItem = { sku: "RETURNED", name: "Returned in March", quantity: 1, unitAmount: -100 };
export const fabric: SampleItem = { sku: "FABRIC", name: "Fabric, m", quantity: 2.75, unitAmount: 1200 };
export const download: SampleItem = { sku: "E-BOOK", name: "Book as a file", quantity: 1, unitAmount: 1900 };
export const numbered: SampleItem = { sku: "4711", name: "4711", quantity: 2, unitAmount: 900 };
export const named: SampleItem = {
  sku: "FAMILY",
  name: `${"n".repeat(199)}👨‍👩‍👧‍👦 and \ud83d`,
  quantity: 1,
  unitAmount: 900,
};
/** Initial stock that the scenarios need besides what the caller sells. */
export const rareStock: Readonly<Record<string, number>> = Object.fromEntries(
  [...hundredThings, ...parts, fabric, named, numbered].map(({ sku }) => [sku, 1_000_000]),
);

/** Without metadata the product's id is the SKU. */
export function byProduct(item: SampleItem): SampleItem {
  return { ...item, sku: sampleId("prod", item.sku) };
}
