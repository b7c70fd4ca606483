import type { Consumer } from "../functions/shared/journal.ts";
import type { StackOutputs } from "../functions/shared/stack-outputs.ts";
import { UsageError } from "./errors.ts";

export const consumers = ["orders", "email", "inventory"] as const satisfies readonly Consumer[];

/** @throws UsageError that lists the consumers */
export function readConsumer(text: string): Consumer {
  const found = consumers.find((consumer) => consumer === text);
  if (found !== undefined) return found;
  throw new UsageError(`${text} is no consumer: give ${consumers.join(", ")}`);
}

/** The function that works on a consumer's queue. */
export function functionOf(consumer: Consumer, { functionNames }: StackOutputs): string {
  const names = {
    orders: functionNames.orderProcessor,
    email: functionNames.emailProcessor,
    inventory: functionNames.inventoryProcessor,
  };
  return names[consumer];
}
