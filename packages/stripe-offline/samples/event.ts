import { sampleId } from "./ids.ts";
import { sampleApiVersion, type SampleContext, type SampleEvent, type SampleObject } from "./types.ts";

export interface SampleEventOptions<T extends SampleObject> {
  type: string;
  object: T;
  /** Epoch seconds. */
  created: number;
  livemode: boolean;
  /** Two events with the same seed, type and object have the same id. */
  seed: string;
  account?: string | undefined;
  previousAttributes?: Record<string, unknown>;
  apiVersion?: string;
}

/** An event around an object, as Stripe posts it. */
export function sampleEvent<T extends SampleObject>(options: SampleEventOptions<T>): SampleEvent<T> {
  const { type, object, created, livemode, seed, account, previousAttributes } = options;
  const key = `${seed}/${type}/${object.id}`;
  return {
    id: sampleId("evt", key),
    object: "event",
    ...(account === undefined ? {} : { account }),
    api_version: options.apiVersion ?? sampleApiVersion,
    created,
    data: { object, ...(previousAttributes === undefined ? {} : { previous_attributes: previousAttributes }) },
    livemode,
    pending_webhooks: 1,
    request: { id: sampleId("req", key), idempotency_key: null },
    type,
  };
}

/** Makes events of one purchase: what they share is given once, `after` is seconds after the purchase's start. */
export function eventsOf(context: SampleContext) {
  return <T extends SampleObject>(
    type: string,
    object: T,
    after: number,
    more: { previousAttributes?: Record<string, unknown>; label?: string } = {},
  ): SampleEvent<T> => {
    const { label, ...rest } = more;
    return sampleEvent({
      type,
      object,
      created: context.at + after,
      livemode: context.livemode,
      seed: label === undefined ? context.seed : `${context.seed}/${label}`,
      account: context.account,
      ...rest,
    });
  };
}

/** The body of the webhook request: Stripe indents by two spaces. */
export function sampleBody(event: { readonly type: string }): string {
  return JSON.stringify(event, null, 2);
}
