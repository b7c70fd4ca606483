import { afterEach, describe, expect, it } from "vitest";
import { createClock } from "../../aws-offline/clock.ts";
import type { ActiveFault } from "../../aws-offline/faults/active-fault.ts";
import { FaultInjector } from "../../aws-offline/faults/injector.ts";
import { startStripeApi, type OfflineStripeApi } from "./stripe-api.ts";
import { stripeFault, stripeInterceptor, type StripeFault } from "./stripe-faults.ts";

const apiKey = "sk_test_1";

interface Bench {
  stripe: OfflineStripeApi;
  faults: FaultInjector;
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function openBench(): Promise<Bench> {
  const stripe = await startStripeApi({ port: 0, apiKey, clock: createClock(1) });
  closers.push(() => stripe.close());
  const faults = new FaultInjector();
  const active = new Set<ActiveFault<StripeFault>>();
  faults.track(stripeFault, active);
  stripe.use(stripeInterceptor(active));
  return { stripe, faults };
}

describe("a fault of Stripe", () => {
  const ask = ({ stripe }: Bench, path: string): Promise<Response> =>
    fetch(`${stripe.url}${path}`, { headers: { authorization: `Bearer ${apiKey}` } });

  it.each([
    ["error", 500],
    ["throttle", 429],
    ["not-found", 404],
  ] as const)("%s responds %d on its path only", async (fails, status) => {
    const bench = await openBench();
    bench.stripe.put({ id: "pi_1", object: "payment_intent" });
    bench.faults.add({ faults: [{ at: "stripe", method: "GET", path: "/v1/payment_intents/*", fails }] });
    expect((await ask(bench, "/v1/events")).status).toBe(200);
    expect((await ask(bench, "/v1/payment_intents/pi_1")).status).toBe(status);
    expect((await ask(bench, "/v1/payment_intents/pi_1")).status).toBe(200);
  });

  it("loses the response", async () => {
    const bench = await openBench();
    bench.faults.add({ faults: [{ at: "stripe", containing: "limit", fails: "lost-response" }] });
    await expect(ask(bench, "/v1/events?limit=1")).rejects.toThrow("fetch failed");
    expect((await ask(bench, "/v1/events?limit=1")).status).toBe(200);
  });

  it("of its own is shown as a 500", async () => {
    const bench = await openBench();
    bench.stripe.use(() => Promise.reject(new RangeError("too deep")));
    const response = await ask(bench, "/v1/events");
    expect(response.status).toBe(500);
    expect(await response.text()).toContain("RangeError: too deep");
  });
});
