import { Stripe } from "stripe";
import { afterEach, describe, expect, it } from "vitest";
import { inOlderShape, sampleEvent, samplePurchase, type SampleEvent } from "../samples/index.ts";
import { createClock } from "../../aws-offline/clock.ts";
import { LostResponse } from "../../aws-offline/gateway/aws-error.ts";
import { startStripeApi, type OfflineStripeApi } from "./stripe-api.ts";
import type { StripeApiOptions } from "./types.ts";

const apiKey = "sk_test_offline";
const open: OfflineStripeApi[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((api) => api.close()));
});

async function start(changes: Partial<StripeApiOptions> = {}) {
  const api = await startStripeApi({ port: 0, apiKey, clock: createClock(), ...changes });
  open.push(api);
  const client = (key = changes.apiKey ?? apiKey) =>
    new Stripe(key, { host: "127.0.0.1", port: api.port, protocol: "http", maxNetworkRetries: 0, telemetry: false });
  const plant = (objects: readonly object[], account?: string): void =>
    objects.forEach((object) => api.put(object, account));
  return { api, plant, client, stripe: client() };
}

const learnAll = (api: OfflineStripeApi, events: readonly SampleEvent[]): void =>
  events.forEach((event) => api.learn(event));

const manyItems = Array.from({ length: 25 }, (_, index) => ({
  sku: `SKU-${index}`,
  name: `Thing ${index}`,
  quantity: index + 1,
  unitAmount: 100,
}));

describe("Checkout sessions", () => {
  it("come with expanded line items and their products", async () => {
    const { stripe, plant } = await start();
    const purchase = samplePurchase({ kind: "payment", seed: "a" });
    plant(purchase.objects);
    const session = await stripe.checkout.sessions.retrieve(purchase.ids.session, {
      expand: ["line_items", "line_items.data.price.product", "payment_intent"],
    });
    const lines = session.line_items?.data ?? [];
    expect(lines.map((line) => line.quantity)).toEqual([2, 1]);
    expect(lines[0]?.price?.product).toMatchObject({ object: "product", metadata: { sku: "MUG-BLUE" } });
    expect(session.payment_intent).toMatchObject({ id: purchase.ids.paymentIntent, object: "payment_intent" });
  });

  it("hold no line items and no more than ids unless asked", async () => {
    const { stripe, plant } = await start();
    const purchase = samplePurchase({ kind: "payment", seed: "a" });
    plant(purchase.objects);
    const session = await stripe.checkout.sessions.retrieve(purchase.ids.session);
    expect(session.line_items).toBeUndefined();
    expect(session.payment_intent).toBe(purchase.ids.paymentIntent);
  });

  it("embed ten line items and page the rest", async () => {
    const { stripe, plant } = await start();
    const purchase = samplePurchase({ kind: "payment", seed: "a", items: manyItems });
    plant(purchase.objects);
    const session = await stripe.checkout.sessions.retrieve(purchase.ids.session, { expand: ["line_items"] });
    expect(session.line_items).toMatchObject({ has_more: true });
    expect(session.line_items?.data).toHaveLength(10);
    const lines = await stripe.checkout.sessions
      .listLineItems(purchase.ids.session, { limit: 7, expand: ["data.price.product"] })
      .autoPagingToArray({ limit: 100 });
    expect(lines.map((line) => line.quantity)).toEqual(manyItems.map((item) => item.quantity));
    expect(lines[24]?.price?.product).toMatchObject({ metadata: { sku: "SKU-24" } });
  });

  it("are found by payment intent", async () => {
    const { stripe, plant } = await start();
    const [mine, other] = [
      samplePurchase({ kind: "payment", seed: "a" }),
      samplePurchase({ kind: "payment", seed: "b" }),
    ];
    plant([...mine.objects, ...other.objects]);
    const found = await stripe.checkout.sessions.list({ payment_intent: mine.ids.paymentIntent, limit: 1 });
    expect(found.data.map((session) => session.id)).toEqual([mine.ids.session]);
  });

  it("that only passed the webhook have one derived line over their amount, the same each time", async () => {
    const { api, stripe } = await start();
    const { events, ids, amount } = samplePurchase({ kind: "payment", seed: "stranger" });
    api.learn(events.completed);
    const expand = ["line_items", "line_items.data.price.product"];
    const [first, second] = [
      await stripe.checkout.sessions.retrieve(ids.session, { expand }),
      await stripe.checkout.sessions.retrieve(ids.session, { expand }),
    ];
    expect(first.line_items?.data).toMatchObject([
      { amount_total: amount, quantity: 1, price: { product: { object: "product", metadata: {} } } },
    ]);
    expect(second.line_items).toEqual(first.line_items);
    expect(await stripe.paymentIntents.retrieve(ids.paymentIntent)).toMatchObject({ amount, status: "succeeded" });
  });
});

