import type { Clock } from "../../aws-offline/clock.ts";
import type { Parameters } from "./parameters.ts";
import type { StripeObject } from "./stripe-object.ts";

export interface StripeApiOptions {
  /** 0 takes any free port. */
  port: number;
  /** `sk_live_...` or `rk_live_...` sees live objects, any other test objects. An `rk_` key reads only; its `sk_` twin is known too. */
  apiKey: string;
  clock: Clock;
  /** Stripe's 100 (live) or 25 (test) requests a second of the run's clock; off unless asked for. */
  rateLimited?: boolean;
  /** How long a refund's own event is waited for before the refund is derived. */
  patienceMilliseconds?: number;
  /** Events that calls of this API caused (POST refunds). Stripe would post them to the webhook; this does not. */
  onEvent?: (event: StripeObject) => void;
}

export interface StripeRequest {
  method: string;
  path: string;
  parameters: Parameters;
  /** The account or the organisation's context that is asked on. */
  account: string | undefined;
  /** How far behind (s, by the run's clock) its lists are. */
  behindSeconds?: number;
}

export interface StripeResponse {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** Wraps each call: returns in its place, throws StripeApiError, waits, or throws LostResponse. */
export type StripeInterceptor = (
  request: StripeRequest,
  next: () => Promise<StripeResponse>,
) => Promise<StripeResponse>;
