import { describe, expect, it } from "vitest";
import { warehouseInbox } from "../../branches.ts";
import type { Counts } from "./counts.ts";
import { estimate, type Usage } from "./estimate.ts";
import { fixedLines } from "./fixed.ts";
import { idleHop } from "./testing.ts";
import { tracesPerMonth } from "./traces.ts";

const batched = {
  ...idleHop,
  messages: 1000,
  invocations: 100,
  sqsRequests: 200,
  readUnits: 3000,
  writeUnits: 2000,
  platformLogBytes: 40_000,
};

/** A thousand events that one consumer takes in a hundred batches, and the archive one by one. */
const counts: Counts = {
  measured: "2026-11-25",
  events: 1000,
  purchases: 500,
  batchSize: 10,
  hops: {
    webhook: { ...idleHop, messages: 1000, invocations: 1000, snsRequests: 1000, functionLogBytes: 600_000 },
    orders: batched,
    email: { ...idleHop, mails: 400 },
    inventory: idleHop,
    archive: { ...idleHop, messages: 1000, invocations: 1000, sqsRequests: 2000, busEvents: 1000, busBytes: 5_000_000 },
  },
  oneByOne: {
    orders: { ...batched, invocations: 1000, sqsRequests: 2000, writeUnits: 2900, functionLogBytes: 400_000 },
  },
  accessLogBytes: 300,
  storedBytes: { forever: 2_000_000, journal: 1_000_000 },
  // Fifty parcels by ninety messages, each mailed once.
  reports: {
    messages: 90,
    parcels: 50,
    hops: {
      [warehouseInbox]: { ...idleHop, messages: 90, invocations: 9, sqsRequests: 18, snsRequests: 90 },
      orders: { ...idleHop, messages: 90, invocations: 9, sqsRequests: 18, writeUnits: 180 },
      email: { ...idleHop, messages: 50, invocations: 5, sqsRequests: 10, mails: 50 },
      archive: { ...idleHop, messages: 90, invocations: 90, busEvents: 90, busBytes: 45_000 },
    },
    oneByOne: {
      [warehouseInbox]: { ...idleHop, messages: 90, invocations: 90, sqsRequests: 180, snsRequests: 90 },
      orders: { ...idleHop, messages: 90, invocations: 90, sqsRequests: 180, writeUnits: 180 },
    },
    storedBytes: { forever: 10_000, journal: 20_000 },
  },
  metrics: 40,
  leanMetrics: 2,
  secretReadsPerColdStart: 1,
  resources: { alarmMetrics: 50, compositeAlarms: 2, dashboards: 2, secrets: 1 },
};

const settings = {
  stage: "dev",
  network: "public",
  interfaceEndpoints: false,
  encryption: "aws-managed",
  provisionedWebhooks: 0,
  archiveRetentionDays: 90,
  logRetentionDays: 30,
} as const;

const usage: Usage = { region: "us-east-1", eventsPerMonth: 1_000_000, batchSize: 10, settings };

const usdOf = (result: ReturnType<typeof estimate>, group: string, what: string): number | undefined =>
  result.lines.find((line) => line.group === group && line.what === what)?.usd;

