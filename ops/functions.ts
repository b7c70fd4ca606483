import type { StackOutputs } from "../functions/shared/stack-outputs.ts";
import { unknownName } from "./output/unknown-name.ts";

/** The functions' names among the outputs, in the order of an event's way. */
export function functionsOf({ functionNames }: Pick<StackOutputs, "functionNames">): string[] {
  const { stripeWebhook, eventEnricher: _, ...consumers } = functionNames;
  return [...(stripeWebhook === undefined ? [] : ["stripeWebhook"]), ...Object.keys(consumers), "eventEnricher"];
}

/**
 * A function by its output's name or its folder's (`stripe-webhook`).
 * @throws UsageError that lists the functions
 */
export function readFunction(text: string, outputs: Pick<StackOutputs, "functionNames">): string {
  const names = functionsOf(outputs);
  const found = names.find((name) => name === text || folderOf(name) === text);
  if (found !== undefined) return found;
  throw unknownName("function", text, names);
}

/** `stripeWebhook` is functions/stripe-webhook. */
export function folderOf(name: string): string {
  return name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
}
