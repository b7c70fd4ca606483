import { subjectIdOf, type TypedEvent } from "../event/typed-event.ts";
import { addEvents, countIn, joinSamples } from "./event-sample.ts";

/** When an event happened at Stripe and when it was applied here. Beside the join: times of application differ. */
export interface TimelineEntry {
  readonly eventId: string;
  readonly type: string;
  /** The Stripe id of what the event is about; entries of former versions have none. */
  readonly object?: string;
  /** ISO time, by Stripe, in whole seconds. */
  readonly created: string;
  /** ISO time. */
  readonly applied: string;
}

/** The events of one type about one object that have no entry of their own. */
export interface Omission {
  readonly type: string;
  readonly object?: string;
  /** How many they are; above a thousand an estimate, good to a few percent. */
  readonly count: number;
  /** By which an event that comes again is not counted again (event-sample.ts). */
  readonly sample: string;
}

export interface Timeline {
  readonly timeline: readonly TimelineEntry[];
  readonly omitted?: readonly Omission[] | undefined;
}

/**
 * A payment intent can be tried thousands of times, and an item holds 400 KB: of one type about one object only the first
 * and the last events keep their entries, as many of each.
 */
export const keptAtEachEnd = 5;

export function entryOf(event: TypedEvent, appliedAt: string): TimelineEntry {
  const created = new Date(event.created * 1000).toISOString();
  const object = subjectIdOf(event);
  return {
    eventId: event.id,
    type: event.type,
    ...(object === undefined ? {} : { object }),
    created,
    applied: appliedAt,
  };
}

/**
 * By Stripe's time; an event that both have, of one id and type, keeps its first application. Which entries stay depends on the events alone
 * and not on when they came, so that the join stays associative, commutative and idempotent.
 */
export function joinTimelines(one: Timeline, other: Timeline): Required<Timeline> {
  const entries = new Map<string, TimelineEntry>();
  for (const entry of [...one.timeline, ...other.timeline]) {
    const key = `${entry.eventId} ${entry.type}`;
    const known = entries.get(key);
    if (known === undefined || entry.applied < known.applied) entries.set(key, { ...known, ...entry });
  }
  const all = [...entries.values()].toSorted(
    (a, b) => compare(a.created, b.created) || compare(a.eventId, b.eventId) || compare(a.type, b.type),
  );
  const left = new Set<TimelineEntry>();
  for (const group of Map.groupBy(all, groupOf).values()) {
    for (const entry of group.slice(keptAtEachEnd, -keptAtEachEnd)) left.add(entry);
  }
  return { timeline: all.filter((entry) => !left.has(entry)), omitted: joinOmissions(one, other, [...left]) };
}

/** Whether they hold the same events. */
export function sameTimeline(one: Timeline, other: Timeline): boolean {
  const [ids, otherIds] = [one, other].map(({ timeline }) =>
    timeline.map(({ eventId, type }) => `${eventId} ${type}`).join(),
  );
  const [samples, otherSamples] = [one, other].map(({ omitted = [] }) => omitted.map(({ sample }) => sample).join());
  return ids === otherIds && samples === otherSamples;
}

function joinOmissions(one: Timeline, other: Timeline, left: readonly TimelineEntry[]): Omission[] {
  const known = Map.groupBy([...(one.omitted ?? []), ...(other.omitted ?? [])], groupOf);
  const added = Map.groupBy(left, groupOf);
  const groups = [...new Set([...known.keys(), ...added.keys()])].toSorted();
  return groups.flatMap((group) => {
    const [first] = [...(known.get(group) ?? []), ...(added.get(group) ?? [])];
    if (first === undefined) return [];
    const samples = (known.get(group) ?? []).map(({ sample }) => sample);
    const sample = addEvents(
      joinSamples(samples),
      (added.get(group) ?? []).map(({ eventId }) => eventId),
    );
    const { type, object } = first;
    return [{ type, ...(object === undefined ? {} : { object }), count: countIn(sample), sample }];
  });
}

function groupOf({ type, object = "" }: { readonly type: string; readonly object?: string }): string {
  return `${type} ${object}`;
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
