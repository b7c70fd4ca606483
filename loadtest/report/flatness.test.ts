import { describe, expect, it } from "vitest";
import { flatnessOf } from "./flatness.ts";

const seconds = Array.from({ length: 60 }, (_, index) => index * 10);
/** A sawtooth of 6 MiB, as collections leave it, on a line. */
const series = (perSecond: number) =>
  seconds.map((second, index) => ({ second, kept: 80 + perSecond * second + (index % 3) * 3 }));
const eventsPerSecond = 8;
const kibibytes = (perEvent: number) => (perEvent * eventsPerSecond) / 1024;

describe("flatness", () => {
  it("finds a leak of 40 KiB an event under the noise", () => {
    const found = flatnessOf(series(kibibytes(40)), eventsPerSecond);
    expect(found?.held).toBe(false);
    expect(found?.perEvent).toBeCloseTo(40, 0);
  });

  it("holds for what the services store, and for nothing at all", () => {
    expect(flatnessOf(series(kibibytes(20)), eventsPerSecond)?.held).toBe(true);
    expect(flatnessOf(series(0), eventsPerSecond)).toMatchObject({ held: true, perEvent: 0 });
  });

  it("takes no single sample and no warm-up for a leak", () => {
    const warmUp = seconds.map((second) => ({ second, kept: second < 120 ? second : 120 }));
    const spiked = warmUp.map((sample, index) => (index === 59 ? { ...sample, kept: 400 } : sample));
    expect(flatnessOf(spiked, eventsPerSecond)).toMatchObject({ held: true, perEvent: 0 });
  });

  it("says nothing of a run that was too short to judge", () => {
    expect(flatnessOf(series(1).slice(0, 6), eventsPerSecond)).toBeUndefined();
  });
});
