import * as v from "valibot";

export interface BusDefinition {
  name: string;
  /** Of the partner event source that the bus is bound to; the bus then has its name. */
  eventSourceName?: string;
  kmsKeyId?: string;
  /** Of a queue for events that the bus cannot encrypt. */
  deadLetterArn?: string;
  tags?: Record<string, string>;
}

export interface RuleDefinition {
  name: string;
  busName: string;
  /** JSON. */
  eventPattern: string;
  description?: string;
  /** Default true. */
  enabled?: boolean;
  tags?: Record<string, string>;
}

export interface TargetDefinition {
  rule: string;
  busName: string;
  /** Default: the rule's name. */
  id?: string;
  /** Of an SQS queue; no other target is supported. */
  arn: string;
  /** `$`, `$.detail`, `$.detail.event` ...; default the whole event. */
  inputPath?: string;
  deadLetterArn?: string;
  retryPolicy?: { maximumEventAgeInSeconds?: number; maximumRetryAttempts?: number };
}

export interface ArchiveDefinition {
  name: string;
  busArn: string;
  /** JSON; default every event. */
  eventPattern?: string;
  /** 0 or absent: for ever. */
  retentionDays?: number;
  kmsKeyId?: string;
  description?: string;
}

/** An event as it is in the archive and in a queue. */
export const busEvent = v.object({
  version: v.literal("0"),
  id: v.string(),
  "detail-type": v.string(),
  source: v.string(),
  account: v.string(),
  /** ISO, whole seconds. */
  time: v.string(),
  region: v.string(),
  resources: v.array(v.string()),
  detail: v.record(v.string(), v.unknown()),
  /** The replay's name, on a replayed event only. */
  "replay-name": v.exactOptional(v.string()),
});
export type BusEvent = v.InferOutput<typeof busEvent>;
