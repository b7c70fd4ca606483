import { type Effect, isOwnEventType } from "../domain/event/types.ts";
import type { StackOutputs } from "../functions/shared/stack-outputs.ts";
import { unknownName } from "./output/unknown-name.ts";

export type Consumer = { readonly name: string } & StackOutputs["consumers"][string];

export function consumersOf({ consumers }: Pick<StackOutputs, "consumers">): Consumer[] {
  return Object.entries(consumers).map(([name, outputs]) => ({ name, ...outputs }));
}

/** @throws UsageError that lists the consumers */
export function readConsumer(name: string, outputs: Pick<StackOutputs, "consumers">): Consumer {
  const consumers = consumersOf(outputs);
  const found = consumers.find((consumer) => consumer.name === name);
  if (found !== undefined) return found;
  throw unknownName(
    "consumer",
    name,
    consumers.map((consumer) => consumer.name),
  );
}

/** The consumer that brings an effect about, where the stack has one. */
export function consumerWith(effect: Effect, outputs: Pick<StackOutputs, "consumers">): Consumer | undefined {
  return consumersOf(outputs).find((consumer) => consumer.effect === effect);
}

/** Milliseconds until a message that fails each time is a dead letter, at the most patient of the consumers. */
export function longestRetry(consumers: readonly Pick<Consumer, "retriedForSeconds">[]): number {
  return 1_000 * Math.max(0, ...consumers.map(({ retriedForSeconds }) => retriedForSeconds));
}

/** Every type that some consumer receives. */
export function handledTypes(outputs: Pick<StackOutputs, "consumers">): string[] {
  return [...new Set(consumersOf(outputs).flatMap(({ eventTypes }) => eventTypes))];
}

/** Those of them that Stripe makes: to be enabled at its endpoints, or asked of it. */
export function stripeTypes(outputs: Pick<StackOutputs, "consumers">): string[] {
  return handledTypes(outputs).filter((type) => !isOwnEventType(type));
}
