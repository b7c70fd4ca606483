import type { Consumer } from "../../consumers.ts";
import type { InspectedEvent } from "./read-archive.ts";
import { concerns } from "./selection.ts";

export interface ForwardPorts {
  /** Sends bodies to a consumer's queue; resolves when SQS has confirmed each. */
  readonly send: (consumer: Consumer, bodies: readonly string[]) => Promise<void>;
  readonly livemode: boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What was passed on to the consumers' queues. */
export interface Forwarded {
  readonly perConsumer: Record<string, number>;
  readonly eventIds: string[];
  /** Stubs of events too large for SNS, passed on as they are: the consumers fetch the rest from Stripe. */
  readonly stubs: string[];
  /** Stubs that Stripe does not have any more: they will fail as `stripe-not-found`. */
  readonly lostStubs: string[];
}

/** @see https://docs.stripe.com/api/events */
const stripeKeeps = 30 * 24 * 60 * 60_000;

/** Passes the events that fit on to the consumers that act on their type, as their replay rules would. */
export function forwarder(
  consumers: readonly Consumer[],
  fits: (event: InspectedEvent) => boolean,
  { send, livemode, now }: ForwardPorts,
): { readonly forwarded: Forwarded; readonly take: (events: readonly InspectedEvent[]) => Promise<void> } {
  const forwarded: Forwarded = {
    perConsumer: Object.fromEntries(consumers.map(({ name }) => [name, 0])),
    eventIds: [],
    stubs: [],
    lostStubs: [],
  };
  return {
    forwarded,
    async take(events) {
      const matches = events.filter(fits);
      for (const consumer of consumers) {
        const bodies = matches.filter((event) => concerns(consumer, event, livemode)).map(({ body }) => body);
        if (bodies.length > 0) await send(consumer, bodies);
        forwarded.perConsumer[consumer.name] = (forwarded.perConsumer[consumer.name] ?? 0) + bodies.length;
      }
      for (const { id, oversize, created } of matches) {
        forwarded.eventIds.push(id);
        if (oversize) (now() - created * 1000 > stripeKeeps ? forwarded.lostStubs : forwarded.stubs).push(id);
      }
    },
  };
}
