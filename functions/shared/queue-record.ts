import { identityOf } from "../../domain/event/event.ts";
import { parseJson } from "../../domain/json.ts";

/** The parts of an SQS record that are used; the body is the Stripe event as JSON. */
export interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: {
    readonly ApproximateReceiveCount: string;
    /** Epoch milliseconds. */
    readonly SentTimestamp?: string;
  };
  /** To compute delay and wait from: a replayed event has none, and nothing else may depend on them. */
  readonly messageAttributes?: Readonly<Record<string, { readonly stringValue?: string | undefined }>> | undefined;
}

/** The event that the record has, as far as its body says: for a line of the log. */
export function namedEvent({ body }: QueueRecord): { readonly eventId?: string } {
  const { id } = identityOf(parseJson(body));
  return id === undefined ? {} : { eventId: id };
}

export function receivesOf({ attributes }: QueueRecord): number {
  return Number(attributes.ApproximateReceiveCount);
}
