import { expect, it } from "vitest";
import { playPlanted } from "../support/planted/play.ts";
import { seedOfRun } from "../support/random.ts";

const seed = seedOfRun();

// Fifty of them, ten a kind, in tests/faults/planted.faults.ts.
it(`a bad version of each kind is rolled back from a tenth before 1 % of events are dead letters, and nothing is lost (SEED=${seed})`, async () => {
  const { events, deadLetters } = await playPlanted(seed);
  expect(deadLetters).toBeLessThan(events / 100);
}, 180_000);
