import { Stripe } from "stripe";
import { afterEach, describe, expect, it } from "vitest";
import { ActiveFault } from "../../aws-offline/faults/active-fault.ts";
import { type Clock, createClock } from "../../aws-offline/clock.ts";
import { samplePurchase } from "../samples/index.ts";
import { startStripeApi, type OfflineStripeApi } from "./stripe-api.ts";
import { stripeInterceptor } from "./stripe-faults.ts";

const apiKey = "sk_test_offline";
const open: OfflineStripeApi[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((api) => api.close()));
});

/** Lists are ten seconds behind; `pass` lets time go by. */
async function startBehind() {
  let now = 1_000_000;
  const clock: Clock = { ...createClock(), now: () => now };
  const api = await startStripeApi({ port: 0, apiKey, clock, patienceMilliseconds: 0 });
  open.push(api);
  const fault = { at: "stripe", fails: "behind", seconds: 10, times: "always" } as const;
  api.use(
    stripeInterceptor([
      new ActiveFault(
        fault,
        () => 0,
        () => undefined,
      ),
    ]),
  );
  const options = { host: "127.0.0.1", port: api.port, protocol: "http", maxNetworkRetries: 0, telemetry: false };
  const stripe = new Stripe(apiKey, options as Stripe.StripeConfig);
  return { api, stripe, pass: (seconds: number) => void (now += seconds * 1000) };
}

describe("lists that are behind", () => {
  it("show a refund only later, and make none up from its charge", async () => {
    const { api, stripe, pass } = await startBehind();
    const { aftermath, ids, objects } = samplePurchase({ kind: "payment", seed: "behind" });
    objects.forEach((object) => api.put(object));
    pass(60);
    aftermath.partialRefund.story.forEach((event) => api.learn(event));
    const listed = async (): Promise<string[]> =>
      (await stripe.refunds.list({ charge: ids.charge })).data.map(({ id }) => id);
    const { id } = aftermath.partialRefund.events.refundCreated.data.object;
    expect(await listed()).toEqual([]);
    expect(await stripe.refunds.retrieve(id)).toMatchObject({ id });
    pass(10);
    expect(await listed()).toEqual([id]);
  });

  it("show an invoice without its payment, and a payment without its session", async () => {
    const { api, stripe, pass } = await startBehind();
    const { ids, objects } = samplePurchase({ kind: "invoiced", seed: "behind" });
    objects.forEach((object) => api.put(object));
    const counts = async (): Promise<number[]> => {
      const invoice = await stripe.invoices.retrieve(ids.invoice, { expand: ["payments"] });
      const payment = { type: "payment_intent", payment_intent: ids.paymentIntent } as const;
      const payments = await stripe.invoicePayments.list({ payment });
      const sessions = await stripe.checkout.sessions.list({ payment_intent: ids.paymentIntent });
      return [invoice.payments?.data.length ?? 0, payments.data.length, sessions.data.length];
    };
    expect(await counts()).toEqual([0, 0, 0]);
    pass(10);
    expect(await counts()).toEqual([1, 1, 1]);
  });

  it("show an event only later", async () => {
    const { api, stripe, pass } = await startBehind();
    api.learn(samplePurchase({ kind: "payment", seed: "behind" }).events.completed);
    expect((await stripe.events.list()).data).toEqual([]);
    pass(10);
    expect((await stripe.events.list()).data).toHaveLength(1);
  });
});

describe("an organisation's context", () => {
  it("names the account whose objects are meant, also below another one", async () => {
    const { api, stripe } = await startBehind();
    const { events, ids } = samplePurchase({ kind: "payment", seed: "context" });
    api.learn({ ...events.completed, context: "acct_platform/acct_shop" });
    const session = (options: Stripe.RequestOptions) => stripe.checkout.sessions.retrieve(ids.session, {}, options);
    await expect(session({ stripeContext: "acct_platform/acct_shop" })).resolves.toMatchObject({ id: ids.session });
    await expect(session({ stripeAccount: "acct_shop" })).resolves.toMatchObject({ id: ids.session });
    await expect(session({})).rejects.toMatchObject({ code: "resource_missing" });
  });
});

describe("customers", () => {
  it("are known by what names them, and refused where nothing does", async () => {
    const { api, stripe } = await startBehind();
    const { events, customer } = samplePurchase({ kind: "payment", seed: "customer" });
    api.learn(events.completed);
    const { id = "", email } = customer;
    await expect(stripe.customers.retrieve(id)).resolves.toMatchObject({ object: "customer", email });
    await expect(stripe.customers.retrieve("cus_Nobody")).rejects.toMatchObject({ code: "resource_missing" });
  });
});
