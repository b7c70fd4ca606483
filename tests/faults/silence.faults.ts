import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../offline/fault-plan.ts";
import { type Bench, type Branch, branches, startBench } from "./support/bench.ts";
import { nextSeed } from "./support/enumeration.ts";
import { type Case, caseKindOf } from "./support/cases.ts";
import { readWorld, type Snapshot } from "./support/snapshot.ts";

const paidCheckout = caseKindOf("a paid checkout");

let bench: Bench;
let good: Snapshot;
beforeAll(start);
afterAll(() => bench.close());

async function start(): Promise<void> {
  bench = await startBench();
  const one = await checkoutWith(() => []);
  good = (await readWorld(bench.system)).snapshot(one);
}

/** @param branch the one that works while the faults last; left out: all */
async function checkoutWith(faults: (one: Case) => Fault[], branch?: Branch): Promise<Case> {
  const one = paidCheckout.make(nextSeed());
  await bench.prepare([one]);
  const { counts } = await bench.sendTo(branch, [one.event], { faults: faults(one) });
  expect(counts.filter(({ injected }) => injected === 0)).toEqual([]);
  return one;
}

const silent = (one: Case, where: object) =>
  ({ at: "call", handling: one.event.id, ...where, fails: "no-response" }) as const;

async function deadLetters(): Promise<Record<string, string[]>> {
  const entries = [];
  for (const branch of branches) entries.push([branch, await bench.system.takeDeadLetters(branch)]);
  return Object.fromEntries(entries) as Record<string, string[]>;
}

const processors = [
  ["orders", "order-processor"],
  ["email", "email-processor"],
  ["inventory", "inventory-processor"],
] as const;

const nobody = { orders: [], email: [], inventory: [], archive: [] };

/** That each consumer gave the event up for this cause, after three receives; redriven, all is as without the fault. */
async function expectGivenUpAndRedriven(one: Case, causeCode: string): Promise<void> {
  const failure = { causeCode, disposition: "retry", receives: 3 };
  expect((await readWorld(bench.system)).journal(one.event.id)).toMatchObject({
    failure_orders: failure,
    failure_email: failure,
    failure_inventory: failure,
  });
  const dead = await deadLetters();
  expect(Object.values(dead).map((letters) => letters.length)).toEqual([1, 1, 1, 0]);
  for (const branch of ["orders", "email", "inventory"] as const) await bench.redrive(branch, dead[branch] ?? []);
  expect((await readWorld(bench.system)).snapshot(one)).toEqual(good);
}

describe("a service that does not respond", () => {
  it("once: its clients give up in time and ask again, and all is as without it", async () => {
    const one = await checkoutWith((its) => [
      silent(its, { service: "sns", caller: "stripe-webhook" }),
      silent(its, { service: "dynamodb", action: "PutItem", caller: "order-processor" }),
      silent(its, { service: "dynamodb", action: "GetItem", caller: "email-processor" }),
      silent(its, { service: "dynamodb", action: "TransactWriteItems", caller: "inventory-processor" }),
      silent(its, { service: "sns", caller: "inventory-processor" }),
      silent(its, { service: "dynamodb", caller: "event-enricher" }),
      { at: "stripe", path: "/v1/checkout/sessions/*", containing: "cs_", fails: "no-response" },
    ]);
    expect((await readWorld(bench.system)).snapshot(one)).toEqual(good);
    expect(await deadLetters()).toEqual(nobody);
  });

  it("is SES: the mail's outcome is unknown, it is sent to nobody again, and all else is as without it", async () => {
    const one = await checkoutWith((its) => [silent(its, { service: "ses" })]);
    const world = await readWorld(bench.system);
    expect(world.snapshot(one)).toMatchObject({ ...good, mails: [], ledger: [{ state: "sending" }] });
    expect(world.journal(one.event.id)).toMatchObject({ failure_email: { causeCode: "outcome-unknown" } });
    expect((await deadLetters())["email"]).toHaveLength(1);
  });

  it("for ever: dead letters that name it, none of them by a time-out of the whole function", async () => {
    const one = await checkoutWith((its) => [
      silent(its, { action: "PutItem", resource: "orders-table", times: "always" }),
      silent(its, { action: "TransactWriteItems", resource: "inventory-table", times: "always" }),
      silent(its, { action: "PutItem", resource: "email-table", times: "always" }),
    ]);
    const world = await readWorld(bench.system);
    const { archived, ...others } = world.snapshot(one);
    expect(archived).toEqual(good.archived);
    expect(others).toMatchObject({ orders: [], mails: [], ledger: [], reservations: [], notices: [] });
    await expectGivenUpAndRedriven(one, "aws-unavailable");
  });

  it("is Stripe, for ever: dead letters as stripe-unavailable, and the archive is as without it", async () => {
    const one = await checkoutWith((its) => {
      const session = its.objects[0]?.id ?? "";
      return [{ at: "stripe", containing: session, fails: "no-response", times: "always" }];
    });
    const world = await readWorld(bench.system);
    expect(world.snapshot(one).archived).toEqual(good.archived);
    await expectGivenUpAndRedriven(one, "stripe-unavailable");
  });
});

describe("the secret, which a function reads when it starts,", () => {
  // Environments that the silence before has left behind would take the event up warm, without reading it.
  beforeAll(async () => {
    await bench.close();
    await start();
  });

  it.each<[string, Partial<Fault>]>([
    ["throttled once", { fails: "throttle" }],
    ["its response lost once", { fails: "lost-response" }],
    ["without a response once", { fails: "no-response" }],
    ["unreadable for one invocation", { fails: "error", times: 3 }],
    ["read by a function that ends after it", { fails: "crash-after" }],
  ])("%s: all is as without it", async (_name, how) => {
    // The consumer that works first asks Stripe, with the key from the secret; the others take what it got.
    for (const [branch, consumer] of processors) {
      const one = await checkoutWith(
        (its) =>
          // Each function starts again, with its first call.
          ["stripe-webhook", consumer].flatMap((caller): Fault[] => [
            { at: "call", handling: its.event.id, caller, fails: "crash-before" },
            { at: "call", handling: its.event.id, caller, service: "secretsmanager", ...how } as Fault,
          ]),
        branch,
      );
      expect((await readWorld(bench.system)).snapshot(one)).toEqual(good);
      expect(await deadLetters()).toEqual(nobody);
    }
  });

  it("unreadable for ever: 500 by the webhook, so that Stripe keeps the event; dead letters by those who need it", async () => {
    const one = paidCheckout.make(nextSeed());
    await bench.prepare([one]);
    const faults = processors.flatMap(([, caller]): Fault[] => [
      { at: "call", handling: one.event.id, caller, fails: "crash-before" },
      { at: "call", handling: one.event.id, caller, service: "secretsmanager", fails: "error", times: "always" },
    ]);
    await bench.sendTo(undefined, [one.event], { faults });
    const cause = { causeCode: "secret-unavailable" };
    expect((await readWorld(bench.system)).journal(one.event.id)).toMatchObject({
      failure_orders: cause,
      failure_email: cause,
      failure_inventory: cause,
    });
    await deadLetters();

    const other = paidCheckout.make(nextSeed());
    const webhook = { at: "call", handling: other.event.id, caller: "stripe-webhook" } as const;
    const { responses } = await bench.sendTo(undefined, [other.event], {
      faults: [
        { ...webhook, fails: "crash-before" },
        { ...webhook, service: "secretsmanager", fails: "error", times: "always" },
      ],
    });
    expect(new Set(responses.get(other.event.id))).toEqual(new Set([500]));
    expect(bench.system.archived(other.event.id)).toEqual([]);
  });
});
