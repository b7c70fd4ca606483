/** What CloudWatch knows of the running system. */
export interface CloudWatchPort {
  alarms(): readonly AlarmSummary[];
  /** Now. */
  queues(): Promise<readonly QueueGauge[]>;
  /** Of a function, between two times (epoch milliseconds), the end excluded. */
  invocations(functionName: string, from: number, to: number): { readonly count: number; readonly errors: number };
}

export interface AlarmSummary {
  readonly kind: "metric" | "composite";
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  /** Members of AWS's description that depend on the kind. */
  readonly details: Readonly<Record<string, unknown>>;
}

export interface QueueGauge {
  readonly name: string;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** Epoch milliseconds. */
  readonly oldestSentAt?: number;
}
