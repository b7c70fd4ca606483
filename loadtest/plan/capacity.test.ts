import { describe, expect, it } from "vitest";
import { warehouseInbox } from "../../ops/branches.ts";
import { type Counts, withParcels } from "../../ops/core/costs/counts.ts";
import type { CostSettings } from "../../ops/core/costs/fixed.ts";
import { idleHop } from "../../ops/core/costs/testing.ts";
import { demandsOf, roundUp } from "./capacity.ts";
import { hourlyCost } from "./hourly.ts";
import { type Limit, limits } from "./limits.ts";

/** A hundred events of forty purchases, in figures that can be worked by hand. */
const counts: Counts = {
  measured: "2026-11-25",
  events: 100,
  purchases: 40,
  batchSize: 10,
  hops: {
    webhook: { ...idleHop, messages: 100, invocations: 100, snsRequests: 100 },
    orders: { ...idleHop, messages: 100, invocations: 10, writeUnits: 300 },
    email: { ...idleHop, messages: 80, invocations: 8, mails: 40 },
    inventory: { ...idleHop, messages: 90, invocations: 9, snsRequests: 20, writeUnits: 200 },
    archive: { ...idleHop, messages: 100, invocations: 100, busEvents: 100 },
  },
  oneByOne: {},
  reports: {
    messages: 20,
    parcels: 10,
    hops: {
      [warehouseInbox]: { ...idleHop, messages: 20, snsRequests: 20 },
      orders: { ...idleHop, messages: 20, writeUnits: 40 },
      email: { ...idleHop, messages: 10, mails: 10 },
      archive: { ...idleHop, messages: 20, invocations: 20, busEvents: 20 },
    },
    oneByOne: {},
    storedBytes: { forever: 0, journal: 0 },
  },
  accessLogBytes: 0,
  storedBytes: { forever: 0, journal: 0 },
  metrics: 0,
  leanMetrics: 0,
  secretReadsPerColdStart: 1,
  resources: { alarmMetrics: 0, compositeAlarms: 0, dashboards: 0, secrets: 0 },
};
const settings = { webhookRateLimit: 500, consumerConcurrency: 10 };

const demands = (rate: number) => demandsOf(rate, "ap-southeast-1", settings, counts);
const demandFor = (what: string, rate: number) => {
  const found = demands(rate).find((demand) => demand.what === what);
  if (found === undefined) throw new Error(`no ${what}`);
  return found;
};

