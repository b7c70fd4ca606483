import { beforeAll, describe, expect, it } from "vitest";
import { problemsOf, stockTotalProblems } from "../../loadtest/verify/judgement.ts";
import { fingerprint } from "../../loadtest/verify/outcome.ts";
import { rareStock } from "../../packages/stripe-offline/scenarios/rare-items.ts";
import type { Scenario } from "../../packages/stripe-offline/scenarios/scenario.ts";
import { playInOrder } from "../purchases/judge.ts";
import { canonical, drawPostings, essenceOfOrder, kinds } from "../purchases/styles.ts";
import { deliver } from "../support/delivery.ts";
import { readOutcome, type WholeOutcome } from "../support/outcome.ts";
import { Random, seedOfRun } from "../support/random.ts";
import { System } from "../support/system.ts";

/** STYLE_PURCHASES=50 takes fewer; SEED repeats a run. */
const purchases = Number(process.env["STYLE_PURCHASES"] ?? 500);
const seed = seedOfRun();
const random = new Random(seed);
const stock = { ...rareStock, "MUG-BLUE": 1_000_000, "TEE-M": 1_000_000 };

/** Every kind in its turn, now and then on a connected account. */
const scenarios: readonly Scenario[] = Array.from({ length: purchases }, (_, index) => {
  const account = random.chance(0.3) ? { account: "acct_styles" } : {};
  const make = kinds[index % kinds.length] ?? random.pick(kinds);
  return make({ seed: `${seed}-${String(index)}`, ...account });
});
const postings = random
  .shuffle(scenarios.flatMap((scenario) => drawPostings(scenario, random)))
  .map((one) => ({ ...one, id: one.posted.id, type: one.posted.type }));

let outcome: WholeOutcome;
let deadLetters: number;
beforeAll(async () => {
  const system = await System.start({ timeScale: 60, stock });
  try {
    // Some objects are fetched in their last state, others as far as their events were posted by then.
    for (const { objects, account } of scenarios) {
      if (random.chance(0.5)) system.knowAtTheEnd(objects, account);
      else system.know(objects, account);
    }
    const stripe = {
      send({ event, posted }: (typeof postings)[number]) {
        system.run.stripe?.put(event);
        return system.send(posted);
      },
    };
    await deliver(stripe, postings, 8);
    await system.settled(600_000);
    outcome = await readOutcome(system);
    deadLetters = await system.depth("dead-letter-queue");
  } finally {
    await system.close();
  }
}, 900_000);

describe(`${String(purchases)} purchases shown by thin events, snapshot events or both, through the pipeline (SEED=${seed})`, () => {
  it("come out right: nothing is lost, no mail and no move is made twice", () => {
    const once = new Map(scenarios.flatMap(({ events }) => events).map(({ id }) => [id, 1]));
    const problems = problemsOf({ ...outcome, archive: undefined }, scenarios, once, { faults: false });
    expect([...problems, ...stockTotalProblems(outcome, outcome.stock, stock)]).toEqual([]);
    expect(deadLetters).toBe(0);
  });

  it("make the orders that snapshot events in their usual order make, to the byte", async () => {
    for (const scenario of scenarios) {
      const usual = await playInOrder(scenario);
      for (const [key, order] of usual.outcome.orders) {
        if (order["status"] === "merged") continue;
        expect(canonical(essenceOfOrder(outcome.orders.get(key) ?? {})), scenario.name).toBe(
          canonical(essenceOfOrder(order)),
        );
      }
    }
  });

  it("are archived as they were posted, as often as they were accepted", () => {
    const sent = Map.groupBy(
      postings.map(({ posted }) => posted),
      ({ id }) => id,
    );
    for (const [id, copies] of sent) expect(outcome.archive.get(id)).toEqual(copies.map(fingerprint));
  });
});
