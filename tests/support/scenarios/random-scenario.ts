import type { SampleEvent, SampleItem } from "../../../packages/stripe-offline/samples/index.ts";
import type { Random } from "../random.ts";
import { endingNames } from "../../../packages/stripe-offline/scenarios/endings.ts";
import type { ScenarioOptions } from "../../../packages/stripe-offline/scenarios/common.ts";
import { purchaseNamed, purchaseNames } from "../../../packages/stripe-offline/scenarios/purchases.ts";
import { rareStock } from "../../../packages/stripe-offline/scenarios/rare-items.ts";
import type { Scenario } from "../../../packages/stripe-offline/scenarios/scenario.ts";

/** What the random purchases buy, and how much of it there is. */
const plentiful: readonly SampleItem[] = [
  { sku: "MUG-BLUE", name: "Blue mug", quantity: 2, unitAmount: 1450 },
  { sku: "TEE-M", name: "T-shirt, medium", quantity: 1, unitAmount: 2900 },
  { sku: "POSTER", name: "Poster <b>& frame</b>", quantity: 3, unitAmount: 999 },
  { sku: "CAP", name: "Cap – “größe M”", quantity: 1, unitAmount: 1999 },
];
const scarce: SampleItem = { sku: "RARE-PRINT", name: "Numbered print", quantity: 1, unitAmount: 12_500 };

/** Epoch seconds; fixed, so that a seed gives the same events on every day. */
const start = Date.UTC(2026, 9, 1) / 1000;

/** Initial stock: nobody runs out but of the scarce one. */
export const randomStock: Readonly<Record<string, number>> = {
  ...rareStock,
  ...Object.fromEntries(plentiful.map(({ sku }) => [sku, 1_000_000])),
  [scarce.sku]: 3,
};

/** Draws a purchase of any kind with any ending. @param seed made part of every id */
export function randomScenario(random: Random, seed: string): Scenario {
  const options = randomOptions(random, seed);
  const course = { ending: random.pick(endingNames), refusedFirst: random.chance(0.3) };
  const scenario = purchaseNamed(random.pick(purchaseNames), options, course);
  // Stripe's times are whole seconds: everything of a purchase may happen in one.
  return random.chance(0.25) && !scenario.closesByTime
    ? { ...scenario, events: inOneSecond(scenario.events) }
    : scenario;
}

function randomOptions(random: Random, seed: string): ScenarioOptions {
  const isScarce = random.chance(0.1);
  const items = random.shuffle(plentiful).slice(0, random.integer(1, plentiful.length));
  const ordered = items.map((item) => ({ ...item, quantity: random.integer(1, 4) }));
  const version = random.pick([undefined, undefined, "2022-11-15", "2025-03-31.basil"] as const);
  return {
    seed,
    at: start + random.integer(0, 30 * 24 * 3600),
    items: isScarce ? [...ordered, scarce] : ordered,
    scarce: isScarce,
    currency: random.pick(["sgd", "usd", "eur", "jpy", "kwd"]),
    contents: random.pick(["line-items", "metadata"]),
    customer: randomCustomer(random),
    ...(random.chance(0.15) ? { account: random.pick(["acct_1Shop", "acct_2Shop"]) } : {}),
    ...(version === undefined ? {} : { version }),
  };
}

/** Some buy twice, some give no address, most are strangers to each other. */
function randomCustomer(random: Random): NonNullable<ScenarioOptions["customer"]> {
  if (random.chance(0.05)) return { email: null };
  if (random.chance(0.8)) return {};
  return random.pick([
    { id: "cus_Regular1", email: "regular@example.com", name: "Ann Regular" },
    { id: "cus_Regular2", email: "second@example.com", name: null },
  ]);
}

function inOneSecond(events: readonly SampleEvent[]): SampleEvent[] {
  const created = events[0]?.created ?? 0;
  return events.map((event) => ({ ...event, created }));
}
