import { setTimeout as delay } from "node:timers/promises";
import { StripeApiError } from "./stripe-error.ts";
import type { StripeInterceptor, StripeRequest } from "./types.ts";
import type { ActiveFault } from "../../aws-offline/faults/active-fault.ts";
import type { FaultAt } from "../../aws-offline/faults/plan.ts";

type StripeFault = FaultAt<"stripe">;

/** Longer than any client waits; the connection is closed then. */
const longestWaitMilliseconds = 60_000;

/** Stands before every request to the offline Stripe API. */
export function stripeInterceptor(faults: Iterable<ActiveFault<StripeFault>>): StripeInterceptor {
  return async (request, next) => {
    for (const fault of faults) {
      if (matches(fault.fault, request) && fault.strikes(() => `stripe ${request.method} ${request.path}`)) {
        return fail(fault.fault, next);
      }
    }
    return next();
  };
}

async function fail<Answer>(fault: StripeFault, next: () => Promise<Answer>): Promise<never> {
  switch (fault.fails) {
    case "error":
      throw new StripeApiError(fault.status ?? 500, "The request failed (a fault plan)", { type: "api_error" });
    case "throttle":
      throw new StripeApiError(429, "Request rate limit exceeded (a fault plan)", { code: "rate_limit" });
    case "not-found":
      throw new StripeApiError(404, "No such object (a fault plan)", { code: "resource_missing" });
    case "lost-answer":
      await next().catch(() => undefined);
      throw new Error("the answer is lost");
    case "no-answer":
      await delay(longestWaitMilliseconds, undefined, { ref: false });
      throw new Error("the caller has gone");
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
