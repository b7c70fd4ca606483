import { randomUUID } from "node:crypto";
import * as v from "valibot";
import type { ActiveFault } from "../../faults/active-fault.ts";
import { crash, frequency, text } from "../../faults/fault.ts";
import type { InvocationInterceptor } from "./invocations.ts";
import type { Interruption, InvokeResult } from "./runtime/types.ts";

/** The whole invocation: it ends before the handler does anything, or when all is done but not returned. */
export const invocationFault = v.strictObject({
  at: v.literal("invocation"),
  /** A part of the function's name. */
  function: v.exactOptional(text),
  /** A word of its payload, such as an event's id. */
  handling: v.exactOptional(text),
  fails: v.picklist(["crash-before", "crash-after"]),
  as: v.exactOptional(crash),
  ...frequency,
});
export type InvocationFault = v.InferOutput<typeof invocationFault>;

export function invocationFaults(faults: Iterable<ActiveFault<InvocationFault>>): InvocationInterceptor {
  return async (invocation, next) => {
    for (const active of faults) {
      const { function: name = "", handling, fails, as } = active.fault;
      if (!invocation.functionName.includes(name)) continue;
      if (handling !== undefined && !invocation.handles(handling)) continue;
      if (!active.strikes(() => `invocation of ${invocation.functionName}`)) continue;
      if (fails === "crash-after") await next();
      return crashed(as);
    }
    return next();
  };
}

/** Lambda's responses for a function that ended without one. */
export function crashed(how: Interruption = "exit"): InvokeResult {
  const requestId = randomUUID();
  const responses = {
    exit: ["Runtime.ExitError", "Error: Runtime exited with error: exit status 1"],
    "time-out": ["Sandbox.Timedout", "Error: Task timed out"],
    "out-of-memory": ["Runtime.ExitError", "Error: Runtime exited with error: signal: killed"],
  } as const;
  const [errorType, message] = responses[how];
  return { ok: false, errorType, errorMessage: `RequestId: ${requestId} ${message} (a fault plan)`, requestId };
}