describe("invoices", () => {
  it("embed ten lines, page the rest, and expand payments", async () => {
    const { stripe, plant } = await start();
    const purchase = samplePurchase({ kind: "subscription", seed: "a", items: manyItems });
    plant(purchase.objects);
    const invoice = await stripe.invoices.retrieve(purchase.ids.invoice, { expand: ["payments"] });
    expect(invoice.lines).toMatchObject({ has_more: true });
    expect(invoice.payments?.data).toMatchObject([{ payment: { payment_intent: purchase.ids.paymentIntent } }]);
    const lines = await stripe.invoices
      .listLineItems(purchase.ids.invoice, { limit: 10, expand: ["data.pricing.price_details.price"] })
      .autoPagingToArray({ limit: 100 });
    expect(lines).toHaveLength(25);
    expect(lines[3]?.pricing?.price_details?.price).toMatchObject({ object: "price", unit_amount: 100 });
    const ids = lines.slice(0, 2).map((line) => line.pricing?.price_details?.product ?? "");
    const products = await stripe.products.list({ ids });
    expect(new Set(products.data.map((product) => product.metadata["sku"]))).toEqual(new Set(["SKU-0", "SKU-1"]));
  });

  it("expand no payment intent of a payment that was made outside Stripe", async () => {
    const { stripe, plant } = await start();
    const { ids, objects } = samplePurchase({ kind: "renewal", seed: "outside" });
    const payment = { type: "payment_record", payment_record: "pyr_1" };
    plant(objects.map((object) => (object.object === "invoice_payment" ? { ...object, payment } : object)));
    const invoice = await stripe.invoices.retrieve(ids.invoice, { expand: ["payments.data.payment.payment_intent"] });
    expect(invoice.payments?.data.map((each) => each.payment)).toContainEqual(payment);
  });

  it("expand the payment intents of their payments, and leave a price that they do not know an id", async () => {
    const { stripe, plant } = await start();
    const { objects, ids } = samplePurchase({ kind: "subscription", seed: "a" });
    const legacy = { price: "gold-monthly", product: "gold" };
    plant(
      objects.map((object) =>
        object.id === ids.invoice
          ? { ...object, lines: { data: [{ id: "il_1", object: "line_item", pricing: { price_details: legacy } }] } }
          : object,
      ),
    );
    const expand = ["payments.data.payment.payment_intent"];
    const invoice = await stripe.invoices.retrieve(ids.invoice, { expand });
    expect(invoice.payments?.data).toMatchObject([{ payment: { payment_intent: { id: ids.paymentIntent } } }]);
    const lines = await stripe.invoices.listLineItems(ids.invoice, { expand: ["data.pricing.price_details.price"] });
    expect(lines.data).toMatchObject([{ pricing: { price_details: legacy } }]);
  });

  it("are found by the payment intent that pays them", async () => {
    const { stripe, plant } = await start();
    const purchase = samplePurchase({ kind: "subscription", seed: "a" });
    plant([...purchase.objects, ...samplePurchase({ kind: "subscription", seed: "b" }).objects]);
    const payments = await stripe.invoicePayments.list({
      payment: { type: "payment_intent", payment_intent: purchase.ids.paymentIntent },
      expand: ["data.invoice"],
    });
    expect(payments.data).toMatchObject([{ invoice: { id: purchase.ids.invoice, object: "invoice" }, status: "paid" }]);
  });

  it("of older shapes give the link to their payment intent", async () => {
    const { api, stripe } = await start();
    const { data } = samplePurchase({ kind: "subscription", seed: "a" }).events.invoicePaid;
    const object = { ...data.object, payment_intent: "pi_old", subscription: "sub_old" };
    api.learn(sampleEvent({ type: "invoice.paid", object, created: 1, livemode: false, seed: "old" }));
    const payments = await stripe.invoicePayments.list({
      payment: { type: "payment_intent", payment_intent: "pi_old" },
    });
    expect(payments.data).toMatchObject([{ invoice: data.object.id, status: "paid" }]);
  });
});