describe("what a rate needs, against cases worked by hand", () => {
  it.each([
    // 1,000 requests; 500 are let through.
    ["API throttle", 1_000, 500],
    // 1,000 events are 100 batches of ten, 0.4 s each.
    ["mapping's maximum concurrency", 40, 250],
    // 0.03 s of webhook, (1 + 0.8 + 0.9) / 10 x 0.4 s of consumers, 0.05 s of enrichment: 0.188 s an event.
    ["Lambda concurrency", 188, 1_000 / 0.188],
    // One publish an event, and a notice for each fifth.
    ["SNS publish", 1_200, 1_250],
    ["event bus", 1_000, 1_200],
    // Forty batches at once, ten messages each.
    ["SQS in flight", 400, 300_000],
    // Three units an event by the busiest consumer.
    ["DynamoDB, busiest table", 3_000, 40_000 / 3],
    // 0.4 purchases an event, a tenth of them of the one SKU, two units each.
    ["DynamoDB, best-selling SKU's row", 80, 12_500],
    ["SES", 400, 35],
    ["pipe", 50, 20_000],
    ["Stripe's API", 150, 100 / 0.15],
  ])("%s", (what, needs, breaksAt) => {
    const found = demandFor(what, 1_000);
    expect(found.needs).toBeCloseTo(needs, 6);
    expect(found.breaksAt).toBeCloseTo(breaksAt, 6);
  });

  it.each([
    // Two messages a parcel, 0.02 s each; two functions.
    ["warehouse's inbox", 4, 2 / 0.004],
    // The event's and the notices', and two messages for each tenth.
    ["SNS publish", 1_400, 1_500 / 1.4],
    ["event bus", 1_200, 1_000],
    ["SES", 500, 28],
    ["DynamoDB, busiest table", 3_400, 40_000 / 3.4],
    // 1,200 messages of the orders' are 120 batches of ten, 0.4 s each.
    ["mapping's maximum concurrency", 48, 10 / 0.048],
  ])("%s, with a parcel for each tenth event", (what, needs, breaksAt) => {
    const found = demandsOf(1_000, "ap-southeast-1", settings, withParcels(counts, 10)).find(
      (demand) => demand.what === what,
    );
    expect(found?.needs).toBeCloseTo(needs, 6);
    expect(found?.breaksAt).toBeCloseTo(breaksAt, 6);
  });

  it("puts first what breaks first, whatever the rate", () => {
    for (const rate of [1, 1_000, 50_000]) {
      const order = demands(rate).map(({ breaksAt }) => breaksAt);
      expect(order).toEqual(order.toSorted((one, other) => one - other));
      expect(demands(rate)[0]?.what).toBe("SES");
      expect(order[0]).toBeCloseTo(35, 6);
    }
  });

  it("takes the Region's own figures", () => {
    const [singapore, virginia] = (["ap-southeast-1", "us-east-1"] as const).map((region) =>
      demandsOf(1_000, region, settings, counts).find(({ what }) => what === "SNS publish"),
    );
    expect(singapore?.has).toBe(1_500);
    expect(virginia?.has).toBe(30_000);
  });

  it("names the setting that a rate wants", () => {
    expect(demandFor("API throttle", 5_000).remedy).toBe("webhookRateLimit 5500");
    expect(demandFor("mapping's maximum concurrency", 1_000).remedy).toBe("consumerConcurrency 44");
  });

  it("says so where a setting does not go as far", () => {
    const most = "webhookRateLimit takes 10000 at most: the design has to change";
    expect(demandFor("API throttle", 50_000).remedy).toBe(most);
  });

  it.each([
    [5_000, 5_500],
    [200, 220],
    [1, 2],
    [40, 44],
    [12_340, 14_000],
  ])("sets %d with a tenth to spare: %d", (need, set) => {
    expect(roundUp(need)).toBe(set);
  });
});

describe("the cost of an hour", () => {
  it("is the cost core's month at that rate, by its hours, without storage", () => {
    const costSettings: CostSettings = {
      stage: "dev",
      network: "public",
      interfaceEndpoints: false,
      encryption: "aws-managed",
      provisionedWebhooks: 0,
      archiveRetentionDays: 90,
      logRetentionDays: 30,
    };
    const { byGroup, total } = hourlyCost(1_000, "us-east-1", costSettings, counts);
    // 3.6 million events; a mail for 40 of 100: 1.44 million at 0.10 $ a thousand.
    expect(byGroup.mail).toBeCloseTo(144, 6);
    const { events, archive, tracing, mail, fixed } = byGroup;
    expect(total).toBeCloseTo(events + archive + tracing + mail + fixed, 9);
  });
});

describe("the quotas", () => {
  it("each say when and where they were taken down", () => {
    for (const { source, date } of Object.values(limits)) {
      expect(source).toMatch(/^https:\/\/docs\.(?:aws\.amazon|stripe)\.com\//u);
      expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/u);
    }
  });

  it("that AWS's documentation says lie at one commit, as a page of their source's name", () => {
    const all: readonly Limit[] = Object.values(limits);
    const documented = all.filter(({ seen }) => seen?.of === "AWS's documentation");
    expect(documented).not.toEqual([]);
    for (const { seen, source } of documented) {
      expect(seen?.at).toMatch(/\/blob\/[\da-f]{40}\//u);
      expect(seen?.at.split("/docs/")[1]).toBe(new URL(source).pathname.slice(1).replace(/\.html$/u, ".md"));
    }
  });
});
