import { AsyncLocalStorage } from "node:async_hooks";
import type Stripe from "stripe";
import type { Pace } from "./pace.ts";

type HttpClient = ReturnType<typeof Stripe.createNodeHttpClient>;

/** The slots that a call of the API has in hand. */
const inHand = new AsyncLocalStorage<{ slots: number }>();

export function withSlots<T>(slots: number, call: () => Promise<T>): Promise<T> {
  return inHand.run({ slots }, call);
}

/** Each request has its slot, a page's and a repeated one's too. Stripe's 429 is everybody's. */
export function pacedClient(client: HttpClient, pace: Pace): HttpClient {
  const makeRequest = client.makeRequest.bind(client);
  client.makeRequest = async (...parameters) => {
    const held = inHand.getStore();
    if (held !== undefined && held.slots > 0) held.slots -= 1;
    else await pace.take(1);
    const response = await makeRequest(...parameters);
    if (response.getStatusCode() === 429) await pace.slowDown();
    return response;
  };
  return client;
}
