import type { SampleItem } from "../samples/index.ts";
import { type EndingName } from "../scenarios/endings.ts";
import { type PaidKind, paidScenario, type ScenarioOptions } from "../scenarios/common.ts";
import { purchaseNamed, type PurchaseName } from "../scenarios/purchases.ts";
import type { Scenario } from "../scenarios/scenario.ts";

export interface MixPart {
  readonly name: string;
  /** Of a hundred purchases. */
  readonly share: number;
  /** How many different things are bought. */
  readonly skus: number;
  readonly currency: string;
  /** Some consumer asks Stripe for what the events do not contain: left out where Stripe does not know the purchases. */
  readonly asksStripe: boolean;
  readonly scenario: (options: ScenarioOptions) => Scenario;
}

/** Sold to nobody but the load, so that its stock can be counted beside other traffic. */
export const loadItems: readonly SampleItem[] = Array.from({ length: 24 }, (_, index) => ({
  sku: `LOAD-${String(index + 1).padStart(2, "0")}`,
  name: `Load item ${String(index + 1)}`,
  quantity: (index % 3) + 1,
  unitAmount: 990 + 150 * index,
}));

const buys = (skus: number, currency: string) => ({ skus, currency });
const asks = { asksStripe: true } as const;
const asksNobody = { asksStripe: false } as const;

const plain = (kind: PaidKind, ending: EndingName = "kept") => ({
  scenario: (options: ScenarioOptions) => paidScenario(kind, ending, false, options),
});
const refusedFirst = (kind: PaidKind) => ({
  scenario: (options: ScenarioOptions) => paidScenario(kind, "kept", true, options),
});
/** An account that stayed on this version: its invoices and payments name each other, so that they come in any order. */
const withInvoice = ({ scenario }: Pick<MixPart, "scenario">) => ({
  scenario: (options: ScenarioOptions) => scenario({ ...options, version: "2022-11-15" }),
});

/**
 * The one mix of load tests, benchmarks and costs: a shop with Checkout, some subscriptions and the usual aftermath.
 * Contents are in metadata `products`, but for invoices, whose products Stripe is asked for.
 */
export const trafficMix: readonly MixPart[] = [
  { name: "card, one thing", share: 21, ...buys(1, "sgd"), ...asksNobody, ...plain("payment") },
  { name: "card, several things", share: 11, ...buys(5, "eur"), ...asksNobody, ...plain("payment") },
  { name: "guest", share: 11, ...buys(2, "usd"), ...asksNobody, ...plain("guest") },
  { name: "card, refused first", share: 5, ...buys(2, "sgd"), ...asksNobody, ...refusedFirst("payment") },
  { name: "the shop's own page", share: 4, ...buys(2, "jpy"), ...asksNobody, ...plain("payment-intent") },
  { name: "bank debit", share: 4, ...buys(3, "eur"), ...asksNobody, ...plain("delayed") },
  { name: "free by a coupon", share: 2, ...buys(1, "sgd"), ...asksNobody, ...named("a free order") },
  { name: "left at Checkout", share: 9, ...buys(2, "usd"), ...asksNobody, ...named("a session that expires") },
  { name: "disputed and won", share: 1, ...buys(1, "usd"), ...asksNobody, ...plain("payment", "disputed and won") },
  { name: "refunded", share: 2, ...buys(2, "sgd"), ...asks, ...plain("payment", "refunded") },
  { name: "refunded in part", share: 1, ...buys(3, "usd"), ...asks, ...plain("payment-intent", "refunded in part") },
  { name: "with an invoice", share: 3, ...buys(9, "sgd"), ...asks, ...withInvoice(plain("invoiced")) },
  { name: "subscription", share: 5, ...buys(2, "usd"), ...asks, ...withInvoice(plain("subscription")) },
  { name: "renewal", share: 9, ...buys(9, "usd"), ...asks, ...withInvoice(plain("renewal")) },
  { name: "renewal, refused first", share: 1, ...buys(2, "usd"), ...asks, ...withInvoice(refusedFirst("renewal")) },
  ...seldom(asksNobody, [
    "a delayed payment that fails",
    "a session in setup mode",
    "an authorisation that the shop cancels",
    "more than was authorised captured",
  ]),
  ...seldom(asks, [
    "a free order with an invoice",
    "part of what was authorised captured, and refunded",
    "a price shown and paid in another currency",
    "an invoice paid out of band",
    "an invoice without Checkout",
    "a refund that fails after it had succeeded",
    "a dispute that is won, and lost a month later",
  ]),
];

function named(name: PurchaseName): Pick<MixPart, "scenario"> {
  return { scenario: (options) => purchaseNamed(name, options) };
}

/** One of a hundred each. */
function seldom(asking: Pick<MixPart, "asksStripe">, names: readonly PurchaseName[]): MixPart[] {
  return names.map((name) => ({ name, share: 1, ...buys(2, "sgd"), ...asking, ...withInvoice(named(name)) }));
}
