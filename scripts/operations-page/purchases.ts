import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";

const now = Math.floor(Date.now() / 1000);

/** Paid at once, and partly refunded an hour later. */
export const bought = samplePurchase({ kind: "payment", seed: "page-bought", at: now - 3_900, contents: "metadata" });
export const refund = bought.aftermath.partialRefund;

const lamps = (seed: string, quantity: number, secondsAgo: number) =>
  samplePurchase({
    kind: "payment",
    seed,
    at: now - secondsAgo,
    contents: "metadata",
    items: [{ sku: "LAMP", name: "Lamp", quantity, unitAmount: 9_900 }],
  });

/** Of something that is out of stock. */
export const backordered = [lamps("page-lamps", 2, 150), lamps("page-lamp", 1, 120), lamps("page-many", 4, 90)];

/** Whose currency no consumer can read. */
export const broken = ["one", "two", "three"].map((seed) => {
  const { completed } = samplePurchase({ kind: "payment", seed: `page-broken-${seed}`, at: now - 60 }).events;
  const object = { ...completed.data.object, currency: "coins" };
  return { ...completed, data: { ...completed.data, object } };
});

/** Which Stripe has, and which never came. */
export const missed = samplePurchase({ kind: "payment", seed: "page-missed", at: now - 900, contents: "metadata" });
