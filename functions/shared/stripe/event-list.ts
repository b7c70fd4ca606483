import type Stripe from "stripe";
import * as v from "valibot";
import type { StripeObject } from "../../../domain/event/event.ts";

export interface EventListOptions {
  readonly types: readonly string[];
  /** Epoch seconds, both included. */
  readonly since: number;
  readonly until?: number;
  readonly account?: string | undefined;
  readonly undelivered?: boolean;
}

type Ask = <T>(what: string, call: (stripe: Stripe) => Promise<T>) => Promise<T>;

/**
 * Stripe's events of the types, the newest first, a hundred a page. Stripe keeps them for 30 days.
 * @param ask calls Stripe; `what` names the call in its errors
 * @see https://docs.stripe.com/api/events/list
 */
export async function* listEvents(
  ask: Ask,
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

const thinPage = v.object({ data: v.array(v.record(v.string(), v.unknown())), next_page_url: v.nullish(v.string()) });

/**
 * As {@link listEvents}, the thin events of v1 objects. Asked by URL: the API takes ISO times, which stripe-node types as
 * numbers.
 * @see https://docs.stripe.com/api/v2/core/events/list
 */
export async function* listThinEvents(
  ask: Ask,
  { types, since, until, account }: EventListOptions,
): AsyncGenerator<readonly StripeObject[]> {
  const query = new URLSearchParams({ limit: "100", "created[gte]": new Date(since * 1000).toISOString() });
  if (until !== undefined) query.set("created[lte]", new Date(until * 1000).toISOString());
  types.forEach((type, index) => query.set(`types[${String(index)}]`, `v1.${type}`));
  const context = account === undefined ? {} : { stripeContext: account };
  for (let url: string | undefined = `/v2/core/events?${query.toString()}`; url !== undefined;) {
    const path = url;
    const page = await ask("listing thin events", (stripe): Promise<unknown> =>
      stripe.rawRequest("GET", path, {}, context),
    );
    const { data, next_page_url: next } = v.parse(thinPage, page);
    yield data;
    url = next ?? undefined;
  }
}
