import { type SampleEvent, samplePurchase } from "../../../packages/stripe-offline/samples/index.ts";
import { expiryOf, otherScenarios, paidScenario } from "../../../packages/stripe-offline/scenarios/common.ts";
import type { Scenario } from "../../../packages/stripe-offline/scenarios/scenario.ts";

/** A purchase whose events come in stages: those of one stage at the same time, the next when they are worked off. */
export interface StagedScenario {
  readonly scenario: Scenario;
  readonly stages: readonly (readonly SampleEvent[])[];
}

/** The disorders that are known to be hard, each by its name. */
export function namedDisorders(seed: string): StagedScenario[] {
  const seeded = (name: string) => ({ seed: `${seed} ${name}` });
  return [
    atOnce(
      "all in one second",
      inOneSecond(paidScenario("payment", "refunded, and disputed in vain", true, seeded("1"))),
    ),
    atOnce(
      "a refund that fails in the second of its making",
      inOneSecond(paidScenario("guest", "refunded by a refund that failed", false, seeded("2"))),
    ),
    ...twoPurchasesOfOneCustomer(seed),
    firstThoseOf(
      "a refund before its payment",
      /refund/u,
      paidScenario("payment", "refunded in two parts", false, seeded("3")),
    ),
    firstThoseOf(
      "a refund before its subscription's invoice",
      /refund/u,
      paidScenario("subscription", "refunded", false, seeded("4")),
    ),
    firstThoseOf(
      "a dispute before its payment",
      /dispute/u,
      paidScenario("delayed", "disputed and won", false, seeded("5")),
    ),
    firstThoseOf(
      "a payment intent before its session",
      /^payment_intent/u,
      paidScenario("payment", "kept", true, seeded("6")),
    ),
    firstThoseOf(
      "a payment intent before its invoice",
      /^payment_intent/u,
      paidScenario("renewal", "kept", true, seeded("7")),
    ),
    firstThoseOf(
      "an invoice of one payment before its session",
      /^invoice/u,
      paidScenario("invoiced", "refunded in part", false, seeded("8")),
    ),
    expiryFirst(seeded("9")),
    firstThoseOf(
      "an expiry before the completion, and paid all the same",
      /expired/u,
      otherScenarios["a delayed payment that is paid though its session expired"](seeded("10")),
    ),
    firstThoseOf(
      "a release before the reserve",
      /async_payment_failed/u,
      otherScenarios["a delayed payment that fails"](seeded("11")),
    ),
  ];
}

function named(name: string, scenario: Scenario): Scenario {
  return { ...scenario, name };
}

function atOnce(name: string, scenario: Scenario): StagedScenario {
  return { scenario: named(name, scenario), stages: [scenario.events] };
}

function inOneSecond(scenario: Scenario): Scenario {
  const created = scenario.events[0]?.created ?? 0;
  return { ...scenario, events: scenario.events.map((event) => ({ ...event, created })) };
}

/** The events of these types come first, each twice, then the others. */
function firstThoseOf(name: string, types: RegExp, scenario: Scenario): StagedScenario {
  const early = scenario.events.filter(({ type }) => types.test(type));
  const late = scenario.events.filter(({ type }) => !types.test(type));
  return { scenario: named(name, scenario), stages: [[...early, ...early], late] };
}

/** Stripe's expiry names no payment intent: it is under the session until the completion shows whose it is. */
function expiryFirst(options: { readonly seed: string }): StagedScenario {
  const scenario = otherScenarios["a delayed payment whose session expires"](options);
  const { completed } = samplePurchase({ ...options, kind: "delayed" }).events;
  return {
    scenario: named("an expiry before the completion", scenario),
    stages: [[expiryOf(completed)], [completed]],
  };
}

function twoPurchasesOfOneCustomer(seed: string): StagedScenario[] {
  const customer = { id: "cus_TwiceTheSame1", email: "twice@example.com", name: "Twice" };
  return ["first", "second"].map((which) =>
    atOnce(
      `the ${which} purchase of one customer`,
      paidScenario("payment", which === "first" ? "kept" : "refunded", false, { seed: `${seed} ${which}`, customer }),
    ),
  );
}
