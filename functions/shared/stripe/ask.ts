import type Stripe from "stripe";
import { isObject } from "../../../domain/event/event.ts";
import { retryable } from "../../../domain/failure.ts";
import type { SecretReader, StripeKey } from "../secret.ts";
import { asProcessingError } from "./api-errors.ts";
import type { Pace } from "./pace.ts";
import { pacedClient, withSlots } from "./paced-client.ts";

/** How long one response may take, and how often the SDK retries after a failure that may pass. */
export const stripeTimes = { timeout: 5000, maxNetworkRetries: 2 } as const;

export interface StripeAccess {
  readonly secrets: SecretReader<StripeKey>;
  /** Instead of api.stripe.com: `http://127.0.0.1:4002`. */
  readonly url?: string | undefined;
  /** Asked before each request; absent: nobody else asks under this key at the same time. */
  readonly pace?: Pace;
}

/**
 * Calls Stripe under the stack's key; `what` names the call in its errors.
 * @param requests that it takes at least: their slots are taken together, so that none of them is refused half-way
 * @throws ProcessingError, as {@link asProcessingError} words it
 */
export type Ask = <T>(what: string, call: (stripe: Stripe) => Promise<T>, requests?: number) => Promise<T>;

/** By the stripe package, which is loaded at the first call: most invocations need none. */
export function createAsk({ secrets, url, pace }: StripeAccess): Ask {
  let client: { readonly key: string; readonly stripe: Stripe } | undefined;

  const connect = async (): Promise<Stripe> => {
    const { stripeApiKey: key } = await secrets.read();
    if (key === undefined) {
      throw retryable("secret-unavailable", "the secret holds no stripe_api_key yet");
    }
    if (client?.key === key) return client.stripe;
    const { Stripe: StripeClient } = await import("stripe");
    const stripe = new StripeClient(key, {
      ...stripeTimes,
      telemetry: false,
      ...(pace === undefined ? {} : { httpClient: pacedClient(StripeClient.createNodeHttpClient(), pace) }),
      ...at(url),
    });
    client = { key, stripe };
    return stripe;
  };

  return async (what, call, requests = 1) => {
    const stripe = await connect();
    await pace?.take(requests);
    try {
      return await withSlots(requests, () => call(stripe));
    } catch (error) {
      // A key that Stripe no longer accepts may have been replaced since it was read: the next attempt sees it.
      if (isUnauthorised(error)) await secrets.refresh().catch(() => undefined);
      throw asProcessingError(error, what);
    }
  };
}

function at(url: string | undefined): Stripe.StripeConfig {
  if (url === undefined || url === "") return {};
  const { protocol, hostname, port } = new URL(url);
  const isPlain = protocol === "http:";
  return { protocol: isPlain ? "http" : "https", host: hostname, port: port === "" ? (isPlain ? 80 : 443) : port };
}

function isUnauthorised(error: unknown): boolean {
  return isObject(error) && error["statusCode"] === 401;
}
