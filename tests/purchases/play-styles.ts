import { describe, expect, it } from "vitest";
import type { Scenario } from "../../packages/stripe-offline/scenarios/scenario.ts";
import { Random, seedOfRun } from "../support/random.ts";
import { judge, playInOrder } from "./judge.ts";
import { drawSchedule, essenceOf, kinds, playSchedule } from "./styles.ts";

/** STYLE_RUNS=10000 goes through as many schedules; SEED repeats a run. */
const runs = Number(process.env["STYLE_RUNS"] ?? 300);
const seed = seedOfRun();

const scenarios = [{ seed: "styles" }, { seed: "connected", account: "acct_styles" }].flatMap((options) =>
  kinds.map((make) => make(options)),
);

/** Plays every `of`th schedule from the `nth` on: each of as many files keeps a core busy. */
export function playShare(nth: number, of: number): void {
  describe(`purchases shown by thin events, snapshot events or both (SEED=${seed})`, () => {
    it(`end the same to the byte in share ${String(nth + 1)} of ${String(of)} of ${String(runs)} schedules, whenever the objects are fetched`, async () => {
      const usual = new Map<Scenario, string>();
      for (let run = nth; run < runs; run += of) {
        const random = new Random(`${seed}/${String(run)}`);
        const scenario = scenarios[run % scenarios.length] ?? random.pick(scenarios);
        const expected = usual.get(scenario) ?? essenceOf(await playInOrder(scenario));
        usual.set(scenario, expected);
        const world = await playSchedule(scenario, drawSchedule(scenario, random), random);
        const about = `${scenario.name}${scenario.account ?? ""}, run ${String(run)}`;
        expect(judge(world, scenario), about).toEqual([]);
        expect(essenceOf(world), about).toBe(expected);
      }
    }, 240_000);
  });
}
