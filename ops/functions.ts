import type { StackOutputs } from "../functions/shared/stack-outputs.ts";
import { UsageError } from "./errors.ts";

export type FunctionOutput = keyof StackOutputs["functionNames"];

/** The functions by their names among the outputs. */
export const functionOutputs = [
  "stripeWebhook",
  "orderProcessor",
  "emailProcessor",
  "inventoryProcessor",
  "eventEnricher",
] as const satisfies readonly FunctionOutput[];

/**
 * A function by its output's name or its folder's (`stripe-webhook`).
 * @throws UsageError that lists the functions
 */
export function readFunction(text: string): FunctionOutput {
  const found = functionOutputs.find(
    (name) => name === text || name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`) === text,
  );
  if (found !== undefined) return found;
  throw new UsageError(`${text} is no function: give ${functionOutputs.join(", ")}`);
}
