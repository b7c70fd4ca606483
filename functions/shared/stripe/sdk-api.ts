import type Stripe from "stripe";
import type { StripeApi } from "../../../domain/stripe-api.ts";
import { createAsk, type StripeAccess } from "./ask.ts";
import { idIn, isObject, part, type StripeObject } from "../../../domain/event/event.ts";

const page = { limit: 100 } as const;
/** An end to paging; Stripe's largest invoice has 250 lines. */
const everything = { limit: 1000 } as const;

/** {@link StripeApi} by the stripe package, which is loaded at the first call: most invocations need none. */
export function createStripeApi(options: StripeAccess): StripeApi {
  const ask = createAsk(options);

  const retrieveSession: StripeApi["retrieveSession"] = (id, account) =>
    ask(`session ${id}`, async (stripe) => {
      const expand = ["customer", "line_items", "line_items.data.price.product", "payment_intent"];
      const session = plain(await stripe.checkout.sessions.retrieve(id, { expand }, on(account)));
      if (part(session, "line_items")["has_more"] !== true) return session;
      const params = { ...page, expand: ["data.price.product"] };
      const lines = await stripe.checkout.sessions.listLineItems(id, params, on(account)).autoPagingToArray(everything);
      return { ...session, line_items: { data: lines.map(plain) } };
    });

  return {
    retrieveSession,

    retrieveEvent: (id, account) =>
      ask(`event ${id}`, async (stripe) => plain(await stripe.events.retrieve(id, {}, on(account)))),

    retrieveThinEvent: (id, account) =>
      ask(`thin event ${id}`, async (stripe) => plain(await stripe.v2.core.events.retrieve(id, {}, on(account)))),

    retrieveByUrl: (path, account) =>
      ask(path, async (stripe) => plain(await stripe.rawRequest("GET", path, {}, on(account)))),

    async findSessionByPaymentIntent(paymentIntent, account) {
      const sessions = await ask(`sessions of ${paymentIntent}`, (stripe) =>
        stripe.checkout.sessions.list({ payment_intent: paymentIntent, limit: 1 }, on(account)),
      );
      const [session] = sessions.data;
      return session === undefined ? undefined : retrieveSession(session.id, account);
    },

    retrievePaymentIntent: (id, account) =>
      ask(`payment intent ${id}`, async (stripe) =>
        plain(await stripe.paymentIntents.retrieve(id, { expand: ["customer", "latest_charge"] }, on(account))),
      ),

    retrieveCustomer: (id, account) =>
      ask(`customer ${id}`, async (stripe) => plain(await stripe.customers.retrieve(id, {}, on(account)))),

    retrieveInvoice: (id, account) =>
      ask(
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

    listInvoicePayments: (paymentIntent, account) =>
      ask(`invoice payments of ${paymentIntent}`, async (stripe) => {
        const payment = { type: "payment_intent", payment_intent: paymentIntent } as const;
        const payments = await stripe.invoicePayments.list({ payment, expand: ["data.invoice"] }, on(account));
        return payments.data.map(plain);
      }),

    retrieveCharge: (id, account) =>
      ask(`charge ${id}`, async (stripe) => plain(await stripe.charges.retrieve(id, {}, on(account)))),

    listRefunds: (charge, account) =>
      ask(`refunds of ${charge}`, async (stripe) => {
        const refunds = await stripe.refunds.list({ charge, ...page }, on(account)).autoPagingToArray(everything);
        return refunds.map(plain);
      }),
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
