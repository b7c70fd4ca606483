import { AwsError } from "../../packages/aws-offline/gateway/aws-error.ts";
import type { System } from "./system.ts";

export interface Moment {
  /** `sqs`, `events`, ... */
  readonly service: string;
  readonly action: string;
  readonly effect: "before" | "after";
}

/**
 * Kills the operator's command at its call of an action: from there on, before or after its effect, nothing that it asks
 * of the service is done any more. The function returned lets the next command work.
 */
export function killAt({ run }: System, { service, action, effect }: Moment): () => void {
  let isKilled = false;
  return run.aws.gateway.use(async (call, next) => {
    if (call.principal !== run.operator.arn || call.service !== service) return next();
    const isHere = !isKilled && call.action === action;
    if (isHere) isKilled = true;
    if (!isKilled) return next();
    if (isHere && effect === "after") await next();
    throw new AwsError("ValidationError", "killed here");
  });
}

/** Presses Ctrl-C when the operator's command, or a function because of it, calls an action for the first time. */
export function pressAt(
  { run }: System,
  action: string,
  caller: "operator" | "function" = "operator",
): { readonly signal: AbortSignal; readonly undo: () => void } {
  const interruption = new AbortController();
  const undo = run.aws.gateway.use((call, next) => {
    const isOperator = call.principal === run.operator.arn;
    if (call.action === action && isOperator === (caller === "operator")) interruption.abort();
    return next();
  });
  return { signal: interruption.signal, undo };
}

/** Holds what services deliver to queues, a replay's events too, until the function returned is called. */
export function holdDeliveries({ run }: System): () => void {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const undo = run.aws.sqs.interceptDeliveries(async (deliveries) => {
    await released;
    return deliveries;
  });
  return () => {
    release();
    undo();
  };
}
