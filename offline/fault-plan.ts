import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { awsFaults, type FaultPlan } from "../packages/aws-offline/faults/plan.ts";
import { parseFaultPlan, PlanError } from "../packages/aws-offline/faults/read-plan.ts";
import { stripeFault } from "../packages/stripe-offline/server/stripe-faults.ts";
import { UsageError } from "../ops/errors.ts";

/** AWS's faults, and those of the offline Stripe API. */
export const faultSchema = v.variant("at", [...awsFaults, stripeFault]);
export type Fault = v.InferOutput<typeof faultSchema>;

/**
 * Reads a fault plan from a JSON file.
 * @throws UsageError with one line that names the entry and what is allowed
 */
export async function readFaultPlan(file: string): Promise<FaultPlan<Fault>> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new UsageError(`--faults ${file}: the file cannot be read (${codeOf(cause)})`, { cause });
  });
  try {
    return parseFaultPlan(text, faultSchema);
  } catch (cause) {
    if (!(cause instanceof PlanError)) throw cause;
    throw new UsageError(`--faults ${file}: ${cause.message}`, { cause });
  }
}

function codeOf(cause: unknown): string {
  const code: unknown = cause instanceof Error ? Reflect.get(cause, "code") : undefined;
  return typeof code === "string" ? code : "unknown";
}
