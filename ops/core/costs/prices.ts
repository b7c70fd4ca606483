import { type Copy, priceCopies as copies } from "./copies.ts";

export const pricedRegions = ["ap-southeast-1", "us-east-1"] as const;
export type PricedRegion = (typeof pricedRegions)[number];

export interface Price {
  readonly unit: string;
  /** US dollars of one unit, at the first tier, without taxes and free allowances. */
  readonly usd: Readonly<Record<PricedRegion, number>>;
  /** AWS's page, where it is to be read before a budget rests on it. */
  readonly source: string;
  /** The copies that say so, by Region; absent: recalled, seen in none. */
  readonly seen: Partial<Readonly<Record<PricedRegion, Copy>>>;
}

const million = 1_000_000;
const everywhere = <T>(value: T): Readonly<Record<PricedRegion, T>> => ({
  "ap-southeast-1": value,
  "us-east-1": value,
});
const page = (service: string): string => `https://aws.amazon.com/${service}/pricing/`;
const seenIn = (singapore: Copy, virginia: Copy): Price["seen"] => ({
  "ap-southeast-1": singapore,
  "us-east-1": virginia,
});
const listed = { seen: everywhere(copies.overhead) };

/** When they were put together. */
export const pricesAsOf = "November 2026";

/** AWS's prices. One home: `ops costs` and the load tests' plan read them here. */
export const prices = {
  httpRequest: {
    unit: "512 KB of request",
    usd: { "ap-southeast-1": 1.25 / million, "us-east-1": 1 / million },
    source: page("api-gateway"),
    ...listed,
  },
  lambdaRequest: { unit: "invocation", usd: everywhere(0.2 / million), source: page("lambda"), ...listed },
  lambdaGbSecond: { unit: "GB-second, arm64", usd: everywhere(0.000_013_333_4), source: page("lambda"), ...listed },
  lambdaProvisionedGbSecond: {
    unit: "GB-second kept ready, arm64",
    usd: everywhere(0.000_003_333_4),
    source: page("lambda"),
    seen: { "us-east-1": copies.provisioned },
  },
  snsRequest: { unit: "64 KB of publish", usd: everywhere(0.5 / million), source: page("sns"), ...listed },
  sqsRequest: { unit: "64 KB of request", usd: everywhere(0.4 / million), source: page("sqs"), ...listed },
  dynamoWriteUnit: {
    unit: "write request unit",
    usd: { "ap-southeast-1": 0.71 / million, "us-east-1": 0.625 / million },
    source: page("dynamodb"),
    ...listed,
  },
  dynamoReadUnit: {
    unit: "read request unit",
    usd: { "ap-southeast-1": 0.1425 / million, "us-east-1": 0.125 / million },
    source: page("dynamodb"),
    ...listed,
  },
  dynamoGbMonth: {
    unit: "GB-month",
    usd: { "ap-southeast-1": 0.285, "us-east-1": 0.25 },
    source: page("dynamodb"),
    ...listed,
  },
  recoveryGbMonth: {
    unit: "GB-month of point-in-time recovery",
    usd: { "ap-southeast-1": 0.228, "us-east-1": 0.2 },
    source: page("dynamodb"),
    seen: { "us-east-1": copies.table },
  },
  pipeRequest: {
    unit: "64 KB through a pipe",
    usd: everywhere(0.4 / million),
    source: page("eventbridge"),
    seen: { "us-east-1": copies.pricingApi },
  },
  busEvent: {
    unit: "64 KB of event",
    usd: everywhere(1 / million),
    source: page("eventbridge"),
    seen: seenIn(copies.overhead, copies.eventBus),
  },
  archiveGb: {
    unit: "GB archived",
    usd: everywhere(0.1),
    source: page("eventbridge"),
    seen: { "us-east-1": copies.eventBus },
  },
  archiveGbMonth: {
    unit: "GB-month archived",
    usd: everywhere(0.023),
    source: page("eventbridge"),
    seen: { "us-east-1": copies.eventBus },
  },
  logGb: {
    unit: "GB of log",
    usd: { "ap-southeast-1": 0.7, "us-east-1": 0.5 },
    source: page("cloudwatch"),
    ...listed,
  },
  logInfrequentGb: {
    unit: "GB of log of the class INFREQUENT_ACCESS",
    usd: { "ap-southeast-1": 0.35, "us-east-1": 0.25 },
    source: page("cloudwatch"),
    seen: { "us-east-1": copies.logClass },
  },
  logGbMonth: { unit: "GB-month of log", usd: everywhere(0.03), source: page("cloudwatch"), ...listed },
  metricMonth: {
    unit: "custom metric a month",
    usd: everywhere(0.3),
    source: page("cloudwatch"),
    seen: seenIn(copies.spoh, copies.veer),
  },
  alarmMetricMonth: {
    unit: "metric of an alarm a month",
    usd: everywhere(0.1),
    source: page("cloudwatch"),
    seen: seenIn(copies.spoh, copies.alarm),
  },
  compositeAlarmMonth: {
    unit: "composite alarm a month",
    usd: everywhere(0.5),
    source: page("cloudwatch"),
    seen: { "us-east-1": copies.pricingApi },
  },
  dashboardMonth: {
    unit: "dashboard a month",
    usd: everywhere(3),
    source: page("cloudwatch"),
    seen: seenIn(copies.mainline, copies.dashboard),
  },
  trace: {
    unit: "trace recorded",
    usd: everywhere(5 / million),
    source: page("xray"),
    seen: everywhere(copies.xray),
  },
  secretMonth: { unit: "secret a month", usd: everywhere(0.4), source: page("secrets-manager"), ...listed },
  secretRead: { unit: "secret read", usd: everywhere(5 / million), source: page("secrets-manager"), ...listed },
  /** An account that is new to SES is on a plan instead, until it leaves it: docs/cost.md. */
  mail: {
    unit: "e-mail, à la carte",
    usd: everywhere(0.1 / 1000),
    source: page("ses"),
    seen: seenIn(copies.spoh, copies.ses),
  },
  natHour: {
    unit: "NAT gateway hour",
    usd: { "ap-southeast-1": 0.059, "us-east-1": 0.045 },
    source: page("vpc"),
    seen: seenIn(copies.spoh, copies.veer),
  },
  natGb: {
    unit: "GB through NAT",
    usd: { "ap-southeast-1": 0.059, "us-east-1": 0.045 },
    source: page("vpc"),
    seen: seenIn(copies.spoh, copies.veer),
  },
  publicAddressHour: {
    unit: "public IPv4 address hour",
    usd: everywhere(0.005),
    source: page("vpc"),
    seen: seenIn(copies.spoh, copies.veer),
  },
  endpointHour: {
    unit: "interface endpoint hour, per zone",
    usd: { "ap-southeast-1": 0.013, "us-east-1": 0.01 },
    source: page("privatelink"),
    seen: seenIn(copies.spoh, copies.endpoint),
  },
  keyMonth: { unit: "customer-managed key a month", usd: everywhere(1), source: page("kms"), ...listed },
  keyRequest: { unit: "KMS request", usd: everywhere(3 / million), source: page("kms"), ...listed },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;

/** How many prices of a Region no copy says. */
export function unseenPrices(region: PricedRegion): number {
  const all: readonly Price[] = Object.values(prices);
  return all.filter(({ seen }) => seen[region] === undefined).length;
}

export function isPricedRegion(region: string): region is PricedRegion {
  return (pricedRegions as readonly string[]).includes(region);
}
