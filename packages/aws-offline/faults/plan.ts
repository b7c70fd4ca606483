import * as v from "valibot";
import { invocationFault } from "../services/lambda/faults.ts";
import { pipeFault } from "../services/pipes/faults.ts";
import { deliveryFault } from "../services/sqs/faults.ts";
import { callFault } from "./call-faults.ts";
import type { AnyFault } from "./fault.ts";

/** The kinds of fault that the embedded services have. A caller adds its own by `v.variant("at", [...awsFaults, other])`. */
export const awsFaults = [callFault, invocationFault, deliveryFault, pipeFault] as const;

export type AwsFault = v.InferOutput<(typeof awsFaults)[number]>;

/** What shall go wrong, and how often: the first of its faults that strikes at one place acts there. */
export interface FaultPlan<F extends AnyFault = AwsFault> {
  /** Equal seeds give equal choices. Default 1. */
  readonly seed?: number;
  readonly faults: readonly F[];
}

export const planOf = <Schema extends v.GenericSchema<unknown, AnyFault>>(fault: Schema) =>
  v.strictObject({ seed: v.exactOptional(v.pipe(v.number(), v.integer())), faults: v.array(fault) });
