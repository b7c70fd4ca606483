import { isDeepStrictEqual } from "node:util";
import { explore, type Explored } from "./interleavings.ts";
import type { Purchase } from "./purchases.ts";
import { type Message, messagesOf, outcomeOf, straight, World } from "./world.ts";

/** What came of a purchase whose events come in their order, one after the other, while Stripe lists all. */
async function usualOutcome(purchase: Purchase) {
  const world = new World(purchase);
  for (const message of messagesOf(purchase)) await world.deliver(message);
  return world.outcome();
}

/** Messages that come one after the other, and those that come in any order. */
type Phase = readonly (readonly Message[])[];

/** How events reach the consumers: each event by all of them, or the whole story by one consumer before the next hears of it. */
function arrivals({ events }: Purchase): Phase[][] {
  const consumerFirst = (...order: readonly string[]): Phase[] =>
    order.map((consumer) =>
      messagesOf({ events })
        .filter((message) => message.consumer === consumer)
        .map((message) => [message]),
    );
  return [
    [events.map((event) => messagesOf({ events: [event] }))],
    consumerFirst("order", "mail", "stock"),
    consumerFirst("stock", "mail", "order"),
  ];
}

interface Point {
  readonly world: World;
  readonly phases: readonly Phase[];
  /** What waits for Stripe's lists and comes again at the end. */
  readonly again: readonly Message[];
  readonly path: readonly string[];
}

/** Who wrote a row, and as which version, is nothing to those who come when that is over. */
const whoseWrite = new Set(["version", "token", "messageId", "owner"]);

/**
 * Goes through every order of a purchase's events, Stripe's lists showing nothing before a point of the history, for each
 * point, or never. A point that was seen before - the same world, the same messages to come - is not gone into again.
 * @returns the first history that ends otherwise than the usual one, or whose replay moves something
 */
export async function everyOrder(purchase: Purchase, lists: "lag" | "show nothing"): Promise<string | undefined> {
  const expected = await usualOutcome(purchase);
  const seen = new Set<string>();
  const start = new World(purchase);
  start.listed = false;
  const todo: Point[] = arrivals(purchase).map((phases) => ({ world: start, phases, again: [], path: [] }));
  for (let point = todo.pop(); point !== undefined; point = todo.pop()) {
    const { world, again, path } = point;
    const phases = point.phases.filter((phase) => phase.length > 0);
    const place = JSON.stringify([
      world.listed,
      world.state(whoseWrite),
      world.outcome(),
      phases.map(idsOf),
      again.map(({ id }) => id),
    ]);
    if (seen.has(place)) continue;
    seen.add(place);
    const problem = phases.length === 0 ? await judgeEnd(point, purchase, expected, lists) : undefined;
    if (problem !== undefined) return `${path.join(", ")}: ${problem}`;
    if (!world.listed && lists === "lag") {
      const shown = world.copy();
      shown.listed = true;
      todo.push({ world: shown, phases, again, path: [...path, "listed"] });
    }
    const [phase = [], ...later] = phases;
    for (const unit of phase) {
      const rest = phase.filter((other) => other !== unit);
      todo.push(await advance({ world: world.copy(), phases: [rest, ...later], again, path }, unit, lists));
    }
  }
  return undefined;
}

async function advance(point: Point, unit: readonly Message[], lists: "lag" | "show nothing"): Promise<Point> {
  const { world } = point;
  const again = [...point.again];
  for (const message of unit) {
    if (lists === "show nothing") {
      await world.deliver(message);
      continue;
    }
    const failure = await outcomeOf(world.handle(message, 1));
    if (failure?.disposition === "reject") world.deadLetters.push(failure.message);
    else if (failure !== undefined) again.push(message);
  }
  return { ...point, again, path: [...point.path, ...unit.map(({ id }) => id)] };
}

async function judgeEnd(
  { world: end, again }: Point,
  purchase: Purchase,
  expected: object,
  lists: "lag" | "show nothing",
) {
  const world = end.copy();
  world.listed = lists === "lag";
  for (const message of again) await world.deliver(message, 2);
  const outcome = world.outcome();
  if (!isDeepStrictEqual(outcome, expected)) return `${JSON.stringify(outcome)} instead of ${JSON.stringify(expected)}`;
  for (const message of messagesOf(purchase)) await world.deliver({ ...message, id: `${message.id} replayed` });
  return isDeepStrictEqual(world.outcome(), expected) ? undefined : `a replay makes ${JSON.stringify(world.outcome())}`;
}

/** In whatever order the units come, and what belongs to one unit in its own. */
function idsOf(units: Phase): string[] {
  return units.map((unit) => unit.map(({ id }) => id).join()).toSorted();
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
