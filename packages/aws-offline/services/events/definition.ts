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
export interface BusEvent {
  version: "0";
  id: string;
  "detail-type": string;
  source: string;
  account: string;
  /** ISO, whole seconds. */
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
  /** The replay's name, on a replayed event only. */
  "replay-name"?: string;
}
