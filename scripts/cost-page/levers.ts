import type { Counts } from "../../ops/core/costs/counts.ts";
import type { Estimate } from "../../ops/core/costs/estimate.ts";
import type { CostLine } from "../../ops/core/costs/line.ts";
import type { PriceName } from "../../ops/core/costs/prices.ts";
import { markdownTable } from "../markdown.ts";
import { byVolume, monthOf, type PricedStack, volumeHeadings } from "./stacks.ts";

interface Lever {
  readonly what: string;
  readonly price: string;
  readonly saved: (events: number, counts: Counts) => Promise<number>;
}

const dev = (config: PricedStack["config"]): PricedStack => ({ stage: "dev", config });

/** From one stack to another by settings. */
const settings =
  (from: PricedStack, to: PricedStack): Lever["saved"] =>
  async (events, counts) =>
    (await monthOf(from, events, counts)).total - (await monthOf(to, events, counts)).total;

/** Lines of a stack with the defaults that no longer exist. */
const without =
  (isGone: (line: CostLine) => boolean): Lever["saved"] =>
  async (events, counts) =>
    sum((await monthOf(dev({}), events, counts)).lines.filter(isGone));

const priced =
  (...names: readonly PriceName[]) =>
  ({ price }: CostLine): boolean =>
    names.includes(price);

const sum = (lines: Estimate["lines"]): number => lines.reduce((total, { usd }) => total + usd, 0);

const secondsPerMonth = 30 * 24 * 3600;
/** Seconds that a mapping may wait for more messages. */
const longestWindow = 300;

const all: readonly Lever[] = [
  {
    what: "`network` public, where dev is private",
    price: "the functions run in Lambda's own network",
    saved: settings(dev({ network: "private" }), dev({})),
  },
  {
    what: "`interfaceEndpoints` false, where dev is private",
    price: "the webhook needs the NAT gateway",
    saved: settings(dev({ network: "private", interfaceEndpoints: "true" }), dev({ network: "private" })),
  },
  {
    what: "`provisionedWebhooks` 0, for each that is kept",
    price: "Stripe waits for a cold start now and then",
    saved: settings(dev({ provisionedWebhooks: "1" }), dev({})),
  },
  {
    what: "`reconcileHours` 0, where it is set",
    price: "what never came in rings nothing",
    saved: settings(dev({ reconcileHours: "1" }), dev({})),
  },
  {
    what: "no custom metrics: the catalogue in functions/shared/metric-catalogue.ts",
    price: "the alarms and the business dashboard that read them",
    saved: without(priced("metricMonth")),
  },
  {
    what: "one operations dashboard and no business one",
    price: "the shop's figures beside the system's",
    saved: async (events, counts) => (await without(priced("dashboardMonth"))(events, counts)) / 2,
  },
  {
    what: "no alarms: components/alarms.ts",
    price: "nobody is notified: last of all",
    saved: without(priced("alarmMetricMonth", "compositeAlarmMonth")),
  },
  {
    what: "no X-Ray: `tracingConfig` in components/node-function.ts",
    price: "no traces; the logs have the event's id in each line",
    saved: without(({ group }) => group === "tracing"),
  },
  {
    what: "fuller batches: `batchingWindowSeconds: 300` of each consumer in index.ts",
    price: "orders and mails come up to five minutes later",
    saved: async (events, counts) => {
      const inWindow = (events / secondsPerMonth) * longestWindow;
      const batchSize = Math.min(counts.batchSize, Math.max(1, inWindow));
      return (await monthOf(dev({}), events, counts)).total - (await monthOf(dev({}), events, counts, batchSize)).total;
    },
  },
  {
    what: "`archiveRetentionDays` 30 in place of 90",
    price: "replays go back a month",
    saved: settings(dev({}), dev({ archiveRetentionDays: "30" })),
  },
  {
    what: "`logRetentionDays` 7 in place of 30",
    price: "no logs older than a week",
    saved: settings(dev({}), dev({ logRetentionDays: "7" })),
  },
];

/** US dollars a month that each saves, and its price. */
export async function levers(counts: Counts): Promise<string> {
  const rows = await Promise.all(
    all.map(async ({ what, price, saved }) => [what, ...(await byVolume((events) => saved(events, counts))), price]),
  );
  return `${markdownTable(["turned down", ...volumeHeadings, "what it costs instead"], rows)}\n`;
}
