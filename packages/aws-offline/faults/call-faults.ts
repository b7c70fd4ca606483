import * as v from "valibot";
import type { Clock } from "../clock.ts";
import { LostResponse } from "../gateway/aws-error.ts";
import type { AwsCall, Interceptor, Output } from "../gateway/types.ts";
import type { Invocations, RunningInvocation } from "../services/lambda/invocations.ts";
import type { ActiveFault, FaultSet } from "./active-fault.ts";
import { crash, frequency, status, text } from "./fault.ts";
import type { ErrorOf } from "./service-errors.ts";

/** Which calls of AWS. What is left out matches all; `caller` and `resource` are parts of the role's and resource's ARN. */
const calls = {
  at: v.literal("call"),
  /** As in IAM actions: `dynamodb`, `secretsmanager`, ... */
  service: v.exactOptional(text),
  action: v.exactOptional(text),
  caller: v.exactOptional(text),
  resource: v.exactOptional(text),
  /** A part of the call's input as JSON. */
  containing: v.exactOptional(text),
  /** A word, such as an event's id: calls made by functions while their payload contains it, alone or in a batch. */
  handling: v.exactOptional(text),
  ...frequency,
};

/**
 * `throttle`, `error`: AWS's own response in the place of the effect, for `error` another one by `code` and `status`.
 * `error-after`: the effect, and an error all the same. `lost-response`: the effect, and the connection ends.
 * `no-response`: neither effect nor response, until the caller gives up. `crash-before`, `crash-after`: the function that
 * calls ends before or after the effect.
 */
export const callFault = v.variant("fails", [
  v.strictObject({ ...calls, fails: v.picklist(["throttle", "lost-response", "no-response"]) }),
  v.strictObject({
    ...calls,
    fails: v.picklist(["error", "error-after"]),
    code: v.exactOptional(text),
    status: v.exactOptional(status),
  }),
  v.strictObject({ ...calls, fails: v.picklist(["crash-before", "crash-after"]), as: v.exactOptional(crash) }),
]);
export type CallFault = v.InferOutput<typeof callFault>;

/** Faults of calls; those that name a word are looked up by it, because a test has thousands. */
export class CallFaultSet implements FaultSet<CallFault> {
  readonly #all = new Set<ActiveFault<CallFault>>();
  readonly #byWord = new Map<string, Set<ActiveFault<CallFault>>>();

  add(fault: ActiveFault<CallFault>): void {
    this.#setOf(fault).add(fault);
  }

  delete(fault: ActiveFault<CallFault>): void {
    this.#setOf(fault).delete(fault);
  }

  *of(invocation: RunningInvocation | undefined): Iterable<ActiveFault<CallFault>> {
    if (invocation !== undefined && this.#byWord.size > 0) {
      for (const word of invocation.words()) yield* this.#byWord.get(word) ?? [];
    }
    yield* this.#all;
  }

  #setOf({ fault: { handling } }: ActiveFault<CallFault>): Set<ActiveFault<CallFault>> {
    if (handling === undefined) return this.#all;
    const known = this.#byWord.get(handling) ?? new Set();
    this.#byWord.set(handling, known);
    return known;
  }
}

/** What a caller within the process waits for a response, by the run's clock; a function has time limits of its own. */
const patienceMilliseconds = 30_000;

export interface CallFaultParts {
  readonly faults: CallFaultSet;
  readonly invocations: Invocations;
  readonly clock: Clock;
  readonly errorOf: ErrorOf;
}

/** Runs before every call of AWS. */
export function callFaults({ faults, invocations, clock, errorOf }: CallFaultParts): Interceptor {
  return async (call, next) => {
    const invocation = invocations.running(call.traceId);
    for (const active of faults.of(invocation)) {
      if (!matches(active.fault, call, invocation) || !active.strikes(() => placeOf(call))) continue;
      return fail(active.fault, call, next);
    }
    return next();
  };

  async function fail(fault: CallFault, call: AwsCall, next: () => Promise<Output>): Promise<Output> {
    const hasEffect = ["error-after", "lost-response", "crash-after"].includes(fault.fails);
    // The caller does not get the service's response, even if it is a refusal.
    if (hasEffect) await next().catch(() => undefined);
    switch (fault.fails) {
      case "throttle":
        throw errorOf(call.service, "throttle");
      case "error":
      case "error-after":
        throw errorOf(call.service, "error", fault);
      case "lost-response":
        throw new LostResponse();
      case "no-response":
        await callerGone(call);
        throw new LostResponse();
      case "crash-before":
      case "crash-after": {
        invocations.running(call.traceId)?.crash(fault.as ?? "exit");
        // Its worker may still run for a moment, and would ask again after a response.
        await callerGone(call);
        throw new LostResponse();
      }
    }
  }

  async function callerGone({ signal, traceId }: AwsCall): Promise<void> {
    if (traceId === undefined) await clock.wait(patienceMilliseconds, signal).catch(() => undefined);
    else if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  }
}

function matches(fault: CallFault, call: AwsCall, invocation: RunningInvocation | undefined): boolean {
  if (fault.fails.startsWith("crash") && invocation === undefined) return false;
  return (
    (fault.service ?? call.service) === call.service &&
    (fault.action ?? call.action) === call.action &&
    (fault.caller === undefined || roleOf(call).includes(fault.caller)) &&
    (fault.resource === undefined || call.resources.some((arn) => arn.includes(fault.resource ?? ""))) &&
    (fault.handling === undefined || invocation?.handles(fault.handling) === true) &&
    (fault.containing === undefined || JSON.stringify(call.input).includes(fault.containing))
  );
}

function placeOf(call: AwsCall): string {
  const resources = call.resources.map((arn) => arn.split(/[:/]/u).at(-1) ?? arn);
  return `${call.service}:${call.action} by ${roleOf(call)} on ${resources.join(", ")}`;
}

function roleOf({ principal }: AwsCall): string {
  return principal.split("/").at(-1) ?? principal;
}
