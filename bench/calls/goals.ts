import type { Counts } from "../../ops/core/costs/counts.ts";
import { estimate } from "../../ops/core/costs/estimate.ts";
import type { CostSettings } from "../../ops/core/costs/fixed.ts";
import type { PricedRegion } from "../../ops/core/costs/prices.ts";
import type { Figure } from "../support/results.ts";
import { callFigures } from "./figures.ts";

const dollars: readonly (readonly [
  what: string,
  region: PricedRegion,
  batches: "full batches" | "one by one",
  atMost: number,
  more?: Partial<CostSettings>,
])[] = [
  ["webhook", "us-east-1", "full batches", 12.2],
  ["webhook", "us-east-1", "one by one", 17],
  ["webhook", "ap-southeast-1", "full batches", 13.6],
  ["webhook", "ap-southeast-1", "one by one", 19],
  [
    "partner bus",
    "us-east-1",
    "full batches",
    8.2,
    { stripeEventSource: "aws.partner/stripe.com/ed_1", webhook: "off" },
  ],
];

/** What a million events may cost with the archive, before X-Ray and e-mail, and what they may ask for. */
export function costGoals(counts: Counts, settings: CostSettings): Figure[] {
  const prices = dollars.map(([what, region, batches, atMost, more]): Figure => {
    const batchSize = batches === "full batches" ? counts.batchSize : 1;
    const usage = { region, eventsPerMonth: 1_000_000, batchSize, settings: { ...settings, ...more } };
    const { withArchive } = estimate(usage, counts).perMillion;
    return { name: `a million events by the ${what}, ${region}, ${batches}`, value: withArchive, unit: "$", atMost };
  });
  return [...callFigures(counts), ...prices];
}
