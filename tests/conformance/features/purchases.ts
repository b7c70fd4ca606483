import { samplePurchase } from "../../../packages/stripe-offline/samples/index.ts";
import type { Target } from "../target.ts";
import { settledAs, timeless, type Feature } from "./feature.ts";

const at = Math.floor(Date.now() / 1000) - 90;
const checkout = samplePurchase({ kind: "payment", seed: "conformance-checkout", at });
const payment = samplePurchase({ kind: "payment-intent", seed: "conformance-payment", at });
const renewal = samplePurchase({ kind: "renewal", seed: "conformance-renewal", at });

export const purchases = [checkout, payment, renewal];

/** Posted in this order, the first three times. */
export const events = [
  checkout.events.completed,
  checkout.events.completed,
  checkout.events.completed,
  payment.events.paymentSucceeded,
  renewal.events.invoicePaid,
];

const keys = purchases.map(({ orderKey }) => orderKey);
const addresses = purchases.map(({ customer }) => customer.email);

const guide = "https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html";

const orders: Feature = {
  name: "orders, each once, from an event posted three times and two others",
  source: guide,
  observe: async (target) => {
    const found = async () =>
      (await target.scan(target.outputs.ordersTable)).filter(({ orderId }) => keys.some((key) => key === orderId));
    const items = await settledAs(found, (each) => each.length === keys.length, 60);
    return timeless(items.toSorted((one, other) => String(one["orderId"]).localeCompare(String(other["orderId"]))));
  },
};

const mails: Feature = {
  name: "one e-mail a purchase",
  source: "https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html",
  observe: async (target) => {
    const found = async () =>
      ((await target.mails()) ?? []).filter(({ to }) =>
        addresses.some((address) => address !== null && to.includes(address)),
      );
    const all = await settledAs(found, (each) => each.length >= keys.length);
    return all.map(({ to, subject }) => `${to.join()} ${subject}`).toSorted();
  },
};

const reservations: Feature = {
  name: "reservations and stock, by transactions",
  source: "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html",
  observe: async (target) => {
    const found = async () => {
      const all = await target.scan(target.outputs.inventoryTable);
      return all.filter(
        ({ pk }) => keys.some((key) => pk === `reservation#${key}`) || String(pk).startsWith("stock#MUG"),
      );
    };
    const items = await settledAs(found, (each) => each.length === keys.length + 1);
    return timeless(items.toSorted((one, other) => String(one["pk"]).localeCompare(String(other["pk"]))));
  },
};

const archived: Feature = {
  name: "archive: every event on the bus through the pipe and its enrichment",
  source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/pipes-enrichment.html",
  observe: async (target) => {
    const journalled = async () =>
      (await target.scan(target.outputs.journalTable)).filter(
        ({ pk, receivedAt }) => String(pk).startsWith("event#") && receivedAt !== undefined,
      );
    const items = await settledAs(journalled, (each) => each.length >= 3);
    return items.map(({ pk, type }) => `${String(pk)} ${String(type)}`).toSorted();
  },
};

export const purchaseFeatures: readonly Feature[] = [orders, mails, reservations, archived];

/** Posts the events to a stack, and returns what the webhook did. */
export async function postAll(target: Target): Promise<string[]> {
  const responses: string[] = [];
  for (const event of events) {
    const { status, body } = await target.send(event);
    responses.push(`${status} ${body}`);
  }
  return responses;
}
