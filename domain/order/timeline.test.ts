import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinTimelines, keptAtEachEnd, sameTimeline, type Timeline, type TimelineEntry } from "./timeline.ts";

function entry(type: string, object: string, second: number): TimelineEntry {
  const created = new Date(1_795_000_000_000 + second * 1000).toISOString();
  return { eventId: `evt_${type}_${object}_${String(second)}`, type, object, created, applied: created };
}

const entries = fc.array(
  fc
    .tuple(fc.constantFrom("failed", "paid"), fc.constantFrom("pi_1", "pi_2"), fc.integer({ min: 0, max: 40 }))
    .map((parts) => entry(...parts)),
  { maxLength: 60 },
);
const empty: Timeline = { timeline: [] };
const timelines = entries.map((all) => joinTimelines(empty, { timeline: all }));

function totalOf({ timeline, omitted = [] }: Timeline): number {
  return timeline.length + omitted.reduce((sum, { count }) => sum + count, 0);
}

describe("a timeline", () => {
  it("is the same whatever the order of its events and however often they come", () => {
    fc.assert(
      fc.property(entries, entries, (some, more) => {
        const all = [...some, ...more];
        const one = [...all, ...some].reduce<Timeline>(
          (timeline, each) => joinTimelines(timeline, { timeline: [each] }),
          empty,
        );
        const other = all
          .toReversed()
          .reduce<Timeline>((timeline, each) => joinTimelines({ timeline: [each] }, timeline), empty);
        expect(one).toEqual(other);
        expect(totalOf(one)).toBe(new Set(all.map(({ eventId }) => eventId)).size);
      }),
    );
  });

  it("joins associatively, commutatively and idempotently", () => {
    fc.assert(
      fc.property(timelines, timelines, timelines, (a, b, c) => {
        expect(joinTimelines(joinTimelines(a, b), c)).toEqual(joinTimelines(a, joinTimelines(b, c)));
        expect(joinTimelines(a, b)).toEqual(joinTimelines(b, a));
        expect(joinTimelines(a, a)).toEqual(a);
        expect(sameTimeline(joinTimelines(a, a), a)).toBe(true);
      }),
    );
  });

  it("keeps the first and the last events of each type about each object", () => {
    const tries = Array.from({ length: 30 }, (_, second) => entry("failed", "pi_1", second));
    const { timeline, omitted } = joinTimelines({ timeline: tries }, { timeline: [entry("paid", "pi_1", 31)] });
    expect(timeline).toEqual([
      ...tries.slice(0, keptAtEachEnd),
      ...tries.slice(-keptAtEachEnd),
      entry("paid", "pi_1", 31),
    ]);
    expect(omitted).toMatchObject([{ type: "failed", object: "pi_1", count: 20 }]);
  });

  it("keeps an event's first application, and what either version knew of it", () => {
    const { object: _object, ...former } = { ...entry("paid", "pi_1", 1), applied: "2026-01-01T00:00:02Z" };
    const again = { ...entry("paid", "pi_1", 1), applied: "2026-01-01T00:00:03Z" };
    for (const [one, other] of [
      [former, again],
      [again, former],
    ] as const) {
      const { timeline } = joinTimelines({ timeline: [one] }, { timeline: [other] });
      expect(timeline).toMatchObject([{ applied: former.applied }]);
    }
    expect(sameTimeline({ timeline: [], omitted: [] }, empty)).toBe(true);
  });

  it("bounds a former version's, whose entries name no object", () => {
    const former = Array.from({ length: 3000 }, (_, second) => {
      const { object: _object, ...rest } = entry("failed", "pi_1", second);
      return rest;
    });
    const bounded = joinTimelines({ timeline: former }, empty);
    expect(bounded.timeline).toHaveLength(2 * keptAtEachEnd);
    expect(JSON.stringify(bounded).length).toBeLessThan(10_000);
    expect(Math.abs(totalOf(bounded) - 3000)).toBeLessThan(300);
    expect(bounded.omitted?.[0]).not.toHaveProperty("object");
  });
});
