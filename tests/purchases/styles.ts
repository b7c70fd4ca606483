import { isObject, type StripeEvent, type StripeObject } from "../../domain/event/event.ts";
import { rejected } from "../../domain/failure.ts";
import type { WholeEventPorts } from "../../functions/shared/whole-event.ts";
import { type SampleEvent, thinEventOf, wholeThinEventOf } from "../../packages/stripe-offline/samples/index.ts";
import { paidKindNames, type ScenarioOptions } from "../../packages/stripe-offline/scenarios/common.ts";
import { endingNames } from "../../packages/stripe-offline/scenarios/endings.ts";
import { everyKind, purchaseNamed } from "../../packages/stripe-offline/scenarios/purchases.ts";
import type { Scenario } from "../../packages/stripe-offline/scenarios/scenario.ts";
import { type Item, rowsOf } from "../../loadtest/verify/outcome.ts";
import type { Random } from "../support/random.ts";
import { consumers, CoreWorld, type Consumer, type PostedEvent } from "./core-world.ts";
import { stockFor } from "./judge.ts";

/** Each paid kind with each ending, and everything else. */
export const kinds: readonly ((options: ScenarioOptions) => Scenario)[] = [
  ...paidKindNames.flatMap((kind) =>
    endingNames.map((ending, index) => {
      const course = { ending, refusedFirst: index % 2 === 0 };
      return (options: ScenarioOptions) => purchaseNamed(kind, options, course);
    }),
  ),
  ...everyKind.map(({ make }) => make),
];

const styles = ["thin", "snapshot", "both"] as const;

/** Each event posted in one style or in both, now and then twice. */
export function drawPostings({ events }: Pick<Scenario, "events">, random: Random) {
  return events.flatMap((event) => {
    const style = random.pick(styles);
    const posted: PostedEvent[] = [
      ...(style === "snapshot" ? [] : [thinEventOf(event)]),
      ...(style === "thin" ? [] : [event]),
    ];
    return posted.flatMap((one) => Array.from({ length: random.chance(0.25) ? 2 : 1 }, () => ({ event, posted: one })));
  });
}

/** A message on its way to a consumer. */
interface Message {
  readonly consumer: Consumer;
  readonly event: PostedEvent;
}

/** Each posting to each consumer, in any order. */
export function drawSchedule(scenario: Scenario, random: Random): Message[] {
  const postings = drawPostings(scenario, random);
  return random.shuffle(consumers.flatMap((consumer) => postings.map(({ posted: event }) => ({ consumer, event }))));
}

/**
 * Stripe's responses about an event: its object in any state that it had from the event on, and what the event was. Each
 * asking sees a state of its own: consumers that share none still agree.
 */
function stripeLater({ events, account }: Scenario, random: Random) {
  const statesSince = (event: SampleEvent): StripeObject[] =>
    events
      .slice(events.indexOf(event))
      .filter(({ data }) => data.object.id === event.data.object.id)
      .map(({ data }): StripeObject => ({ ...data.object }));
  const eventOf = (id: string): SampleEvent => {
    const found = events.find((event) => event.id === id || thinEventOf(event).id === id);
    if (found === undefined) throw rejected("stripe-not-found", `Stripe has no ${id}`);
    return found;
  };
  const on = <T>(asked: string | undefined, value: T): Promise<T> =>
    asked === account ? Promise.resolve(value) : Promise.reject(rejected("stripe-not-found", "another account's"));
  return ({ id }: StripeEvent): WholeEventPorts["stripe"] => ({
    retrieveEvent: (asked, by) => on(by, { ...eventOf(asked) }),
    retrieveThinEvent: (asked, by) => on(by, { ...wholeThinEventOf(eventOf(asked)) }),
    retrieveByUrl: (_url, by) => on(by, random.pick(statesSince(eventOf(id)))),
  });
}

/** Plays one message after the other, in the order of the schedule. */
export async function playSchedule(scenario: Scenario, schedule: readonly Message[], random: Random) {
  const world = new CoreWorld(scenario.objects, {
    stock: stockFor(scenario),
    thinStripe: stripeLater(scenario, random),
  });
  for (const { consumer, event } of schedule) await world.deliver(consumer, event);
  return world;
}

/** What must be the same to the byte, however the events were posted; times of application and versions are not. */
export function essenceOf({ outcome, stock, deadLetters }: CoreWorld): string {
  const orders = [...outcome.orders.values()].filter(({ status }) => status !== "merged").map(essenceOfOrder);
  const reservations = [...outcome.reservations.values()]
    // What is released, or never was reserved, shows in the stock.
    .filter(({ status }) => status === "reserved" || status === "backordered")
    .map(({ orderId, status, lines }) => ({ orderId, status, lines }));
  const notices = [...outcome.notices.values()].flat().map(({ noticeId, kind, items }) => ({ noticeId, kind, items }));
  const mails = [...(outcome.mails ?? new Map<string, number>())];
  const ledger = [...outcome.ledger.keys()];
  const sections = { orders, reservations, stock: [...stock], notices, mails, ledger, deadLetters };
  return Object.entries(sections)
    .flatMap(([name, rows]: [string, readonly unknown[]]) => [name, ...rows.map(canonical).toSorted()])
    .join("\n");
}

export function essenceOfOrder({ version: _version, updatedAt: _updatedAt, timeline, ...order }: Item): Item {
  return { ...order, timeline: rowsOf(timeline).map(({ applied: _applied, ...entry }) => entry) };
}

/** As JSON, with the members of each object in their names' order: a table's item has none of its own. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    isObject(member) ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1))) : member,
  );
}
