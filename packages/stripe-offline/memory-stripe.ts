import { rejected } from "../../domain/failure.ts";
import type { StripeApi } from "../../domain/stripe-api.ts";
import { idIn, part, type StripeObject } from "../../domain/event/event.ts";
import { readInvoice, readPaidInvoices } from "../../domain/event/invoice.ts";
import { readCharge, readCustomer, readPaymentIntent, readRefund, readSession } from "../../domain/event/objects.ts";

export interface MemoryStripeOptions {
  /** Whether lists have an object yet: Stripe's are behind what its events show. Reading one by its id never is. */
  readonly isListed?: (object: StripeObject) => boolean;
}

/** {@link StripeApi} over objects in memory, for unit tests; `calls` names each call made. */
export function memoryStripe(given: readonly object[], { isListed = () => true }: MemoryStripeOptions = {}) {
  const objects = given as readonly StripeObject[];
  const calls: string[] = [];
  const get = (id: string): StripeObject => {
    const found = objects.findLast((object) => object["id"] === id);
    if (found === undefined) throw rejected("stripe-not-found", `Stripe has no ${id}`);
    return found;
  };
  const having = (kind: string, field: string, id: string): StripeObject[] =>
    objects.filter((object) => object["object"] === kind && idIn(object, field) === id && isListed(object));
  /** Ids of what is known, replaced by it. */
  const expand = (object: StripeObject, ...fields: readonly string[]): StripeObject => {
    const found = fields.map((field) => [field, objects.findLast(({ id }) => id === idIn(object, field))] as const);
    return { ...object, ...Object.fromEntries(found.filter(([, value]) => value !== undefined)) };
  };
  const expandProduct = (line: StripeObject): StripeObject => {
    const id = idIn(part(line, "pricing", "price_details"), "product");
    const product = objects.find((object) => object["id"] === id) ?? id;
    return { ...line, price: { product } };
  };
  const respond = async <T>(call: string, compute: () => T): Promise<T> => {
    calls.push(call);
    return Promise.resolve().then(compute);
  };

  const api: StripeApi = {
    retrieveEvent: (id) => respond(`event ${id}`, () => get(id)),
    retrieveThinEvent: (id) => respond(`thin event ${id}`, () => get(id)),
    retrieveByUrl: (url) =>
      respond(`object ${url}`, () => {
        const { line_items: _onlyWhereExpanded, ...object } = get(url.slice(url.lastIndexOf("/") + 1));
        return object;
      }),
    retrieveSession: (id) => respond(`session ${id}`, () => readSession(expand(get(id), "customer", "payment_intent"))),
    retrievePaymentIntent: (id) =>
      respond(`payment intent ${id}`, () =>
        readPaymentIntent({ latest_charge: null, ...expand(get(id), "customer", "latest_charge") }),
      ),
    retrieveCustomer: (id) => respond(`customer ${id}`, () => readCustomer(get(id))),
    findSessionByPaymentIntent: (intent) =>
      respond(`session of ${intent}`, () =>
        having("checkout.session", "payment_intent", intent)
          .map((session) => readSession(expand(session, "customer", "payment_intent")))
          .at(0),
      ),
    retrieveInvoice: (id) =>
      respond(`invoice ${id}`, () => {
        const lines = part(get(id), "lines")["data"];
        const data = Array.isArray(lines) ? lines.map(expandProduct) : [];
        const payments = having("invoice_payment", "invoice", id).map((payment) => {
          const intent = idIn(part(payment, "payment"), "payment_intent");
          const found = objects.findLast((object) => object["id"] === intent) ?? intent;
          return { ...payment, payment: { type: "payment_intent", payment_intent: found } };
        });
        return readInvoice({ ...expand(get(id), "customer"), lines: { data }, payments: { data: payments } });
      }),
    listPaidInvoices: (intent) =>
      respond(`invoice payments of ${intent}`, () => {
        const payments = objects.filter(
          (object) => idIn(part(object, "payment"), "payment_intent") === intent && isListed(object),
        );
        return readPaidInvoices(
          payments.map((payment) => ({ ...payment, invoice: get(idIn(payment, "invoice") ?? "") })),
        );
      }),
    retrieveCharge: (id) => respond(`charge ${id}`, () => readCharge(get(id))),
    listRefunds: (charge) => respond(`refunds of ${charge}`, () => having("refund", "charge", charge).map(readRefund)),
  };
  return { ...api, calls };
}
