import type { Counts } from "../../ops/core/costs/counts.ts";
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
    what: "`monitoring` lean: the alarms that page, one dashboard, few metrics",
    price: "what leads to trouble is seen when it has come",
    saved: settings(dev({}), dev({ monitoring: "lean" })),
  },
  {
    what: "`warehouseInbox` false",
    price: "nothing comes back from the warehouse",
    saved: settings(dev({}), dev({ warehouseInbox: "false" })),
  },
  {
    what: "`tracing` webhook, where all are traced",
    price: "`ops trace ID --otlp` in place of X-Ray's map",
    saved: settings(dev({ tracing: "all" }), dev({})),
  },
  {
    what: "`tracing` off",
    price: "no X-Ray at all; the logs have the event's id in each line",
    saved: settings(dev({}), dev({ tracing: "off" })),
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
    what: "`archiveWindowSeconds` 20, where it is 0 as in dev",
    price: "the archive and `ops trace` have an event up to 20 s later",
    saved: settings(dev({ archiveWindowSeconds: "0" }), dev({ archiveWindowSeconds: "20" })),
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
