import { expect, it } from "vitest";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { deliver } from "../support/delivery.ts";
import { System } from "../support/system.ts";

/** A shop with thousands is `RENEWALS=5000 TIME_SCALE=4 npm run test:outage -- renewals`. */
const renewals = Number(process.env["RENEWALS"] ?? 300);
const timeScale = Number(process.env["TIME_SCALE"] ?? 10);
/** The share of Stripe's limit that a stack in test mode takes. */
const requestsPerSecond = 15 * timeScale;

it(`${String(renewals)} renewals at once at concurrency 50 leave no dead letter, and Stripe refuses hardly a request`, async () => {
  const system = await System.start({
    timeScale,
    stock: { "MUG-BLUE": 1_000_000, "TEE-M": 1_000_000 },
    config: { "order-processing-system:consumerConcurrency": "50" },
  });
  try {
    const purchases = Array.from({ length: renewals }, (_, index) =>
      samplePurchase({ kind: "renewal", seed: `renewal ${String(index)}` }),
    );
    for (const { objects } of purchases) system.know(objects);
    let requests = 0;
    let refused = 0;
    system.run.stripe?.onRequest((_request, status) => {
      requests += 1;
      if (status === 429) refused += 1;
    });
    const start = performance.now();
    await deliver(
      system,
      purchases.map(({ events }) => events.invoicePaid),
      16,
    );
    await system.settled(900_000);
    const seconds = (performance.now() - start) / 1000;
    const least = requests / requestsPerSecond;
    console.log(
      `${String(requests)} requests, ${String(refused)} refused, in ${seconds.toFixed(1)} s: ${(seconds / least).toFixed(2)} times what their rate takes`,
    );
    expect(await system.depth("dead-letter-queue")).toBe(0);
    expect(refused).toBeLessThan(0.01 * requests);
    const orders = await system.orders();
    expect(orders.filter(({ status }) => status === "paid")).toHaveLength(renewals);
    const mailed = purchases.map(({ customer }) => system.mailsTo(customer.email ?? "").length);
    expect(mailed.every((mails) => mails === 1)).toBe(true);
  } finally {
    await system.close();
  }
}, 1_800_000);
