import type Stripe from "stripe";
import type { StripeObject } from "../domain/event/event.ts";
import { askStripe } from "./stripe.ts";

export interface EventListOptions {
  readonly types: readonly string[];
  /** Epoch seconds. */
  readonly since: number;
  readonly account?: string | undefined;
  readonly undelivered?: boolean;
}

/**
 * Stripe's events of the types, the newest first, a hundred a page. Stripe keeps them for 30 days.
 * @see https://docs.stripe.com/api/events/list
 */
export async function* listEvents(
  stripe: Stripe,
  { types, since, account, undelivered }: EventListOptions,
): AsyncGenerator<readonly StripeObject[]> {
  let after: string | undefined;
  for (;;) {
    const page = await askStripe(
      "listing events",
      stripe.events.list(
        {
          limit: 100,
          created: { gte: since },
          types: [...types],
          ...(undelivered === true ? { delivery_success: false } : {}),
          ...(after === undefined ? {} : { starting_after: after }),
        },
        account === undefined ? {} : { stripeContext: account },
      ),
    );
    yield page.data.map((event) => ({ ...event }));
    after = page.data.at(-1)?.id;
    if (!page.has_more || after === undefined) return;
  }
}
