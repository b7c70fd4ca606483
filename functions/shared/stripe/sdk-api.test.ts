import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createStripeApi } from "./sdk-api.ts";

/** Stripe's responses by path, and its requests. */
let responses: Record<string, (query: URLSearchParams) => [status: number, body: object]>;
let asked: { readonly url: string; readonly headers: Record<string, unknown> }[];
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://stripe");
    asked.push({ url: decodeURIComponent(request.url ?? ""), headers: request.headers });
    const missing = { error: { type: "invalid_request_error", code: "resource_missing", message: "No such thing" } };
    const [status, body] = responses[pathname]?.(searchParams) ?? [404, missing];
    response.writeHead(status, { "content-type": "application/json", "stripe-should-retry": "false" });
    response.end(JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  responses = {};
  asked = [];
});

function connect(stripeApiKey: string | undefined = "sk_test_1") {
  let refreshes = 0;
  const secrets = {
    read: () => Promise.resolve(stripeApiKey === "" ? {} : { stripeApiKey }),
    refresh: () => {
      refreshes += 1;
      return Promise.resolve({});
    },
  };
  return { api: createStripeApi({ secrets, url }), refreshes: () => refreshes };
}

const session = { id: "cs_1", mode: "payment", payment_status: "paid" };
const money = { amount: 700, currency: "usd" };
const bill = { id: "in_1", total: 700, currency: "usd" };
const listOf = (data: object[], hasMore = false) => ({ object: "list", data, has_more: hasMore, url: "/v1/x" });

