/** Regions that have prices here. */
export const pricedRegions = ["ap-southeast-1", "us-east-1"] as const;
export type PricedRegion = (typeof pricedRegions)[number];

export interface Price {
  /** What one unit is. */
  readonly unit: string;
  /** US dollars of one unit, at the first tier, without taxes and free allowances. */
  readonly usd: Readonly<Record<PricedRegion, number>>;
  readonly source: string;
  /** The day on which AWS's price list said so of ap-southeast-1; absent: not read again at its source. */
  readonly read?: string;
}

const million = 1_000_000;
const everywhere = (usd: number): Price["usd"] => ({ "ap-southeast-1": usd, "us-east-1": usd });
const page = (service: string): string => `https://aws.amazon.com/${service}/pricing/`;
const priceList = { read: "2026-08-12" };

/** When they were put together. */
export const pricesAsOf = "November 2026";

/** AWS's prices. One home: `ops costs` and the load tests' plan read them here. */
export const prices = {
  httpRequest: {
    unit: "512 KB of request",
    usd: { "ap-southeast-1": 1.25 / million, "us-east-1": 1 / million },
    source: page("api-gateway"),
  },
  lambdaRequest: { unit: "invocation", usd: everywhere(0.2 / million), source: page("lambda"), ...priceList },
  lambdaGbSecond: {
    unit: "GB-second, arm64",
    usd: everywhere(0.000_013_333_4),
    source: page("lambda"),
    ...priceList,
  },
  lambdaProvisionedGbSecond: {
    unit: "GB-second kept ready, arm64",
    usd: everywhere(0.000_003_333_4),
    source: page("lambda"),
  },
  snsRequest: {
    unit: "64 KB of publish",
    usd: { "ap-southeast-1": 0.6 / million, "us-east-1": 0.5 / million },
    source: page("sns"),
  },
  sqsRequest: { unit: "64 KB of request", usd: everywhere(0.4 / million), source: page("sqs") },
  dynamoWriteUnit: {
    unit: "write request unit",
    usd: { "ap-southeast-1": 0.7125 / million, "us-east-1": 0.625 / million },
    source: page("dynamodb"),
  },
  dynamoReadUnit: {
    unit: "read request unit",
    usd: { "ap-southeast-1": 0.1425 / million, "us-east-1": 0.125 / million },
    source: page("dynamodb"),
  },
  /** With point-in-time recovery. */
  dynamoGbMonth: {
    unit: "GB-month, with point-in-time recovery",
    usd: { "ap-southeast-1": 0.285 + 0.228, "us-east-1": 0.25 + 0.2 },
    source: page("dynamodb"),
  },
  pipeRequest: { unit: "64 KB through a pipe", usd: everywhere(0.4 / million), source: page("eventbridge") },
  busEvent: { unit: "64 KB of event", usd: everywhere(1 / million), source: page("eventbridge") },
  archiveGb: { unit: "GB archived", usd: everywhere(0.1), source: page("eventbridge") },
  archiveGbMonth: { unit: "GB-month archived", usd: everywhere(0.023), source: page("eventbridge") },
  logGb: {
    unit: "GB of log",
    usd: { "ap-southeast-1": 0.7, "us-east-1": 0.5 },
    source: page("cloudwatch"),
    ...priceList,
  },
  logGbMonth: { unit: "GB-month of log", usd: everywhere(0.03), source: page("cloudwatch"), ...priceList },
  metricMonth: { unit: "custom metric a month", usd: everywhere(0.3), source: page("cloudwatch") },
  alarmMonth: { unit: "alarm a month", usd: everywhere(0.1), source: page("cloudwatch"), ...priceList },
  compositeAlarmMonth: { unit: "composite alarm a month", usd: everywhere(0.5), source: page("cloudwatch") },
  dashboardMonth: {
    unit: "dashboard a month",
    usd: everywhere(3),
    source: page("cloudwatch"),
    ...priceList,
  },
  trace: { unit: "trace recorded", usd: everywhere(5 / million), source: page("xray") },
  secretMonth: { unit: "secret a month", usd: everywhere(0.4), source: page("secrets-manager"), ...priceList },
  secretRead: { unit: "secret read", usd: everywhere(5 / million), source: page("secrets-manager"), ...priceList },
  mail: { unit: "e-mail", usd: everywhere(0.1 / 1000), source: page("ses") },
  natHour: {
    unit: "NAT gateway hour",
    usd: { "ap-southeast-1": 0.059, "us-east-1": 0.045 },
    source: page("vpc"),
    ...priceList,
  },
  natGb: {
    unit: "GB through NAT",
    usd: { "ap-southeast-1": 0.059, "us-east-1": 0.045 },
    source: page("vpc"),
    ...priceList,
  },
  publicAddressHour: { unit: "public IPv4 address hour", usd: everywhere(0.005), source: page("vpc") },
  endpointHour: {
    unit: "interface endpoint hour, per zone",
    usd: { "ap-southeast-1": 0.013, "us-east-1": 0.01 },
    source: page("privatelink"),
    ...priceList,
  },
  keyMonth: { unit: "customer-managed key a month", usd: everywhere(1), source: page("kms"), ...priceList },
  keyRequest: { unit: "KMS request", usd: everywhere(3 / million), source: page("kms"), ...priceList },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof prices;

export function isPricedRegion(region: string): region is PricedRegion {
  return (pricedRegions as readonly string[]).includes(region);
}