describe("an invoice of an event of 2022-11-15", () => {
  it("is returned as today's version has it: lines with pricing, the subscription in its parent", async () => {
    const { api, stripe, plant } = await start();
    const purchase = samplePurchase({ kind: "subscription", seed: "a" });
    plant(purchase.objects);
    api.learn(inOlderShape(purchase.events.invoicePaid, "2022-11-15", purchase.ids));
    const expand = ["data.pricing.price_details.price"];
    const lines = await stripe.invoices.listLineItems(purchase.ids.invoice, { expand });
    expect(lines.data[0]).toMatchObject({ pricing: { price_details: { price: { object: "price" } } } });
    expect(await stripe.invoices.retrieve(purchase.ids.invoice)).toMatchObject({
      parent: { subscription_details: { subscription: purchase.ids.subscription } },
    });
  });
});

describe("refunds, charges and disputes", () => {
  it("are learned from events", async () => {
    const { api, stripe } = await start();
    const { aftermath, ids, amount } = samplePurchase({ kind: "payment", seed: "a" });
    learnAll(api, [...aftermath.fullRefund.story, ...aftermath.disputeLost.story]);
    const refund = aftermath.fullRefund.events.refundCreated.data.object;
    expect((await stripe.refunds.list({ charge: ids.charge })).data.map(({ id }) => id)).toEqual([refund.id]);
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ amount, status: "succeeded" });
    expect(await stripe.charges.retrieve(ids.charge)).toMatchObject({ amount_refunded: amount });
    const dispute = aftermath.disputeLost.events.disputeClosed.data.object;
    expect(await stripe.disputes.retrieve(dispute.id)).toMatchObject({ status: "lost" });
  });

  it("keep the latest state, in whatever order the events pass", async () => {
    const { api, stripe } = await start();
    const { aftermath, ids } = samplePurchase({ kind: "payment", seed: "a" });
    learnAll(api, aftermath.failedRefund.story.toReversed());
    expect((await stripe.refunds.list({ charge: ids.charge })).data).toMatchObject([{ status: "failed" }]);
  });

  it("are derived from a charge.refunded that comes alone", async () => {
    const { api, stripe } = await start({ patienceMilliseconds: 20 });
    const { aftermath, ids, amount } = samplePurchase({ kind: "payment", seed: "a" });
    const { partialRefund, restRefund } = aftermath;
    api.learn(partialRefund.events.chargeRefunded);
    const first = await stripe.refunds.list({ charge: ids.charge });
    expect(first.data).toMatchObject([{ amount: Math.floor(amount / 2), status: "succeeded", charge: ids.charge }]);
    api.learn(restRefund.events.chargeRefunded);
    const second = await stripe.refunds.list({ payment_intent: ids.paymentIntent });
    expect(second.data.reduce((sum, refund) => sum + refund.amount, 0)).toBe(amount);
    expect(second.data).toContainEqual(first.data[0]);
  });

  it("are waited for where charge.refunded was faster than the event of the refund", async () => {
    const { api, stripe } = await start({ patienceMilliseconds: 20_000 });
    const { aftermath, ids } = samplePurchase({ kind: "payment", seed: "a" });
    api.learn(aftermath.partialRefund.events.chargeRefunded);
    const asked = Promise.withResolvers<void>();
    api.use((_request, next) => {
      asked.resolve();
      return next();
    });
    const listed = stripe.refunds.list({ charge: ids.charge });
    await asked.promise;
    const { refundCreated } = aftermath.partialRefund.events;
    api.learn(refundCreated);
    expect((await listed).data.map(({ id }) => id)).toEqual([refundCreated.data.object.id]);
  });

  it("are not derived where an event contained the refund", async () => {
    const { api, stripe } = await start();
    const { aftermath, ids } = samplePurchase({ kind: "payment", seed: "a" });
    api.learn(aftermath.fullRefund.events.chargeRefunded);
    api.learn(aftermath.fullRefund.events.refundCreated);
    expect((await stripe.refunds.list({ charge: ids.charge })).data).toHaveLength(1);
  });

  it("can be made, once per idempotency key, with the events that Stripe would send", async () => {
    const caused: unknown[] = [];
    const { stripe, plant } = await start({ onEvent: (event) => void caused.push(event["type"]) });
    const { objects, ids, amount } = samplePurchase({ kind: "payment", seed: "a" });
    plant(objects);
    const make = () =>
      stripe.refunds.create({ payment_intent: ids.paymentIntent, amount: 100 }, { idempotencyKey: "once" });
    expect((await make()).id).toBe((await make()).id);
    expect(caused).toEqual(["refund.created", "charge.refunded"]);
    await stripe.refunds.create({ charge: ids.charge });
    expect(await stripe.charges.retrieve(ids.charge)).toMatchObject({ amount_refunded: amount, refunded: true });
    await expect(stripe.refunds.create({ charge: ids.charge })).rejects.toMatchObject({
      code: "charge_already_refunded",
    });
    const events = await stripe.events.list({ types: ["refund.created"], delivery_success: false });
    expect(events.data).toHaveLength(2);
  });
});

