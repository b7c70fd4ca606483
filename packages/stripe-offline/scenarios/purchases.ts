import { type EndingName, endingNames } from "./endings.ts";
import {
  otherScenarioNames,
  otherScenarios,
  paidKindNames,
  paidKinds,
  paidScenario,
  type ScenarioOptions,
} from "./common.ts";
import { lateScenarioNames, lateScenarios } from "./late.ts";
import { rareScenarioNames, rareScenarios } from "./rare.ts";
import type { Scenario } from "./scenario.ts";

/** Every kind of purchase there is: the one list that tests, faults and soak draw from. */
export const purchaseNames = [
  ...paidKindNames,
  ...otherScenarioNames,
  ...lateScenarioNames,
  ...rareScenarioNames,
] as const;

export type PurchaseName = (typeof purchaseNames)[number];

/** How a purchase of a paid kind goes; the others have one way. */
export interface Course {
  readonly ending?: EndingName;
  readonly refusedFirst?: boolean;
}

export function purchaseNamed(
  name: PurchaseName,
  options: ScenarioOptions,
  { ending = "kept", refusedFirst = false }: Course = {},
): Scenario {
  if (isIn(paidKinds, name)) {
    // Only its metadata makes a payment intent an order.
    const own = name === "payment-intent" ? { ...options, contents: "metadata" as const } : options;
    return paidScenario(name, ending, refusedFirst, own);
  }
  if (isIn(otherScenarios, name)) return { ...otherScenarios[name](options), name };
  return { ...(isIn(lateScenarios, name) ? lateScenarios[name](options) : rareScenarios[name](options)), name };
}

const courses = [
  ...paidKindNames.map((name, index) => ({
    name,
    ending: endingNames[index % endingNames.length] ?? "kept",
    refusedFirst: index % 2 === 0,
  })),
  ...endingNames.slice(paidKindNames.length).map((ending) => ({ name: "payment", ending }) as const),
];

/** How to make one purchase of each kind; among the paid kinds is each ending, and at every other a refused attempt first. */
export const everyKind: readonly { readonly name: string; readonly make: (options: ScenarioOptions) => Scenario }[] = [
  ...courses.map(({ name, ...course }) => ({
    name: `${name} ${course.ending}`,
    make: (options: ScenarioOptions) => purchaseNamed(name, options, course),
  })),
  ...[...otherScenarioNames, ...lateScenarioNames, ...rareScenarioNames].map((name) => ({
    name,
    make: (options: ScenarioOptions) => purchaseNamed(name, options),
  })),
];

export function everyPurchase(optionsOf: (name: string) => ScenarioOptions): Scenario[] {
  return everyKind.map(({ name, make }) => make(optionsOf(name)));
}

function isIn<Names extends object>(names: Names, name: string): name is Extract<keyof Names, string> {
  return Object.hasOwn(names, name);
}
