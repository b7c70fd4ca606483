import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bench, type Branch, branches, startBench } from "./support/bench.ts";
import { allFailures, distinctFailures } from "./support/calls.ts";
import { everyKind } from "../../packages/stripe-offline/scenarios/purchases.ts";
import { Random, seedOfRun } from "../support/random.ts";
import { type Outcome, redriveTrials, runTrials, trialsOf, type Trial } from "./support/enumeration.ts";
import { drawnCaseKinds, caseKindNames, caseKindOf, isThin } from "./support/cases.ts";

const seed = seedOfRun();
const random = new Random(seed);

/** Few enough purchases at once for their queues to stay short. */
const wave = 250;

const paidCheckout = caseKindOf("a paid checkout");

let bench: Bench;
const outcomes: { readonly branch: Branch; readonly outcome: Outcome; readonly endedAt: number }[] = [];
beforeAll(async () => {
  bench = await startBench();
  // The first invocations read the secret too.
  for (const branch of [undefined, ...branches]) await trialsOf(bench, paidCheckout, branch, () => []);
});
afterAll(async () => {
  await bench.close();
});

async function runInWaves(branch: Branch | undefined, trials: readonly Trial[]): Promise<Outcome> {
  const parts: Outcome[] = [];
  for (let start = 0; start < trials.length; start += wave) {
    parts.push(await runTrials(bench, branch, trials.slice(start, start + wave)));
  }
  return {
    trials: parts.flatMap((part) => part.trials),
    injected: parts.reduce((sum, { injected }) => sum + injected, 0),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

describe("every call of every function, failing before and after its effect, once and for ever, for every event", () => {
  const styles = Object.entries(Object.groupBy(caseKindNames, (name) => (isThin(name) ? "thin" : "snapshot")));

  // The branches whose claims must run out before a redrive come first.
  it.each(
    (["email", "inventory", "orders", "archive", undefined] as const).flatMap((branch) =>
      styles.map(([style, names]) => ({ branch, style, names })),
    ),
  )(
    "of the branch $branch, $style events: all is as without the fault, or a dead letter",
    async ({ branch, style, names }) => {
      const trials: Trial[] = [];
      for (const caseKind of names) {
        trials.push(
          ...(await trialsOf(
            bench,
            caseKindOf(caseKind),
            branch,
            caseKind === "a paid checkout" ? allFailures : distinctFailures,
          )),
        );
      }
      expect(trials.length).toBeGreaterThan(names.length * 6);
      const outcome = await runInWaves(branch, trials);
      const dead = outcome.trials.filter(({ deadLetter }) => deadLetter !== undefined);
      console.log(
        `${branch ?? "webhook"}, ${style}: ${String(trials.length)} trials, ${String(outcome.injected)} faults injected, ` +
          `${String(dead.length)} dead letters, ${String(outcome.problems.length)} problems`,
      );
      if (branch !== undefined) outcomes.push({ branch, outcome, endedAt: performance.now() });
      expect(outcome.problems).toEqual([]);
    },
    900_000,
  );

  it.each(["email", "inventory", "orders"] as const)(
    `of the branch %s, for an event of every kind of purchase: one failure for each call (SEED=${seed})`,
    async (branch) => {
      const trials: Trial[] = [];
      for (const caseKind of drawnCaseKinds(random)) {
        const drawn = random.part(`${caseKind.name} ${branch}`);
        trials.push(...(await trialsOf(bench, caseKind, branch, (call) => [drawn.pick(allFailures(call))])));
      }
      expect(trials.length).toBeGreaterThan(everyKind.length);
      const { injected, problems } = await runInWaves(branch, trials);
      console.log(`${branch}: ${String(trials.length)} trials, ${String(injected)} faults injected`);
      expect(problems).toEqual([]);
    },
    1_200_000,
  );

  it("leaves dead letters that, redriven, make all as without the fault", async () => {
    expect(new Set(outcomes.map(({ branch }) => branch))).toEqual(new Set(branches));
    const problems: string[] = [];
    for (const { branch, outcome, endedAt } of outcomes) {
      problems.push(...(await redriveTrials(bench, branch, outcome, endedAt)));
    }
    expect(problems).toEqual([]);
  }, 120_000);
});