describe("events", () => {
  it("are listed by time, type and delivery, the latest first", async () => {
    const { api, stripe, plant } = await start();
    const { events } = samplePurchase({ kind: "subscription", seed: "a", at: 1000 });
    learnAll(api, [events.invoicePaid, events.completed]);
    plant([events.paymentSucceeded]);
    const idsOf = async (parameters: Stripe.EventListParams) =>
      (await stripe.events.list(parameters)).data.map((event) => event.id);
    expect(await idsOf({})).toEqual([events.completed.id, events.invoicePaid.id, events.paymentSucceeded.id]);
    expect(await idsOf({ delivery_success: false })).toEqual([events.paymentSucceeded.id]);
    expect(await idsOf({ type: "invoice.*" })).toEqual([events.invoicePaid.id]);
    expect(await idsOf({ created: { gt: events.paymentSucceeded.created, lte: events.invoicePaid.created } })).toEqual([
      events.invoicePaid.id,
    ]);
    expect(await idsOf({ limit: 1, starting_after: events.completed.id })).toEqual([events.invoicePaid.id]);
    expect(await idsOf({ limit: 1, ending_before: events.paymentSucceeded.id })).toEqual([events.invoicePaid.id]);
  });

  it("come back whole by id", async () => {
    const { api, stripe } = await start();
    const { events } = samplePurchase({ kind: "payment", seed: "a" });
    api.learn(events.completed);
    const event = await stripe.events.retrieve(events.completed.id);
    expect(event).toMatchObject({ type: "checkout.session.completed", pending_webhooks: 0 });
    expect(event.data.object).toEqual(events.completed.data.object);
  });
});

describe("webhook endpoints", () => {
  it("are made, listed, changed and deleted; the secret is returned once", async () => {
    const { stripe } = await start();
    const made = await stripe.webhookEndpoints.create({
      url: "https://example.com/webhook/stripe",
      enabled_events: ["invoice.paid"],
      api_version: "2026-10-28.endive",
      metadata: { stack: "dev" },
    });
    expect(made.secret).toMatch(/^whsec_\w{32}$/u);
    await stripe.webhookEndpoints.update(made.id, { enabled_events: ["charge.refunded"], disabled: true });
    const listed = await stripe.webhookEndpoints.list();
    expect(listed.data).toMatchObject([{ id: made.id, enabled_events: ["charge.refunded"], status: "disabled" }]);
    expect(listed.data[0]).not.toHaveProperty("secret");
    expect(await stripe.webhookEndpoints.del(made.id)).toMatchObject({ deleted: true });
    expect((await stripe.webhookEndpoints.list()).data).toEqual([]);
  });
});

