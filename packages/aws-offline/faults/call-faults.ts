import { LostAnswer } from "../gateway/aws-error.ts";
import type { AwsCall, Input, Interceptor, Output } from "../gateway/types.ts";
import type { Clock } from "../clock.ts";
import type { ActiveFault } from "./active-fault.ts";
import type { Invocations, RunningInvocation } from "./invocations.ts";
import type { CallFault, FaultAt } from "./plan.ts";
import { serviceError } from "./service-errors.ts";

/** What a caller within the process waits for an answer, by the run's clock; a function has time limits of its own. */
const patienceMilliseconds = 30_000;

export interface CallFaults {
  /** Those that name no event. */
  readonly calls: Iterable<ActiveFault<CallFault>>;
  readonly pipes: Iterable<ActiveFault<FaultAt<"pipe">>>;
  readonly invocations: Invocations;
  readonly clock: Clock;
}

/** Stands before every call of AWS. */
export function callInterceptor(faults: CallFaults): Interceptor {
  const { calls, pipes, invocations, clock } = faults;
  return async (call, next) => {
    const invocation = invocations.running(call.traceId);
    const isOfPipe = invocation === undefined && call.service === "events" && !call.principal.includes(":user/");
    if (isOfPipe) {
      const struck = first(pipes, ({ fault }) => fault.fails !== "enrichment", call);
      if (struck !== undefined) return refuseEntries(struck.fault.fails === "one-entry", call, next);
    }
    const candidates = [...(invocation?.callFaults ?? []), ...calls];
    const struck = first(candidates, ({ fault }) => matches(fault, call, invocation), call);
    return struck === undefined ? next() : fail(struck.fault, call, next);
  };

  async function fail(fault: CallFault, call: AwsCall, next: () => Promise<Output>): Promise<Output> {
    const hasEffect = ["error-after", "lost-answer", "crash-after"].includes(fault.fails);
    // What the service answers is not what the caller hears, even if it is a refusal.
    if (hasEffect) await next().catch(() => undefined);
    switch (fault.fails) {
      case "throttle":
        throw serviceError(call.service, "throttle");
      case "error":
      case "error-after":
        throw serviceError(call.service, "error", fault);
      case "lost-answer":
        throw new LostAnswer();
      case "no-answer":
        await callerGone(call);
        throw new LostAnswer();
      case "crash-before":
      case "crash-after": {
        const invocation = invocations.running(call.traceId);
        if (invocation !== undefined) invocations.crash(invocation, fault.as ?? "exit");
        // Its worker may still run for a moment, and would ask again after an answer.
        await callerGone(call);
        throw new LostAnswer();
      }
    }
  }

  async function callerGone({ signal, traceId }: AwsCall): Promise<void> {
    if (traceId === undefined) await clock.wait(patienceMilliseconds, signal).catch(() => undefined);
    else if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  }
}

/** The bus answers all entries, or the first of them, as refused, and takes the others. */
async function refuseEntries(
  onlyOne: boolean,
  call: AwsCall,
  next: (input?: Input) => Promise<Output>,
): Promise<Output> {
  if (!onlyOne) throw serviceError(call.service, "error");
  const [, ...others] = Array.isArray(call.input["Entries"]) ? (call.input["Entries"] as unknown[]) : [];
  const taken = others.length === 0 ? [] : (await next({ ...call.input, Entries: others }))["Entries"];
  const { code: ErrorCode, message: ErrorMessage } = serviceError(call.service, "error");
  return { FailedEntryCount: 1, Entries: [{ ErrorCode, ErrorMessage }, ...(Array.isArray(taken) ? taken : [])] };
}

function first<F extends CallFault | FaultAt<"pipe">>(
  faults: Iterable<ActiveFault<F>>,
  matching: (fault: ActiveFault<F>) => boolean,
  call: AwsCall,
): ActiveFault<F> | undefined {
  for (const fault of faults) if (matching(fault) && fault.strikes(() => placeOf(call))) return fault;
  return undefined;
}

function matches(fault: CallFault, call: AwsCall, invocation: RunningInvocation | undefined): boolean {
  if (fault.fails.startsWith("crash") && invocation === undefined) return false;
  return (
    (fault.service ?? call.service) === call.service &&
    (fault.action ?? call.action) === call.action &&
    (fault.caller === undefined || roleOf(call).includes(fault.caller)) &&
    (fault.resource === undefined || call.resources.some((arn) => arn.includes(fault.resource ?? ""))) &&
    (fault.handling === undefined || invocation?.eventIds.has(fault.handling) === true) &&
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
