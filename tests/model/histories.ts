import { isDeepStrictEqual } from "node:util";
import { explore, type Explored } from "./interleavings.ts";
import type { Purchase } from "./purchases.ts";
import { type Message, messagesOf, outcomeOf, straight, World } from "./world.ts";

/** What came of a purchase whose events come in their order, one after the other, while Stripe lists all. */
export async function usualOutcome(purchase: Purchase) {
  const world = new World(purchase);
  for (const message of messagesOf(purchase)) await world.deliver(message);
  return world.outcome();
}

export function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

/** Plays messages in an order, while Stripe's lists never show anything. */
export async function playUnlisted(purchase: Purchase, order: readonly Message[]): Promise<World> {
  const world = new World(purchase);
  world.listed = false;
  for (const message of order) await world.deliver(message);
  return world;
}

/**
 * Plays messages in an order, in which Stripe's lists show nothing before the message at `listedAt` is received; what
 * waits for them comes again at the end.
 */
export async function play(purchase: Purchase, order: readonly Message[], listedAt: number): Promise<World> {
  const world = new World(purchase);
  const again: Message[] = [];
  for (const [index, message] of order.entries()) {
    world.listed = index >= listedAt;
    const failure = await outcomeOf(world.handle(message, 1));
    if (failure?.disposition === "reject") world.deadLetters.push(failure.message);
    else if (failure !== undefined) again.push(message);
  }
  world.listed = true;
  for (const message of again) await world.deliver(message, 2);
  return world;
}

/**
 * The orders in which an order of events can reach the consumers: each event by all of them, or the whole story by one
 * consumer before the next hears of it.
 */
export function arrivals(events: Purchase["events"]): Message[][] {
  const messages = messagesOf({ events });
  const consumerFirst = (...order: readonly string[]): Message[] =>
    order.flatMap((consumer) => messages.filter((message) => message.consumer === consumer));
  return [messages, consumerFirst("order", "mail", "stock"), consumerFirst("stock", "mail", "order")];
}

/** Two messages of a purchase; one paired with itself is its event delivered twice. */
export type Pair = readonly [Message, Message];

export function pairsOf(messages: readonly Message[], isWanted: (pair: Pair) => boolean): Pair[] {
  const copy = (message: Message): Message => ({ ...message, id: `${message.id} again` });
  const different = messages.flatMap((one, index) => messages.slice(index + 1).map((other): Pair => [one, other]));
  return [...different, ...messages.map((one): Pair => [one, copy(one)])].filter(isWanted);
}

/**
 * All interleavings of two messages' handlings; the purchase's others come before or after. Handlings of two consumers
 * meet in the journal alone.
 */
export async function race(purchase: Purchase, pair: Pair, others: "before" | "after"): Promise<Explored> {
  const expected = await usualOutcome(purchase);
  const rest = messagesOf(purchase).filter(({ id }) => !pair.some((message) => message.id === id));
  const start = new World(purchase);
  if (others === "before") for (const message of rest) await start.deliver(message);
  const sharesTable = pair[0].consumer === pair[1].consumer;
  const ended = new Set<string>();
  return explore(() => {
    const world = start.copy();
    const again: Message[] = [];
    return {
      executions: pair.map((message) => async (around) => {
        const arounds = { journal: around, table: sharesTable ? around : straight };
        const failure = await outcomeOf(world.handle(message, 1, arounds));
        if (failure?.disposition === "reject") world.deadLetters.push(failure.message);
        else if (failure !== undefined) again.push(message);
      }),
      state: () => world.state(),
      check: async () => {
        const end = JSON.stringify([world.state(), world.outcome(), again.map(({ id }) => id).toSorted()]);
        if (ended.has(end)) return [];
        ended.add(end);
        for (const message of again) await world.deliver(message, 2);
        if (others === "after") for (const message of rest) await world.deliver(message);
        const outcome = world.outcome();
        const isRight = isDeepStrictEqual(outcome, expected);
        return isRight ? [] : [`${JSON.stringify(outcome)} instead of ${JSON.stringify(expected)}`];
      },
    };
  });
}