describe("the API itself", () => {
  it("reports errors in Stripe's error shapes", async () => {
    const { stripe, client } = await start();
    await expect(client("sk_test_other").products.retrieve("prod_1")).rejects.toMatchObject({
      type: "StripeAuthenticationError",
      statusCode: 401,
    });
    await expect(stripe.products.retrieve("prod_1")).rejects.toMatchObject({
      type: "StripeInvalidRequestError",
      statusCode: 404,
      code: "resource_missing",
      message: "No such product: 'prod_1'",
      requestId: /^req_/u,
    });
  });

  it("refuses by name what it does not support", async () => {
    const { stripe, plant } = await start();
    const { ids, objects } = samplePurchase({ kind: "payment", seed: "a" });
    plant(objects);
    await expect(stripe.customers.list()).rejects.toThrow("GET /v1/customers is not supported by the offline run");
    await expect(stripe.events.list({ related_object: "x" } as Stripe.EventListParams)).rejects.toThrow(
      "related_object",
    );
    await expect(stripe.checkout.sessions.retrieve(ids.session, { expand: ["nonsense"] })).rejects.toThrow(
      "cannot be expanded (nonsense)",
    );
    await expect(stripe.checkout.sessions.retrieve(ids.session, { expand: ["a.b.c.d.e"] })).rejects.toThrow("4 levels");
    await expect(stripe.products.retrieve("prod_1", {}, { apiVersion: "2022-11-15" })).rejects.toThrow("2022-11-15");
  });

  it("expands to null what an event made by hand leaves out", async () => {
    const { stripe, plant } = await start();
    plant([
      { id: "cs_1", object: "checkout.session", payment_intent: "pi_1", amount_total: 2900, currency: "eur" },
      { id: "pi_1", object: "payment_intent", amount: 2900, currency: "eur" },
      { id: "cs_2", object: "checkout.session", amount_total: 0, currency: "eur" },
      { id: "in_1", object: "invoice", total: 2900, currency: "eur" },
    ]);
    const expand = ["customer", "line_items", "line_items.data.price.product", "payment_intent"];
    expect(await stripe.checkout.sessions.retrieve("cs_1", { expand })).toMatchObject({
      customer: null,
      line_items: { data: [{ amount_total: 2900 }] },
      payment_intent: { id: "pi_1" },
    });
    const free = await stripe.checkout.sessions.retrieve("cs_2", { expand });
    expect(free).toMatchObject({ customer: null, payment_intent: null });
    const payment = await stripe.paymentIntents.retrieve("pi_1", { expand: ["customer", "latest_charge"] });
    expect(payment).toMatchObject({ customer: null, latest_charge: null });
    const invoice = await stripe.invoices.retrieve("in_1", { expand: ["customer"] });
    expect(invoice).toMatchObject({ customer: null });
  });

  it("keeps connected accounts and modes apart", async () => {
    const { api, stripe, client } = await start();
    const own = samplePurchase({ kind: "payment", seed: "a", account: "acct_1" });
    const live = samplePurchase({ kind: "payment", seed: "b", livemode: true });
    learnAll(api, [own.events.completed, live.events.completed]);
    await expect(stripe.checkout.sessions.retrieve(own.ids.session)).rejects.toMatchObject({
      code: "resource_missing",
    });
    for (const on of [{ stripeAccount: "acct_1" }, { stripeContext: "acct_1" }]) {
      const found = await stripe.checkout.sessions.retrieve(own.ids.session, {}, on);
      expect(found.id).toBe(own.ids.session);
    }
    await expect(client().checkout.sessions.retrieve(live.ids.session)).rejects.toThrow("exists in live mode");
  });

  it("limits the rate where asked", async () => {
    const { stripe } = await start({ rateLimited: true, clock: { ...createClock(), now: () => 0 } });
    const responses = await Promise.allSettled(Array.from({ length: 60 }, () => stripe.events.list()));
    const refused = responses.filter((response) => response.status === "rejected");
    expect(refused).toHaveLength(60 - 25);
    expect(refused[0]?.reason).toMatchObject({ type: "StripeRateLimitError", statusCode: 429, code: "rate_limit" });
  });

  it("lets a fault replace a response or take it away", async () => {
    const { api, stripe } = await start();
    const remove = api.use(async () => ({ status: 503, body: { error: { message: "down", type: "api_error" } } }));
    await expect(stripe.events.list()).rejects.toMatchObject({ statusCode: 503 });
    remove();
    api.use(async (_request, next) => {
      await next();
      throw new LostResponse();
    });
    await expect(stripe.events.list()).rejects.toMatchObject({ type: "StripeConnectionError" });
  });

  it("says that a port is taken", async () => {
    const { api } = await start();
    await expect(start({ port: api.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
