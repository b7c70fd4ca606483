import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../offline/fault-plan.ts";
import { Random, seedOfRun } from "../support/random.ts";
import { type Bench, branches, type Branch, startBench } from "./support/bench.ts";
import { allFailures } from "./support/calls.ts";
import { nextSeed, runTrials, trialsOf } from "./support/enumeration.ts";
import { type Case, caseKindOf } from "./support/cases.ts";
import { readWorld } from "./support/snapshot.ts";

const seed = seedOfRun();
const random = new Random(seed);

const paidCheckout = caseKindOf("a paid checkout");
const shippedParcel = caseKindOf("a shipped parcel");

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
  // The first invocations read the secret too.
  for (const branch of [undefined, ...branches]) await trialsOf(bench, paidCheckout, branch, () => []);
}, 60_000);
afterAll(async () => {
  await bench.close();
});

// `npm run test:faults` takes all failures, for every event.
describe(`a fault of one call ends as without it, or as a dead letter with its cause where it lasts (SEED=${seed}),`, () => {
  it.each<[Branch | undefined, number]>([
    [undefined, 1],
    ["orders", 6],
    ["email", 6],
    ["inventory", 6],
    ["archive", 1],
  ])(
    "at every call of the branch %s",
    async (branch, leastCalls) => {
      const drawn = random.part(`branch ${String(branch)}`);
      const trials = await trialsOf(bench, paidCheckout, branch, (call) => [drawn.pick(allFailures(call))]);
      expect(trials.length).toBeGreaterThanOrEqual(leastCalls);
      trials.push(...(await trialsOf(bench, shippedParcel, branch, (call) => [drawn.pick(allFailures(call))])));
      expect((await runTrials(bench, branch, trials)).problems).toEqual([]);
    },
    120_000,
  );
});

/** Paid checkouts, each of whose events meets a fault. */
async function checkoutsWith(faults: readonly ((one: Case) => Fault)[]): Promise<Case[]> {
  const cases = faults.map(() => paidCheckout.make(nextSeed()));
  await bench.prepare(cases);
  const events = cases.map(({ event }) => event);
  const plan = { faults: faults.flatMap((fault, index) => cases.slice(index, index + 1).map(fault)) };
  const { counts } = await bench.sendTo(undefined, events, plan);
  expect(counts.map(({ injected }) => injected)).toEqual(cases.map(() => 1));
  return cases;
}

const idsOf = (bodies: readonly string[]): string[] => bodies.map((body) => (JSON.parse(body) as { id: string }).id);

/** Of a call that is made while the case's event is handled. */
const during = ({ event }: Case) => ({ at: "call", handling: event.id }) as const;

describe("the window between SES's response and its mark", () => {
  it("leaves a dead letter as outcome-unknown, and never a second mail, whatever comes again", async () => {
    const cases = await checkoutsWith([
      (one) => ({ ...during(one), service: "ses", fails: "lost-response" }),
      // The mark is what holds SES's id.
      (one) => ({ ...during(one), action: "UpdateItem", containing: "sesMessageId", fails: "crash-before" }),
    ]);
    const letters = await bench.system.takeDeadLetters("email");
    expect(idsOf(letters).toSorted()).toEqual(cases.map(({ event }) => event.id).toSorted());
    const world = await readWorld(bench.system);
    const unknown = { failure_email: { causeCode: "outcome-unknown", disposition: "reject", receives: 3 } };
    expect(cases.map(({ event }) => world.journal(event.id))).toMatchObject([unknown, unknown]);
    expect(cases.map((one) => world.ledger(one))).toMatchObject([[{ state: "sending" }], [{ state: "sending" }]]);
    expect(cases.map((one) => world.mailCount(one))).toEqual([1, 1]);
    const counted = bench.system.logs.filter(({ text }) => /"_aws".*"EmailsOutcomeUnknown":[1-9]/u.test(text));
    expect(counted.length).toBeGreaterThan(0);

    await Promise.all([bench.sendAll(cases.map(({ event }) => event)), bench.redrive("email", letters)]);
    await bench.settled();
    const later = await readWorld(bench.system);
    expect(cases.map((one) => later.mailCount(one))).toEqual([1, 1]);
    expect(await bench.system.takeDeadLetters("email")).toHaveLength(4);
  });
});

describe("the window between a warehouse notice and its mark", () => {
  it("lets the notice come twice, with the same id, sequence and contents, and stock move once", async () => {
    const publish = (one: Case) => ({ ...during(one), caller: "inventory", service: "sns" }) as const;
    const cases = await checkoutsWith([
      (one) => ({ ...publish(one), fails: "lost-response" }),
      (one) => ({ ...publish(one), fails: "crash-after" }),
    ]);
    for (const { orderKey, skus } of cases) {
      const [first, second, ...others] = bench.system.notices(orderKey);
      expect(first).toMatchObject({ noticeId: `${orderKey}#pick`, sequence: 1 });
      expect([second, others]).toEqual([first, []]);
      expect(await bench.system.reservation(orderKey)).toMatchObject({
        status: "reserved",
        notices: { pick: { publishedAt: expect.any(String) } },
      });
      for (const sku of skus) expect(await bench.system.stock(sku)).toEqual({ available: 48, reserved: 2 });
    }
    expect(await bench.system.takeDeadLetters("inventory")).toEqual([]);
  });
});
