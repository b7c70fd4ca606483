import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bench, branches, startBench } from "./support/bench.ts";
import type { Recorded, Way } from "./support/calls.ts";
import type { Fault } from "../../offline/faults/plan.ts";
import { nextSeed, runTrials, trialsOf, type Trial } from "./support/enumeration.ts";
import { type Case, type PlotName, plots } from "./support/plots.ts";
import { readWorld } from "./support/snapshot.ts";

/** The ways that tell most for their time; `npm run test:faults` takes all of them, for every event. */
const waysByPlot: readonly (readonly [PlotName, readonly Way[]])[] = [
  ["a paid checkout", ["answer lost once", "error thrice", "crash after", "error for ever"]],
  ["a refunded charge", ["answer lost thrice"]],
  ["a subscription's invoice after its payment", ["answer lost thrice"]],
];

const stripeWays: readonly Way[] = ["error for ever"];

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
  // The first invocations read the secret too.
  for (const branch of [undefined, ...branches]) await trialsOf(bench, "a paid checkout", branch, () => []);
});
afterAll(async () => {
  await bench.close();
});

describe("a fault of one call ends as without it, or as a dead letter with its cause where it lasts,", () => {
  it.each([undefined, ...branches])("at every call of the branch %s", async (branch) => {
    const trials: Trial[] = [];
    for (const [plot, ways] of waysByPlot) {
      const waysOf = (call: Recorded): readonly Way[] => (call.to === "aws" ? ways : stripeWays);
      trials.push(...(await trialsOf(bench, plot, branch, waysOf)));
    }
    expect(trials.length).toBeGreaterThanOrEqual(6);
    expect((await runTrials(bench, branch, trials)).problems).toEqual([]);
  });
});

/** A paid checkout whose event meets a fault. */
async function checkoutWith(fault: (one: Case) => Fault): Promise<Case> {
  const one = plots["a paid checkout"](nextSeed());
  await bench.prepare([one]);
  const { counts } = await bench.sendTo(undefined, [one.event], { faults: [fault(one)] });
  expect(counts).toMatchObject([{ injected: 1 }]);
  return one;
}

describe("the window between SES's answer and its mark", () => {
  it.each<[string, (one: Case) => Fault]>([
    [
      "SES's answer is lost",
      ({ event: { id } }) => ({ at: "call", handling: id, service: "ses", fails: "lost-answer" }),
    ],
    [
      "the function ends before it writes the mark",
      ({ event: { id } }) => ({
        at: "call",
        handling: id,
        caller: "email-processor",
        action: "UpdateItem",
        containing: "sesMessageId",
        fails: "crash-before",
      }),
    ],
  ])("where %s: a dead letter as outcome-unknown, and never a second mail", async (_name, fault) => {
    const one = await checkoutWith(fault);
    const letters = await bench.takeDeadLetters("email");
    expect(letters.map((body) => (JSON.parse(body) as { id: string }).id)).toEqual([one.event.id]);
    const world = await readWorld(bench.system);
    expect(world.ledger(one)).toMatchObject([{ state: "sending" }]);
    expect(world.journal(one.event.id)).toMatchObject({
      failure_email: { causeCode: "outcome-unknown", disposition: "reject", receives: 3 },
    });
    const metric = bench.system.logs.filter(({ text }) => /"_aws".*"EmailsOutcomeUnknown":[1-9]/u.test(text));
    expect(metric.length).toBeGreaterThan(0);
    expect(world.mailCount(one)).toBe(1);

    await bench.sendAll([one.event]);
    await bench.redrive("email", letters);
    expect((await readWorld(bench.system)).mailCount(one)).toBe(1);
    expect(await bench.takeDeadLetters("email")).not.toEqual([]);
  });
});

describe("the window between a warehouse notice and its mark", () => {
  it.each<[string, (one: Case) => Fault]>([
    [
      "SNS's answer is lost",
      ({ event: { id } }) => ({ at: "call", handling: id, caller: "inventory", service: "sns", fails: "lost-answer" }),
    ],
    [
      "the function ends before it writes the mark",
      ({ event: { id } }) => ({ at: "call", handling: id, caller: "inventory", service: "sns", fails: "crash-after" }),
    ],
  ])("where %s: the notice comes twice, with the same id, sequence and contents", async (_name, fault) => {
    const one = await checkoutWith(fault);
    const notices = bench.system.notices(one.orderKey);
    expect(notices).toMatchObject([
      { noticeId: `${one.orderKey}#pick`, sequence: 1 },
      { noticeId: `${one.orderKey}#pick`, sequence: 1 },
    ]);
    expect(notices[0]).toEqual(notices[1]);
    expect(await bench.system.reservation(one.orderKey)).toMatchObject({
      status: "reserved",
      notices: { pick: { publishedAt: expect.any(String) } },
    });
    expect(await bench.takeDeadLetters("inventory")).toEqual([]);
  });
});
