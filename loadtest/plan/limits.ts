import type { PricedRegion } from "../../ops/core/costs/prices.ts";

/** A quota of AWS's or Stripe's: what a fresh account has. */
export interface Limit {
  readonly unit: string;
  readonly value: Readonly<Record<PricedRegion, number>>;
  /** Whether one may ask for more. */
  readonly adjustable: boolean;
  readonly source: string;
  /** The day on which it was taken down. */
  readonly date: string;
  /** `read`: so at its source on the day; `recalled`: as known, to be looked up at its source before it is relied on. */
  readonly standing: "read" | "recalled";
}

const date = "2026-11-25";
const everywhere = (value: number): Limit["value"] => ({ "ap-southeast-1": value, "us-east-1": value });
const read = { date, standing: "read" } as const;
const recalled = { date, standing: "recalled" } as const;
const lambda = "https://docs.aws.amazon.com/lambda/latest/dg";
const eventBridge = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html";
const dynamo = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide";

/** Every quota that the plan compares with. One home: docs/capacity.md quotes the plan. */
export const limits = {
  httpApiRate: {
    unit: "requests/s of the account",
    value: everywhere(10_000),
    adjustable: true,
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html",
    ...recalled,
  },
  lambdaConcurrency: {
    unit: "executions at once of the account",
    value: everywhere(1_000),
    adjustable: true,
    source: `${lambda}/gettingstarted-limits.html`,
    ...recalled,
  },
  lambdaRamp: {
    unit: "new environments every 10 s of a function",
    value: everywhere(1_000),
    adjustable: false,
    source: `${lambda}/scaling-behavior.html`,
    ...recalled,
  },
  mappingConcurrency: {
    unit: "executions at once of a mapping with a maximum",
    value: everywhere(1_000),
    adjustable: false,
    source: `${lambda}/services-sqs-scaling.html`,
    ...read,
  },
  mappingRamp: {
    unit: "more executions a minute of a mapping",
    value: everywhere(300),
    adjustable: false,
    source: `${lambda}/services-sqs-scaling.html`,
    ...read,
  },
  snsPublish: {
    unit: "publishes/s of the account",
    value: { "ap-southeast-1": 1_500, "us-east-1": 30_000 },
    adjustable: true,
    source: "https://docs.aws.amazon.com/general/latest/gr/sns.html",
    ...recalled,
  },
  sqsInFlight: {
    unit: "messages in flight of a queue",
    value: everywhere(120_000),
    adjustable: true,
    source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html",
    ...recalled,
  },
  busPutEvents: {
    unit: "PutEvents/s of the account",
    value: { "ap-southeast-1": 1_200, "us-east-1": 10_000 },
    adjustable: true,
    source: eventBridge,
    ...recalled,
  },
  pipeConcurrency: {
    unit: "pipe executions at once of the account",
    value: { "ap-southeast-1": 1_000, "us-east-1": 3_000 },
    adjustable: true,
    source: eventBridge,
    ...recalled,
  },
  tableWrites: {
    unit: "write units/s of a table",
    value: everywhere(40_000),
    adjustable: true,
    source: `${dynamo}/ServiceQuotas.html`,
    ...recalled,
  },
  tableFirstWrites: {
    unit: "write units/s of a table that is new",
    value: everywhere(4_000),
    adjustable: true,
    source: `${dynamo}/warm-throughput.html`,
    ...recalled,
  },
  itemWrites: {
    unit: "write units/s of one item",
    value: everywhere(1_000),
    adjustable: false,
    source: `${dynamo}/bp-partition-key-design.html`,
    ...read,
  },
  sesRate: {
    unit: "e-mails/s out of the sandbox",
    value: everywhere(14),
    adjustable: true,
    source: "https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas.html",
    ...recalled,
  },
  secretReads: {
    unit: "secret reads/s of the account",
    value: everywhere(10_000),
    adjustable: false,
    source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html",
    ...recalled,
  },
  stripeRequests: {
    unit: "requests/s of a live account",
    value: everywhere(100),
    adjustable: true,
    source: "https://docs.stripe.com/rate-limits",
    ...recalled,
  },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof limits;
