import type { Consumer, Journal } from "./journal.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { StripeApi } from "./stripe/api.ts";
import type { StripeEvent } from "./stripe/event.ts";

/** What of an SQS record is used; the body is the Stripe event as JSON. */
export interface QueueRecord {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: { readonly ApproximateReceiveCount: string; readonly SentTimestamp: string };
}

export interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

export interface BatchOptions {
  readonly consumer: Consumer;
  /** Events of the other livemode are counted and skipped. */
  readonly livemode: boolean;
  readonly stripe: Pick<StripeApi, "retrieveEvent">;
  readonly journal: Pick<Journal, "recordFailure">;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Applies one event; a throw gives this record back and leaves the others alone. */
  readonly handle: (event: StripeEvent) => Promise<void>;
  /** How long the invocation may still take; records that would outlast it are given back. */
  readonly remainingMilliseconds?: () => number;
}

/** Applies a batch, record by record; the answer names the records to be received again. */
export async function processBatch(_records: readonly QueueRecord[], _options: BatchOptions): Promise<BatchResponse> {
  return Promise.reject(new Error("to be filled in"));
}
