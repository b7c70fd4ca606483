import { beforeAll, describe, expect, it } from "vitest";
import { type SampleEvent, type SampleItem, samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import type { StripeRequest } from "../../packages/stripe-offline/server/types.ts";
import { deliver } from "../support/delivery.ts";
import { fingerprint } from "../../loadtest/verify/outcome.ts";
import { openSystem } from "../support/opened.ts";
import { type WholeOutcome, readOutcome } from "../support/outcome.ts";

interface Shop {
  readonly name: string;
  readonly account: string | undefined;
  /** Bought there: what Stripe's API knows on this account only. */
  readonly items: readonly SampleItem[];
}

const item = (sku: string, quantity: number): SampleItem[] => [{ sku, name: sku, quantity, unitAmount: 1000 }];

const shops: readonly Shop[] = [
  { name: "the platform itself", account: undefined, items: item("PLATFORM-1", 1) },
  { name: "one connected account", account: "acct_1One", items: item("ONE-1", 2) },
  { name: "another connected account", account: "acct_1Other", items: item("OTHER-1", 3) },
];

/** Ids are unique within an account only: here all three have the same. */
function purchasesOf({ account, items }: Shop) {
  const options = { items, ...(account === undefined ? {} : { account }) };
  const payment = samplePurchase({ ...options, kind: "payment", seed: "connect payment" });
  const subscription = samplePurchase({ ...options, kind: "subscription", seed: "connect subscription" });
  const { partialRefund } = payment.aftermath;
  const { fullRefund } = subscription.aftermath;
  const events: SampleEvent[] = [
    ...payment.story,
    ...subscription.story,
    // Without the refunds' own events: what it is about has to be asked.
    partialRefund.events.chargeRefunded,
    fullRefund.events.chargeRefunded,
  ];
  return {
    payment,
    subscription,
    // Events' ids are unique in all of Stripe.
    events: events.map((event) => ({ ...event, id: `${event.id}${account?.replace("_", "") ?? ""}` })),
    objects: [...payment.objects, ...subscription.objects, ...partialRefund.objects, ...fullRefund.objects],
  };
}

const stock = Object.fromEntries(shops.flatMap(({ items }) => items.map(({ sku }) => [sku, 100])));
const system = await openSystem({ stock, timeScale: 60 });
let outcome: WholeOutcome;
const requests: StripeRequest[] = [];

beforeAll(async () => {
  system.run.stripe?.onRequest((request) => requests.push(request));
  for (const shop of shops) system.know(purchasesOf(shop).objects, shop.account);
  await deliver(
    system,
    shops.flatMap((shop) => purchasesOf(shop).events),
    6,
  );
  await system.settled(60_000);
  outcome = await readOutcome(system);
}, 120_000);

const scoped = ({ account }: Shop, id: string): string => (account === undefined ? id : `${account}/${id}`);

describe.each(shops)("a purchase of $name, whose ids others have too,", (shop) => {
  const { payment, subscription, events } = purchasesOf(shop);
  const paymentKey = scoped(shop, payment.ids.paymentIntent);
  const subscriptionKey = scoped(shop, subscription.ids.invoice);
  const [{ sku, quantity } = { sku: "", quantity: 0 }] = shop.items;

  it("is an order of its own, under the account's key, with what was bought there", () => {
    const customerId = scoped(shop, payment.customer.id ?? "");
    const items = [expect.objectContaining({ sku, quantity })];
    expect(outcome.orders.get(paymentKey)).toMatchObject({ status: "partially-refunded", customerId, items });
    expect(outcome.orders.get(subscriptionKey)).toMatchObject({ status: "refunded", items });
    expect(outcome.orders.get(paymentKey)?.["account"]).toBe(shop.account);
  });

  it("has mails and reservations of its own", () => {
    const mails = [...outcome.ledger.keys()].filter((key) =>
      [paymentKey, subscriptionKey].some((orderKey) => key.startsWith(`mail#${orderKey}#`)),
    );
    expect(mails).toHaveLength(4);
    expect(outcome.reservations.get(paymentKey)).toMatchObject({ status: "reserved", lines: [{ sku, quantity }] });
    expect(outcome.reservations.get(subscriptionKey)).toMatchObject({ status: "released" });
    expect(outcome.stock.get(sku)).toMatchObject({ available: 100 - quantity, reserved: quantity });
  });

  it("is asked of Stripe on that account", () => {
    const asked = requests.filter(({ account }) => account === shop.account).map(({ path }) => path);
    expect(asked).toEqual(
      expect.arrayContaining([
        `/v1/checkout/sessions/${payment.ids.session}`,
        `/v1/invoices/${subscription.ids.invoice}`,
        "/v1/refunds",
      ]),
    );
  });

  it("is archived with its account, and journalled with it", async () => {
    for (const event of events) {
      expect(outcome.archive.get(event.id)).toEqual([fingerprint(event)]);
      const { operator, outputs } = system.run;
      const entry = await operator.getItem(outputs.journalTable, { pk: `event#${event.id}` });
      expect(entry?.["account"]).toBe(shop.account);
    }
  });
});

describe("events of connected accounts", () => {
  it("are counted separately", () => {
    const connected = shops.filter(({ account }) => account !== undefined);
    expect(metricTotal("ConnectEventsReceived")).toBe(connected.flatMap((shop) => purchasesOf(shop).events).length);
  });

  it("make no mail and no order beside those of their purchases", () => {
    expect([...outcome.mails.values()].reduce((sum, count) => sum + count, 0)).toBe(4 * shops.length);
    const placed = [...outcome.orders.values()].filter(({ status }) => status !== "merged");
    expect(placed).toHaveLength(2 * shops.length);
  });
});

/** The sum of a metric that the functions wrote to their logs. */
function metricTotal(name: string): number {
  return system.logs
    .filter(({ text }) => text.includes('"_aws"'))
    .flatMap(({ text }) => {
      const line = JSON.parse(text) as Record<string, unknown>;
      return typeof line[name] === "number" ? [line[name]] : [];
    })
    .reduce((sum, value) => sum + value, 0);
}
