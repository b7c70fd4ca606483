import type { SampleEvent } from "../../packages/stripe-offline/samples/index.ts";
import type { Random } from "./random.ts";
import type { Report } from "../../packages/stripe-offline/scenarios/report.ts";
import type { Scenario } from "../../packages/stripe-offline/scenarios/scenario.ts";
import type { Result, System } from "./system.ts";

/** Ends the id of an event with the content of another one. */
export const twinMark = "Twin";

/**
 * Events as Stripe delivers them: in any order, some of them several times, purchases mixed. Now and then Stripe makes a
 * second event of the same fact, with an id of its own.
 */
export function disordered(scenarios: readonly Scenario[], random: Random): SampleEvent[] {
  const deliveries = scenarios
    .flatMap(({ events }) => events)
    .flatMap((event) => [
      ...Array.from({ length: random.chance(0.35) ? random.integer(2, 3) : 1 }, () => event),
      ...(random.chance(0.07) ? [{ ...event, id: `${event.id}${twinMark}` }] : []),
    ]);
  return random.shuffle(deliveries);
}

/** What the warehouse reports, in any order, some of it several times. */
export function disorderedReports(scenarios: readonly Scenario[], random: Random): Report[] {
  const reports = scenarios.flatMap((scenario) => scenario.reports ?? []);
  return random.shuffle(reports.flatMap((one) => Array.from({ length: random.chance(0.35) ? 2 : 1 }, () => one)));
}

/** How often the webhook accepted each event, by its id. */
export type Accepted = Map<string, number>;

interface Sender<Event> {
  send(event: Event): Promise<Result>;
}

/** Stripe gives up after three days; a test sooner. */
const mostAttempts = 50;

/**
 * Posts events as Stripe does, `lanes` at a time: what gets another status than 200, or no response, is sent again.
 * @throws Error for an event that is refused each time
 */
export async function deliver<Event extends Pick<SampleEvent, "id" | "type">>(
  system: Sender<Event>,
  events: readonly Event[],
  lanes: number,
  accepted: Accepted = new Map(),
): Promise<Accepted> {
  const waiting = [...events];
  const lane = async (): Promise<void> => {
    for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
      await sendUntilAccepted(system, event);
      accepted.set(event.id, (accepted.get(event.id) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return accepted;
}

async function sendUntilAccepted<Event extends Pick<SampleEvent, "id" | "type">>(
  system: Sender<Event>,
  event: Event,
): Promise<void> {
  let last = "nothing";
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    last = await respondTo(system, event);
    if (last === "200") return;
  }
  throw new Error(`${event.type} ${event.id} got ${last} ${String(mostAttempts)} times`);
}

/** The status, or what became of the connection, which may end while it is idle, as the server lets it go. */
async function respondTo<Event>(system: Sender<Event>, event: Event): Promise<string> {
  try {
    return String((await system.send(event)).status);
  } catch (error) {
    if (error instanceof TypeError && error.cause instanceof Error) return error.cause.message;
    throw error;
  }
}

/** Each purchase's events in their usual order, once, each after the one before it was worked off. */
export async function deliverInOrder(system: System, scenarios: readonly Scenario[], lanes: number): Promise<void> {
  const steps = Math.max(...scenarios.map(({ events }) => events.length));
  for (let step = 0; step < steps; step += 1) {
    await deliver(
      system,
      scenarios.flatMap(({ events }) => events[step] ?? []),
      lanes,
    );
    await system.settled(60_000);
  }
}