describe("the Stripe API by the stripe package", () => {
  it("pages a session's line items to the end", async () => {
    const line = (id: string) => ({ id, object: "item" });
    responses = {
      "/v1/checkout/sessions/cs_1": () => [200, { ...session, line_items: listOf([line("li_1")], true) }],
      "/v1/checkout/sessions/cs_1/line_items": (query) => [
        200,
        query.get("starting_after") === null ? listOf([line("li_1")], true) : listOf([line("li_2")]),
      ],
    };
    const { id, lines } = await connect().api.retrieveSession("cs_1");
    expect({ id, lines }).toMatchObject({ id: "cs_1", lines: [{ id: "li_1" }, { id: "li_2" }] });
    expect(asked[0]?.url).toContain("line_items.data.price.product");
    expect(asked.at(-1)?.url).toContain("starting_after=li_1");
  });

  it("pages a charge's refunds to the end", async () => {
    const refund = (id: string) => ({ id, object: "refund", status: "succeeded", ...money });
    responses = {
      "/v1/refunds": (query) => [
        200,
        query.get("starting_after") === null ? listOf([refund("re_1")], true) : listOf([refund("re_2")]),
      ],
    };
    expect(await connect().api.listRefunds("ch_1")).toMatchObject([{ id: "re_1", ...money }, { id: "re_2" }]);
    expect(asked.at(-1)?.url).toContain("charge=ch_1");
  });

  it("does not page what came whole", async () => {
    responses = { "/v1/checkout/sessions/cs_1": () => [200, { ...session, line_items: listOf([]) }] };
    await connect().api.retrieveSession("cs_1");
    expect(asked).toHaveLength(1);
  });

  it("gives each invoice line its product, which lies deeper than Stripe expands", async () => {
    const line = (id: string, product: string) => ({
      id,
      object: "line_item",
      quantity: 2,
      quantity_decimal: "2.75",
      pricing: { price_details: { price: { id: "price_1", lookup_key: "mug" }, product } },
    });
    responses = {
      "/v1/invoices/in_1": () => [200, { ...bill, payments: listOf([{ payment: { payment_intent: "pi_1" } }]) }],
      "/v1/invoices/in_1/lines": () => [
        200,
        listOf([line("il_1", "prod_1"), line("il_2", "prod_gone"), line("il_3", "prod_new")]),
      ],
      "/v1/products": () => [200, listOf([{ id: "prod_1", name: "Mug", metadata: { sku: "MUG" } }])],
      // Its list does not have it yet.
      "/v1/products/prod_new": () => [200, { id: "prod_new", name: "Tee", metadata: { sku: "TEE" } }],
    };
    const invoice = await connect().api.retrieveInvoice("in_1");
    expect(invoice).toMatchObject({
      id: "in_1",
      paymentIntents: ["pi_1"],
      lines: [
        {
          id: "il_1",
          quantity_decimal: "2.75",
          price: { lookup_key: "mug", product: { id: "prod_1", metadata: { sku: "MUG" } } },
        },
        { id: "il_2", price: { lookup_key: "mug", product: "prod_gone" } },
        { id: "il_3", price: { product: { id: "prod_new", metadata: { sku: "TEE" } } } },
      ],
    });
    expect(asked.map(({ url: path }) => path)).toContainEqual(
      expect.stringContaining("ids[0]=prod_1&ids[1]=prod_gone&ids[2]=prod_new"),
    );
  });

  it("does not take a product for one without metadata because Stripe did not respond", async () => {
    const line = { id: "il_1", object: "line_item", pricing: { price_details: { product: "prod_1" } } };
    responses = {
      "/v1/invoices/in_1": () => [200, bill],
      "/v1/invoices/in_1/lines": () => [200, listOf([line])],
      "/v1/products": () => [200, listOf([])],
      "/v1/products/prod_1": () => [500, { error: { type: "api_error", message: "Something is wrong" } }],
    };
    const unavailable = { causeCode: "stripe-unavailable", disposition: "retry" };
    await expect(connect().api.retrieveInvoice("in_1")).rejects.toMatchObject(unavailable);
  });

  it("expands what else shows an address or the customer's amounts", async () => {
    responses = {
      "/v1/payment_intents/pi_1": () => [
        200,
        { id: "pi_1", ...money, latest_charge: { id: "ch_1", billing_details: { email: "b@example.com" } } },
      ],
      "/v1/customers/cus_1": () => [200, { id: "cus_1", object: "customer", email: "a@example.com" }],
      "/v1/invoices/in_1": () => [200, bill],
      "/v1/invoices/in_1/lines": () => [200, listOf([])],
    };
    const { api } = connect();
    expect(await api.retrievePaymentIntent("pi_1")).toMatchObject({ customer: { email: "b@example.com" } });
    expect(await api.retrieveCustomer("cus_1", "acct_1")).toMatchObject({ email: "a@example.com" });
    await api.retrieveInvoice("in_1");
    const [intent, customer, invoice] = asked.map(({ url: path }) => path);
    expect(intent).toContain("expand[0]=customer&expand[1]=latest_charge");
    expect(customer).toBe("/v1/customers/cus_1");
    expect(invoice).toContain("expand[0]=customer&expand[1]=payments.data.payment.payment_intent");
  });

  it("asks on the connected account, in the pinned version", async () => {
    responses = { "/v1/refunds": () => [200, listOf([{ id: "re_1", status: "succeeded", ...money }])] };
    expect(await connect().api.listRefunds("ch_1", "acct_1")).toMatchObject([{ id: "re_1" }]);
    expect(asked[0]?.headers).toMatchObject({
      "stripe-context": "acct_1",
      "stripe-version": "2026-10-28.endive",
      authorization: "Bearer sk_test_1",
    });
  });

  it("lists the invoices that a payment pays, with their subscription in the shapes of both times", async () => {
    const invoices = [
      { id: "in_1", parent: { subscription_details: { subscription: "sub_1" } } },
      { id: "in_2", subscription: "sub_2" },
      { id: "in_3" },
    ];
    responses = { "/v1/invoice_payments": () => [200, listOf(invoices.map((invoice) => ({ invoice })))] };
    expect(await connect().api.listPaidInvoices("pi_1")).toEqual([
      { id: "in_1", subscription: "sub_1" },
      { id: "in_2", subscription: "sub_2" },
      { id: "in_3" },
    ]);
  });

  it("names the part of an object that cannot be read", async () => {
    responses = { "/v1/charges/ch_1": () => [200, { id: "ch_1" }] };
    await expect(connect().api.retrieveCharge("ch_1")).rejects.toMatchObject({ causeCode: "invalid-event" });
  });

  it("knows that no session made a payment intent", async () => {
    responses = { "/v1/checkout/sessions": () => [200, listOf([])] };
    expect(await connect().api.findSessionByPaymentIntent("pi_1")).toBeUndefined();
  });

  it.each([
    [404, "stripe-not-found", "reject"],
    [400, "stripe-refused", "reject"],
    [401, "stripe-unavailable", "retry"],
    [403, "stripe-unavailable", "retry"],
    [429, "stripe-unavailable", "retry"],
    [500, "stripe-unavailable", "retry"],
  ])("takes status %i as %s, to %s", async (status, causeCode, disposition) => {
    responses = { "/v1/events/evt_1": () => [status, { error: { type: "api_error", message: "no" } }] };
    await expect(connect().api.retrieveEvent("evt_1")).rejects.toMatchObject({ causeCode, disposition });
  });

  it("has the secret read again when Stripe no longer accepts the key", async () => {
    responses = { "/v1/events/evt_1": () => [401, { error: { type: "invalid_request_error", message: "no" } }] };
    const { api, refreshes } = connect();
    await expect(api.retrieveEvent("evt_1")).rejects.toThrow("401");
    expect(refreshes()).toBe(1);
  });

  it("says that the secret holds no key yet", async () => {
    await expect(connect("").api.retrieveEvent("evt_1")).rejects.toMatchObject({
      causeCode: "secret-unavailable",
      disposition: "retry",
    });
  });
});