describe("estimate", () => {
  it("multiplies what a million events cause with the prices", () => {
    const result = estimate(usage, counts);
    // 1 M requests at 1.00 $.
    expect(usdOf(result, "events", "HTTP API requests")).toBeCloseTo(1, 6);
    // 1 M publishes at 0.50 $.
    expect(usdOf(result, "events", "SNS publishes")).toBeCloseTo(0.5, 6);
    // 1 M sends by SNS, 0.1 M receives and 0.1 M deletions at 0.40 $.
    expect(usdOf(result, "events", "SQS requests")).toBeCloseTo(0.48, 6);
    // 2 M write units at 0.625 $, 3 M read units at 0.125 $.
    expect(usdOf(result, "events", "DynamoDB writes")).toBeCloseTo(1.25, 6);
    expect(usdOf(result, "events", "DynamoDB reads")).toBeCloseTo(0.375, 6);
    // 1 M webhooks and 0.1 M batches at 0.20 $.
    expect(usdOf(result, "events", "Lambda invocations")).toBeCloseTo(0.22, 6);
    // Webhook: 1 M x 0.03 s; orders: 0.1 M x 0.02 s + 1 M x 0.02 s; half a GB: 26,000 GB-s at 0.0000133334 $.
    expect(usdOf(result, "events", "Lambda time")).toBeCloseTo(0.346_668, 5);
    // 600 bytes of the webhook and 40 of the orders, times a million: 0.64 GB at 0.50 $; 300 bytes of the API at 0.25 $.
    expect(usdOf(result, "events", "logs")).toBeCloseTo(0.32, 6);
    expect(usdOf(result, "events", "access log")).toBeCloseTo(0.075, 6);
    // 0.4 M mails at 0.10 $ a thousand.
    expect(usdOf(result, "mail", "SES")).toBeCloseTo(40, 6);
    expect(result.perMillion.events).toBeCloseTo(1 + 0.5 + 0.48 + 1.25 + 0.375 + 0.22 + 0.346_668 + 0.32 + 0.075, 5);
  });

  it("keeps the archive's part apart", () => {
    const result = estimate(usage, counts);
    // Pipe 0.40 $, bus 1.00 $, 5 GB archived at 0.10 $, 3 M SQS requests 1.20 $, 1 M invocations 0.20 $, 10,000 GB-s.
    const archive = 0.4 + 1 + 0.5 + 1.2 + 0.2 + 0.133_334;
    expect(result.perMillion.withArchive - result.perMillion.events).toBeCloseTo(archive, 5);
  });

  it.each([
    // 1 M sends by SNS, and a receive and a deletion a batch, at 0.40 $.
    [1, { invocations: 2_000_000, sqs: 1.2, writes: 2_900_000, logs: 0.4 + 0.04 + 0.6 }],
    // Of the way from a hundred batches to a thousand four ninths.
    [2, { invocations: 1_500_000, sqs: 0.8, writes: 2_400_000, logs: (4 / 9) * 0.4 + 0.04 + 0.6 }],
    [10, { invocations: 1_100_000, sqs: 0.48, writes: 2_000_000, logs: 0.04 + 0.6 }],
  ])("takes what was counted one by one and with full batches, and between: %i", (batchSize, expected) => {
    const result = estimate({ ...usage, batchSize }, counts);
    const quantityOf = (what: string) => result.lines.find((line) => line.what === what)?.quantity;
    expect(quantityOf("Lambda invocations")).toBeCloseTo(expected.invocations, 3);
    expect(usdOf(result, "events", "SQS requests")).toBeCloseTo(expected.sqs, 6);
    expect(quantityOf("DynamoDB writes")).toBeCloseTo(expected.writes, 3);
    expect(quantityOf("logs")).toBeCloseTo(expected.logs, 6);
  });

  it("gathers what comes in the archive's window, as many as a full batch has, and receives it one by one", () => {
    const archive = { ...idleHop, messages: 1000, invocations: 400, sqsRequests: 800 };
    const alone = { ...archive, invocations: 1000, sqsRequests: 2000 };
    const windowed = { ...counts, hops: { ...counts.hops, archive }, oneByOne: { ...counts.oneByOne, archive: alone } };
    const quantities = (archiveWindowSeconds: number, eventsPerMonth: number) => {
      const month = { ...usage, eventsPerMonth, batchSize: 1, settings: { ...settings, archiveWindowSeconds } };
      const { lines } = estimate(month, windowed);
      const perEvent = (what: string): number =>
        (lines.find((line) => line.group === "archive" && line.what === what)?.quantity ?? 0) / eventsPerMonth;
      return [perEvent("Lambda invocations"), perEvent("SQS requests")];
    };
    expect(quantities(0, 2_628_000)).toEqual([1, 3]);
    // One in a second, and in the window one more: a send and a receive of each, a deletion of both.
    expect(quantities(1, 2_628_000)).toEqual([0.5, 2.5]);
    const [invocations = 0, requests = 0] = quantities(300, 2_628_000);
    expect(invocations).toBeCloseTo(0.4, 6);
    expect(requests).toBeCloseTo(2.4, 6);
    expect(quantities(20, 100)[0]).toBeGreaterThan(0.999);
  });

  it("grows in proportion with the events, but for what is paid by the month", () => {
    const one = estimate(usage, counts);
    const ten = estimate({ ...usage, eventsPerMonth: 10_000_000 }, counts);
    expect(ten.perMillion.withArchive).toBeCloseTo(one.perMillion.withArchive, 6);
    expect(usdOf(ten, "fixed", "metrics of alarms")).toBe(usdOf(one, "fixed", "metrics of alarms"));
  });

  it("counts neither API nor webhook where events come by the partner bus alone, and that bus instead", () => {
    const partner = { ...settings, stripeEventSource: "aws.partner/stripe.com/ed_1", provisionedWebhooks: 2 };
    const off = estimate({ ...usage, settings: { ...partner, webhook: "off" } }, counts);
    for (const [group, what] of [
      ["events", "HTTP API requests"],
      ["events", "SNS publishes"],
      ["fixed", "provisioned webhooks"],
    ] as const)
      expect([what, usdOf(off, group, what)]).toEqual([what, undefined]);
    // 0.1 M batches at 0.20 $, and 40 bytes of each event's logs.
    expect(usdOf(off, "events", "Lambda invocations")).toBeCloseTo(0.02, 6);
    expect(usdOf(off, "events", "logs")).toBeCloseTo(0.02, 6);
    // 1 M events at 1.00 $, 5 GB archived at 0.10 $.
    expect(usdOf(off, "events", "events of the partner bus")).toBeCloseTo(1, 6);
    expect(usdOf(off, "archive", "archiving of the partner bus")).toBeCloseTo(0.5, 6);
    const both = estimate({ ...usage, settings: partner }, counts);
    expect(usdOf(both, "events", "HTTP API requests")).toBeCloseTo(1, 6);
    expect(usdOf(both, "events", "events of the partner bus")).toBeCloseTo(1, 6);
  });

  it.each([
    ["off", 0],
    ["webhook", 1],
    ["all", 2.1],
  ] as const)("bills X-Ray of the functions that it traces: %s", (tracing, millions) => {
    const result = estimate({ ...usage, settings: { ...settings, tracing } }, counts);
    expect(usdOf(result, "tracing", "X-Ray") ?? 0).toBeCloseTo(5 * millions, 6);
  });

  it("adds what parcels cause, by the message", () => {
    const without = estimate(usage, counts);
    const result = estimate({ ...usage, parcelsPerMonth: 500_000 }, counts);
    const more = (group: string, what: string): number =>
      (usdOf(result, group, what) ?? 0) - (usdOf(without, group, what) ?? 0);
    // 0.9 M publishes at 0.50 $.
    expect(more("events", "SNS publishes")).toBeCloseTo(0.45, 6);
    // 2.3 M deliveries to queues, 0.23 M receives and as many deletions at 0.40 $.
    expect(more("events", "SQS requests")).toBeCloseTo(1.104, 6);
    // 0.5 M mails at 0.10 $ a thousand, 0.9 M events on the bus at 1.00 $, 1.8 M write units at 0.625 $.
    expect(more("mail", "SES")).toBeCloseTo(50, 6);
    expect(more("archive", "bus events")).toBeCloseTo(0.9, 6);
    expect(more("events", "DynamoDB writes")).toBeCloseTo(1.125, 6);
    // The inbox's queue is polled whether messages come or not.
    expect(more("fixed", "polls of idle queues")).toBe(0);
    expect(more("events", "HTTP API requests")).toBe(0);
    expect(more("kept", "orders, mails and stock of a year")).toBeGreaterThan(0);
  });

  it("bills an idle stack with lean monitoring and the warehouse's inbox less than 8 $ a month, wherever it is", () => {
    for (const region of ["us-east-1", "ap-southeast-1"] as const) {
      const lean = { ...settings, monitoring: "lean" } as const;
      expect(estimate({ ...usage, region, eventsPerMonth: 0, settings: lean }, counts).total).toBeLessThan(8);
    }
  });

  it("adds the lines up to the total", () => {
    const { lines, total } = estimate(usage, counts);
    expect(lines.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(total, 6);
    expect(lines.every(({ usd }) => Number.isFinite(usd) && usd > 0)).toBe(true);
  });
});

describe("traces", () => {
  it("are all of few invocations, and of many one a second and a twentieth of the rest", () => {
    expect(tracesPerMonth([1_000_000])).toBe(1_000_000);
    // 2,592,000 seconds a month, and 5 % of the other 97,408,000.
    expect(tracesPerMonth([100_000_000])).toBe(2_592_000 + 4_870_400);
    expect(tracesPerMonth([1000, 2000])).toBe(3000);
  });
});

describe("what is paid by the month", () => {
  const quantityOf = (changes: object, what: string): number | undefined =>
    fixedLines({ ...settings, ...changes }, counts, 1000).find((line) => line.what === what)?.quantity;

  it("has a NAT gateway in a private network, in prod one in each of two zones", () => {
    expect(quantityOf({}, "NAT gateways")).toBeUndefined();
    expect(quantityOf({ network: "private" }, "NAT gateways")).toBe(730);
    expect(quantityOf({ network: "private", stage: "prod" }, "NAT gateways")).toBe(1460);
    // SNS and Secrets Manager in two zones.
    const hidden = { network: "private", interfaceEndpoints: true };
    expect(quantityOf(hidden, "interface endpoints")).toBe(2 * 2 * 730);
    expect(quantityOf({ network: "private" }, "interface endpoints")).toBeUndefined();
  });

  it("has one key where the stack has a key of its own, and what provisioned webhooks cost", () => {
    expect(quantityOf({}, "customer-managed key")).toBeUndefined();
    expect(quantityOf({ encryption: "customer-key" }, "customer-managed key")).toBe(1);
    expect(quantityOf({ provisionedWebhooks: 4 }, "provisioned webhooks")).toBe(4 * 0.5 * 730 * 3600);
  });

  it("keeps the journal and the archive as long as the setting says, the orders counted for a year", () => {
    // A million events a month leave 1 GB in the journal; three months are kept.
    expect(quantityOf({}, "journal")).toBeCloseTo(3, 6);
    expect(quantityOf({ archiveRetentionDays: 365 }, "archive")).toBeCloseTo((5 * 365) / 30, 6);
    expect(quantityOf({}, "orders, mails and stock of a year")).toBeCloseTo((2 * 365) / 30, 6);
  });
});
