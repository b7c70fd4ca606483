import type Stripe from "stripe";
import type { StripeApi } from "../../../domain/stripe-api.ts";
import { createAsk, type StripeAccess } from "./ask.ts";
import { idIn, isObject, part, type StripeObject } from "../../../domain/event/event.ts";
import { readInvoice, readPaidInvoices } from "../../../domain/event/invoice.ts";
import { readCharge, readCustomer, readPaymentIntent, readRefund, readSession } from "../../../domain/event/objects.ts";

const page = { limit: 100 } as const;
/** An end to paging; Stripe's largest invoice has 250 lines. */
const everything = { limit: 1000 } as const;

/** {@link StripeApi} by the stripe package, which is loaded at the first call: most invocations need none. */
export function createStripeApi(options: StripeAccess): StripeApi {
  const ask = createAsk(options);
  const get = (what: string, call: (stripe: Stripe) => Promise<object>): Promise<StripeObject> =>
    ask(what, async (stripe) => plain(await call(stripe)));

  const retrieveSession: StripeApi["retrieveSession"] = async (id, account) =>
    readSession(
      await ask(`session ${id}`, async (stripe) => {
        const expand = ["customer", "line_items", "line_items.data.price.product", "payment_intent"];
        const session = plain(await stripe.checkout.sessions.retrieve(id, { expand }, on(account)));
        if (part(session, "line_items")["has_more"] !== true) return session;
        const params = { ...page, expand: ["data.price.product"] };
        const lines = await stripe.checkout.sessions
          .listLineItems(id, params, on(account))
          .autoPagingToArray(everything);
        return { ...session, line_items: { data: lines.map(plain) } };
      }),
    );

  return {
    retrieveSession,

    retrieveEvent: (id, account) => get(`event ${id}`, (stripe) => stripe.events.retrieve(id, {}, on(account))),

    retrieveThinEvent: (id, account) =>
      get(`thin event ${id}`, (stripe) => stripe.v2.core.events.retrieve(id, {}, on(account))),

    retrieveByUrl: (path, account) => get(path, (stripe) => stripe.rawRequest("GET", path, {}, on(account))),

    async findSessionByPaymentIntent(paymentIntent, account) {
      const sessions = await ask(`sessions of ${paymentIntent}`, (stripe) =>
        stripe.checkout.sessions.list({ payment_intent: paymentIntent, limit: 1 }, on(account)),
      );
      const [session] = sessions.data;
      return session === undefined ? undefined : retrieveSession(session.id, account);
    },

    async retrievePaymentIntent(id, account) {
      const expand = ["customer", "latest_charge"];
      const object = await get(`payment intent ${id}`, (stripe) =>
        stripe.paymentIntents.retrieve(id, { expand }, on(account)),
      );
      return readPaymentIntent(object);
    },

    retrieveCustomer: async (id, account) =>
      readCustomer(await get(`customer ${id}`, (stripe) => stripe.customers.retrieve(id, {}, on(account)))),

    retrieveInvoice: async (id, account) =>
      readInvoice(
        await ask(
          `invoice ${id}`,
          async (stripe) => {
            // An invoice does not show what its customer saw: its payment intents do.
            const expand = ["customer", "payments.data.payment.payment_intent"];
            const invoice = plain(await stripe.invoices.retrieve(id, { expand }, on(account)));
            const params = { ...page, expand: ["data.pricing.price_details.price"] };
            const lines = await stripe.invoices.listLineItems(id, params, on(account)).autoPagingToArray(everything);
            return { ...invoice, lines: { data: await withProducts(lines.map(plain), stripe, account) } };
          },
          3,
        ),
      ),

    listPaidInvoices: (paymentIntent, account) =>
      ask(`invoice payments of ${paymentIntent}`, async (stripe) => {
        const payment = { type: "payment_intent", payment_intent: paymentIntent } as const;
        const payments = await stripe.invoicePayments.list({ payment, expand: ["data.invoice"] }, on(account));
        return readPaidInvoices(payments.data.map(plain));
      }),

    retrieveCharge: async (id, account) =>
      readCharge(await get(`charge ${id}`, (stripe) => stripe.charges.retrieve(id, {}, on(account)))),

    async listRefunds(charge, account) {
      const refunds = await ask(`refunds of ${charge}`, (stripe) =>
        stripe.refunds.list({ charge, ...page }, on(account)).autoPagingToArray(everything),
      );
      return refunds.map((refund) => readRefund(plain(refund)));
    },
  };
}

/**
 * Gives each invoice line a `price` with its product, as a session's lines have it. The product lies one level deeper
 * than Stripe expands.
 */
async function withProducts(
  lines: readonly StripeObject[],
  stripe: Stripe,
  account: string | undefined,
): Promise<StripeObject[]> {
  const ids = [...new Set(lines.map(productOf).filter((id) => id !== undefined))];
  const products = new Map<string | undefined, StripeObject>();
  for (let start = 0; start < ids.length; start += page.limit) {
    const response = await stripe.products.list({ ids: ids.slice(start, start + page.limit), ...page }, on(account));
    for (const product of response.data) products.set(product.id, plain(product));
  }
  // A list can be behind, and lacks what was deleted; an object that is read by its id is neither.
  for (const id of ids.filter((each) => !products.has(each))) {
    const product = await stripe.products.retrieve(id, {}, on(account)).catch(absentOnly);
    if (product !== undefined) products.set(id, plain(product));
  }
  return lines.map((line) => {
    const price = { ...part(line, "price"), ...part(line, "pricing", "price_details", "price") };
    const id = productOf(line);
    return { ...line, price: { ...price, product: products.get(id) ?? id } };
  });
}

/** Of one that Stripe does not know any more nothing is known but its id. */
function absentOnly(error: unknown): undefined {
  if (isObject(error) && error["statusCode"] === 404) return undefined;
  throw error;
}

function productOf(line: StripeObject): string | undefined {
  return idIn(part(line, "pricing", "price_details"), "product") ?? idIn(part(line, "price"), "product");
}

/** Asks in the context of a connected account, or of one of an organisation. @see https://docs.stripe.com/context */
function on(account: string | undefined): Stripe.RequestOptions {
  return account === undefined ? {} : { stripeContext: account };
}

/** As Stripe sent it: the SDK makes objects of decimal texts, such as an invoice line's `quantity_decimal`. */
function plain(object: unknown): StripeObject {
  const sent: unknown = JSON.parse(JSON.stringify(object));
  return isObject(sent) ? sent : {};
}
