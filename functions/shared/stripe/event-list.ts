import type Stripe from "stripe";
import type { StripeObject } from "../../../domain/event/event.ts";

export interface EventListOptions {
  readonly types: readonly string[];
  /** Epoch seconds, both included. */
  readonly since: number;
  readonly until?: number;
  readonly account?: string | undefined;
  readonly undelivered?: boolean;
}

/**
 * Stripe's events of the types, the newest first, a hundred a page. Stripe keeps them for 30 days.
 * @param ask calls Stripe; `what` names the call in its errors
 * @see https://docs.stripe.com/api/events/list
 */
export async function* listEvents(
  ask: <T>(what: string, call: (stripe: Stripe) => Promise<T>) => Promise<T>,
  { types, since, until, account, undelivered }: EventListOptions,
): AsyncGenerator<readonly StripeObject[]> {
  let after: string | undefined;
  for (;;) {
    const parameters = {
      limit: 100,
      created: { gte: since, ...(until === undefined ? {} : { lte: until }) },
      types: [...types],
      ...(undelivered === true ? { delivery_success: false } : {}),
      ...(after === undefined ? {} : { starting_after: after }),
    };
    const context = account === undefined ? {} : { stripeContext: account };
    const page = await ask("listing events", (stripe) => stripe.events.list(parameters, context));
    yield page.data.map((event) => ({ ...event }));
    after = page.data.at(-1)?.id;
    if (!page.has_more || after === undefined) return;
  }
}
