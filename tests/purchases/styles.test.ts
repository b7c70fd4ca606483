import { describe, expect, it } from "vitest";
import type { Scenario } from "../../packages/stripe-offline/scenarios/scenario.ts";
import { Random, seedOfRun } from "../support/random.ts";
import { judge, playInOrder } from "./judge.ts";
import { drawSchedule, essenceOf, kinds, playSchedule } from "./styles.ts";

/** STYLE_RUNS=10000 goes through as many schedules; SEED repeats a run. */
const runs = Number(process.env["STYLE_RUNS"] ?? 600);
const seed = seedOfRun();

const scenarios = [{ seed: "styles" }, { seed: "connected", account: "acct_styles" }].flatMap((options) =>
  kinds.map((make) => make(options)),
);

describe(`purchases told by thin events, snapshot events or both (SEED=${seed})`, () => {
  it(`end the same to the byte in ${String(runs)} schedules, whenever the objects are fetched`, async () => {
    const usual = new Map<Scenario, string>();
    for (let run = 0; run < runs; run += 1) {
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
