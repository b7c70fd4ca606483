import { LostResponse, type AwsError } from "./aws-error.ts";
import type { AwsCall, Interceptor } from "./types.ts";

type Chosen = (call: AwsCall) => boolean;

/** Returns `error` instead of doing the work. */
export function failBefore(chosen: Chosen, error: () => AwsError): Interceptor {
  return (call, next) => (chosen(call) ? Promise.reject(error()) : next());
}

/** Does the work and returns `error` all the same. */
export function failAfter(chosen: Chosen, error: () => AwsError | LostResponse): Interceptor {
  return async (call, next) => {
    const output = await next();
    if (chosen(call)) throw error();
    return output;
  };
}

/** Does the work and closes the connection without a response. */
export function loseResponse(chosen: Chosen): Interceptor {
  return failAfter(chosen, () => new LostResponse());
}

/** Does nothing, and gives no response until the caller gives up. */
export function hang(chosen: Chosen): Interceptor {
  return async (call, next) => {
    if (!chosen(call)) return next();
    await ended(call.signal);
    throw new LostResponse();
  };
}

/** Does the work after `wait` is over, unless the caller gives up before. */
export function delayed(chosen: Chosen, wait: (signal: AbortSignal) => Promise<void>): Interceptor {
  return async (call, next) => {
    if (chosen(call)) await wait(call.signal);
    return next();
  };
}

function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
