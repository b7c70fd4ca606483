import { setTimeout as delay } from "node:timers/promises";
import * as v from "valibot";
import type { ActiveFault } from "../../aws-offline/faults/active-fault.ts";
import { frequency, status, text } from "../../aws-offline/faults/fault.ts";
import { LostResponse } from "../../aws-offline/gateway/aws-error.ts";
import { StripeApiError } from "./stripe-error.ts";
import type { StripeInterceptor, StripeRequest } from "./types.ts";

const seconds = v.pipe(v.number(), v.integer(), v.minValue(1));

const requests = {
  at: v.literal("stripe"),
  method: v.exactOptional(v.picklist(["GET", "POST", "DELETE"])),
  /** Where `*` is any one part: `/v1/checkout/sessions/*`. */
  path: v.exactOptional(text),
  /** A part of path or parameters. */
  containing: v.exactOptional(text),
  ...frequency,
};

/** As for calls of AWS; `error` is Stripe's 500 by default, `throttle` its 429, `not-found` its 404. */
export const stripeFault = v.variant("fails", [
  v.strictObject({ ...requests, fails: v.picklist(["throttle", "not-found", "lost-response", "no-response"]) }),
  v.strictObject({ ...requests, fails: v.literal("error"), status: v.exactOptional(status) }),
  /** Lists lack what became known within the last `seconds` by the run's clock, 30 unless given. */
  v.strictObject({ ...requests, fails: v.literal("behind"), seconds: v.exactOptional(seconds) }),
]);
export type StripeFault = v.InferOutput<typeof stripeFault>;

/** Longer than any client waits; the connection is closed then. */
const longestWaitMilliseconds = 60_000;

/** Runs before every request to the offline Stripe API. */
export function stripeInterceptor(faults: Iterable<ActiveFault<StripeFault>>): StripeInterceptor {
  return async (request, next) => {
    for (const fault of faults) {
      if (matches(fault.fault, request) && fault.strikes(() => `stripe ${request.method} ${request.path}`)) {
        return strike(fault.fault, request, next);
      }
    }
    return next();
  };
}

const usualLagSeconds = 30;

function strike<Result>(fault: StripeFault, request: StripeRequest, next: () => Promise<Result>): Promise<Result> {
  if (fault.fails !== "behind") return fail(fault, next);
  request.behindSeconds = fault.seconds ?? usualLagSeconds;
  return next();
}

async function fail<Result>(
  fault: Exclude<StripeFault, { fails: "behind" }>,
  next: () => Promise<Result>,
): Promise<never> {
  switch (fault.fails) {
    case "error":
      throw new StripeApiError(fault.status ?? 500, "The request failed (a fault plan)", { type: "api_error" });
    case "throttle":
      throw new StripeApiError(429, "Request rate limit exceeded (a fault plan)", { code: "rate_limit" });
    case "not-found":
      throw new StripeApiError(404, "No such object (a fault plan)", { code: "resource_missing" });
    case "lost-response":
      await next().catch(() => undefined);
      throw new LostResponse();
    case "no-response":
      await delay(longestWaitMilliseconds, undefined, { ref: false });
      throw new LostResponse();
  }
}

function matches({ method, path, containing }: StripeFault, request: StripeRequest): boolean {
  const isOnPath = path === undefined || pattern(path).test(request.path);
  const whole = containing === undefined ? "" : `${request.path} ${JSON.stringify(request.parameters)}`;
  return (method ?? request.method) === request.method && isOnPath && whole.includes(containing ?? "");
}

function pattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/[.+?^${}()|[\]\\]/gu, "\\$&").replaceAll("*", "[^/]+")}$`, "u");
}
