import { awsDocumentation, type Copy } from "../../ops/core/costs/copies.ts";
import type { PricedRegion } from "../../ops/core/costs/prices.ts";

/** A quota of AWS's or Stripe's: what an account has that asked for no more. */
export interface Limit {
  readonly unit: string;
  readonly value: Readonly<Record<PricedRegion, number>>;
  /** Whether one may ask for more. */
  readonly adjustable: boolean;
  readonly source: string;
  /** The day on which it was taken down. */
  readonly date: string;
  /** The copy of the source that says so; absent: recalled, seen in none. */
  readonly seen?: Copy;
}

const date = "2026-11-25";
const everywhere = (value: number): Limit["value"] => ({ "ap-southeast-1": value, "us-east-1": value });
const lambda = "https://docs.aws.amazon.com/lambda/latest/dg";
const eventBridge = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html";
const scaling = awsDocumentation(
  "4f4b518de599ce657792ae411f155a0cc7d92f47",
  "lambda/latest/dg/services-sqs-scaling.md",
);
const eventBridgeQuotas = awsDocumentation(
  "3067f079a0eb55c1b66e9401fc6641be2bc9ada4",
  "eventbridge/latest/userguide/eb-quota.md",
);
const stripePage: Copy = {
  name: "Stripe's page",
  of: "Stripe's documentation",
  at: "https://docs.stripe.com/rate-limits, as an archive of public pages holds it",
};
const dynamo = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide";

/** Every quota that the plan compares with. One home: docs/capacity.md quotes the plan. */
export const limits = {
  httpApiRate: {
    unit: "requests/s of the account",
    value: everywhere(10_000),
    adjustable: true,
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html",
    date,
    seen: awsDocumentation("1fb4135db42ad62585f7483b3abee12086a78dfa", "apigateway/latest/developerguide/limits.md"),
  },
  /** AWS begins a new account with less, which its page does not number, and raises it automatically with use. */
  lambdaConcurrency: {
    unit: "executions at once of the account",
    value: everywhere(1_000),
    adjustable: true,
    source: `${lambda}/gettingstarted-limits.html`,
    date,
    seen: awsDocumentation("1796e1b3e1e669266514fe2ff040246433713552", "lambda/latest/dg/gettingstarted-limits.md"),
  },
  lambdaRamp: {
    unit: "new environments every 10 s of a function",
    value: everywhere(1_000),
    adjustable: false,
    source: `${lambda}/scaling-behavior.html`,
    date,
    seen: awsDocumentation("5101ce9774247f2b2ad09540196ccce3c270924d", "lambda/latest/dg/scaling-behavior.md"),
  },
  mappingConcurrency: {
    unit: "executions at once of a mapping with a maximum",
    value: everywhere(1_000),
    adjustable: false,
    source: `${lambda}/services-sqs-scaling.html`,
    date,
    seen: scaling,
  },
  mappingRamp: {
    unit: "more executions a minute of a mapping",
    value: everywhere(300),
    adjustable: false,
    source: `${lambda}/services-sqs-scaling.html`,
    date,
    seen: scaling,
  },
  snsPublish: {
    unit: "publishes/s of the account",
    value: { "ap-southeast-1": 1_500, "us-east-1": 30_000 },
    adjustable: true,
    source: "https://docs.aws.amazon.com/general/latest/gr/sns.html",
    date,
    seen: awsDocumentation("1d89b7e3a7ec71b8d29366af65cc11c9388d3f2e", "general/latest/gr/sns.md"),
  },
  sqsInFlight: {
    unit: "messages in flight of a queue",
    value: everywhere(120_000),
    adjustable: true,
    source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html",
    date,
    seen: awsDocumentation(
      "1cc18cd3aff599e9a60f913b56389dd108f00f2c",
      "AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.md",
    ),
  },
  busPutEvents: {
    unit: "PutEvents/s of the account",
    value: { "ap-southeast-1": 1_200, "us-east-1": 10_000 },
    adjustable: true,
    source: eventBridge,
    date,
    seen: eventBridgeQuotas,
  },
  pipeConcurrency: {
    unit: "pipe executions at once of the account",
    value: { "ap-southeast-1": 1_000, "us-east-1": 3_000 },
    adjustable: true,
    source: eventBridge,
    date,
    seen: eventBridgeQuotas,
  },
  tableWrites: {
    unit: "write units/s of a table",
    value: everywhere(40_000),
    adjustable: true,
    source: `${dynamo}/ServiceQuotas.html`,
    date,
    seen: awsDocumentation(
      "01f04b681e8ee35ee99ef61d615184bed6c3a18d",
      "amazondynamodb/latest/developerguide/ServiceQuotas.md",
    ),
  },
  tableFirstWrites: {
    unit: "write units/s of a table that is new",
    value: everywhere(4_000),
    adjustable: true,
    source: `${dynamo}/on-demand-capacity-mode.html`,
    date,
    seen: awsDocumentation(
      "027ee0c7302fd01a3bb1b3bc2affb56c3bba38c7",
      "amazondynamodb/latest/developerguide/on-demand-capacity-mode.md",
    ),
  },
  itemWrites: {
    unit: "write units/s of one item",
    value: everywhere(1_000),
    adjustable: false,
    source: `${dynamo}/bp-partition-key-design.html`,
    date,
    seen: awsDocumentation(
      "027ee0c7302fd01a3bb1b3bc2affb56c3bba38c7",
      "amazondynamodb/latest/developerguide/bp-partition-key-design.md",
    ),
  },
  /** AWS's page names no number: out of the sandbox it varies by the use case. */
  sesRate: {
    unit: "e-mails/s out of the sandbox",
    value: everywhere(14),
    adjustable: true,
    source: "https://docs.aws.amazon.com/ses/latest/dg/quotas.html",
    date,
  },
  secretReads: {
    unit: "secret reads/s of the account",
    value: everywhere(10_000),
    adjustable: false,
    source: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html",
    date,
    seen: awsDocumentation(
      "16745ad2a8912f1ddc99c36a1ac33771f67a5450",
      "secretsmanager/latest/userguide/reference_limits.md",
    ),
  },
  stripeRequests: {
    unit: "requests/s of a live account",
    value: everywhere(100),
    adjustable: true,
    source: "https://docs.stripe.com/rate-limits",
    date,
    seen: stripePage,
  },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof limits;

/** How many of them no copy says. */
export function unseenLimits(): number {
  const all: readonly Limit[] = Object.values(limits);
  return all.filter(({ seen }) => seen === undefined).length;
}
