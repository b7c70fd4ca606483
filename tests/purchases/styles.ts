import { isObject, type StripeEvent, type StripeObject } from "../../domain/event/event.ts";
import { rejected } from "../../domain/failure.ts";
import type { WholeEventPorts } from "../../functions/shared/whole-event.ts";
import { type SampleEvent, thinEventOf, wholeThinEventOf } from "../../packages/stripe-offline/samples/index.ts";
import type { Scenario } from "../../packages/stripe-offline/scenarios/scenario.ts";
import type { Random } from "../support/random.ts";
import { consumers, CoreWorld, type Consumer, type ToldEvent } from "./core-world.ts";
import { stockFor } from "./judge.ts";

/** A message on its way to a consumer. */
export interface Telling {
  readonly consumer: Consumer;
  readonly event: ToldEvent;
}

const styles = ["thin", "snapshot", "both"] as const;

/** Each event told in one style or in both, to each consumer at least once, in any order. */
export function drawSchedule({ events }: Scenario, random: Random): Telling[] {
  const tellings = events.flatMap((event) => {
    const style = random.pick(styles);
    const told: ToldEvent[] = [
      ...(style === "snapshot" ? [] : [thinEventOf(event)]),
      ...(style === "thin" ? [] : [event]),
    ];
    return told.flatMap((each) => {
      const copies = random.chance(0.25) ? 2 : 1;
      return consumers.flatMap((consumer) => Array.from({ length: copies }, () => ({ consumer, event: each })));
    });
  });
  return random.shuffle(tellings);
}

/**
 * Stripe's answers about an event: its object in any state that it had from the event on, and what the event was. Each
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
export async function playSchedule(scenario: Scenario, schedule: readonly Telling[], random: Random) {
  const world = new CoreWorld(scenario.objects, {
    stock: stockFor(scenario),
    thinStripe: stripeLater(scenario, random),
  });
  for (const { consumer, event } of schedule) await world.deliver(consumer, event);
  return world;
}

/** What must be the same to the byte, however the events were told; times of application and versions are not. */
export function essenceOf({ outcome, stock, deadLetters }: CoreWorld): string {
  const orders = [...outcome.orders.values()]
    .filter(({ status }) => status !== "merged")
    .map(({ version: _version, updatedAt: _updatedAt, timeline, ...order }) => ({
      ...order,
      timeline: (timeline as { applied: string }[]).map(({ applied: _applied, ...entry }) => entry),
    }));
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

/** As JSON, with the members of each object in their names' order: a table's item has none of its own. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    isObject(member) ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1))) : member,
  );
}
