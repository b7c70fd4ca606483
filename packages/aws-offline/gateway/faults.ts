import { LostAnswer, type AwsError } from "./aws-error.ts";
import type { AwsCall, Interceptor } from "./types.ts";

type Chosen = (call: AwsCall) => boolean;

/** Answers `error` instead of doing the work. */
export function failBefore(chosen: Chosen, error: () => AwsError): Interceptor {
  return (call, next) => (chosen(call) ? Promise.reject(error()) : next());
}

/** Does the work and answers `error` all the same. */
export function failAfter(chosen: Chosen, error: () => AwsError | LostAnswer): Interceptor {
  return async (call, next) => {
    const output = await next();
    if (chosen(call)) throw error();
    return output;
  };
}

/** Does the work and closes the connection without an answer. */
export function loseAnswer(chosen: Chosen): Interceptor {
  return failAfter(chosen, () => new LostAnswer());
}

/** Does nothing and answers nothing until the caller gives up. */
export function hang(chosen: Chosen): Interceptor {
  return async (call, next) => {
    if (!chosen(call)) return next();
    await ended(call.signal);
    throw new LostAnswer();
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
