import type { Step } from "../../../ops/core/trace/trace.ts";

/** From its event's acceptance to a step, and to the event's last one, in milliseconds. */
export interface Bar {
  readonly until: number;
  readonly of: number;
}

/**
 * A waterfall's bars, one for each step: all of an event's begin when it was accepted, because queues hand it to all consumers
 * at once. What was before, and what names no event, has none.
 */
export function barsOf(steps: readonly Step[]): (Bar | undefined)[] {
  const accepted = new Map<string, number>();
  const last = new Map<string, number>();
  for (const { at, where, eventId = "" } of steps) {
    const time = Date.parse(at);
    if (isAcceptance(where) && !accepted.has(eventId)) accepted.set(eventId, time);
    last.set(eventId, Math.max(time, last.get(eventId) ?? time));
  }
  return steps.map(({ at, eventId = "" }) => {
    const [start, end] = [accepted.get(eventId), last.get(eventId)];
    const until = Date.parse(at) - (start ?? Number.NaN);
    return start === undefined || end === undefined || until < 0 ? undefined : { until, of: end - start };
  });
}

function isAcceptance(where: string): boolean {
  return where === "webhook" || where === "partner" || where === "warehouse-inbox";
}
