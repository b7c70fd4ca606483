import * as v from "valibot";
import type { ActiveFault } from "../../faults/active-fault.ts";
import { frequency } from "../../faults/fault.ts";
import type { AwsError } from "../../gateway/aws-error.ts";
import type { AwsCall, Input, Interceptor, Output } from "../../gateway/types.ts";
import { crashed } from "../lambda/faults.ts";
import type { InvocationInterceptor } from "../lambda/invocations.ts";

/** Of a pipe: its enrichment fails, the bus refuses the batch, or one entry of it. */
export const pipeFault = v.strictObject({
  at: v.literal("pipe"),
  fails: v.picklist(["enrichment", "target", "one-entry"]),
  ...frequency,
});
export type PipeFault = v.InferOutput<typeof pipeFault>;

type Faults = Iterable<ActiveFault<PipeFault>>;

/** A pipe hands over a list, and nobody else does. */
export function enrichmentFaults(faults: Faults): InvocationInterceptor {
  return async ({ functionName, payload }, next) => {
    const isOfPipe = Array.isArray(payload);
    for (const active of isOfPipe ? faults : []) {
      if (active.fault.fails !== "enrichment") continue;
      if (active.strikes(() => `invocation of ${functionName}`)) return crashed();
    }
    return next();
  };
}

/** @param isOfFunction whether a call was made by a function while it ran: the other roles' events are a pipe's */
export function targetFaults(
  faults: Faults,
  isOfFunction: (call: AwsCall) => boolean,
  error: () => AwsError,
): Interceptor {
  return async (call, next) => {
    const isOfPipe = call.service === "events" && !isOfFunction(call) && !call.principal.includes(":user/");
    for (const active of isOfPipe ? faults : []) {
      if (active.fault.fails === "enrichment") continue;
      const { principal, resources } = call;
      const place = (): string =>
        `events:${call.action} by ${lastPart(principal)} on ${resources.map(lastPart).join(", ")}`;
      if (active.strikes(place)) return refuseEntries(active.fault.fails === "one-entry", call, next, error);
    }
    return next();
  };
}

/** The bus refuses all entries, or the first of them, and takes the others. */
async function refuseEntries(
  onlyOne: boolean,
  call: AwsCall,
  next: (input?: Input) => Promise<Output>,
  error: () => AwsError,
): Promise<Output> {
  if (!onlyOne) throw error();
  const [, ...others] = Array.isArray(call.input["Entries"]) ? (call.input["Entries"] as unknown[]) : [];
  const accepted = others.length === 0 ? [] : (await next({ ...call.input, Entries: others }))["Entries"];
  const { code: ErrorCode, message: ErrorMessage } = error();
  return { FailedEntryCount: 1, Entries: [{ ErrorCode, ErrorMessage }, ...(Array.isArray(accepted) ? accepted : [])] };
}

const lastPart = (arn: string): string => arn.split(/[:/]/u).at(-1) ?? arn;
