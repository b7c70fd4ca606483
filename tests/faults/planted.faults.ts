import { expect, it } from "vitest";
import { playPlanted } from "../support/planted/play.ts";
import { seedOfRun } from "../support/random.ts";

const seed = seedOfRun();

/** One of each of five kinds in each: fifty bad versions. */
const systems = Array.from({ length: 10 }, (_, index) => `${seed}.${String(index)}`);

it.each(systems)(
  "rolls a bad version of each kind back from a tenth before 1 % of events are dead letters (seed %s)",
  async (each) => {
    const played = await playPlanted(each);
    console.log(each, JSON.stringify(played));
    expect(played.deadLetters).toBeLessThan(played.events / 100);
  },
  180_000,
);
