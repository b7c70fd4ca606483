import * as v from "valibot";

import type { StripeApi } from "../shared/stripe/api.ts";
import { idIn, part, readStripeEvent, type StripeEvent, type StripeObject } from "../shared/stripe/event.ts";
import { list } from "../shared/stripe/fields.ts";
import type { SampleEvent, SampleObject } from "../shared/stripe/samples.ts";

/** Stripe's API over sample objects, as far as an event's handling asks of it. */
export function stripeOf(samples: readonly SampleObject[]): Omit<StripeApi, "retrieveEvent" | "retrieveCharge"> {
  const objects = samples.map((sample) => plain(sample));
  const get = (id: unknown): StripeObject => {
    const found = objects.find((object) => object["id"] === id);
    if (found === undefined) throw new Error(`the test's Stripe has no ${String(id)}`);
    return found;
  };
  const all = (kind: string, field: string, id: string): StripeObject[] =>
    objects.filter((object) => object["object"] === kind && idIn(object, field) === id);
  const withProducts = (invoice: StripeObject): StripeObject => {
    const lines = v.parse(list, invoice["lines"]).map((line) => {
      const details = part(line, "pricing", "price_details");
      return { ...line, price: { id: details["price"], product: get(details["product"]) } };
    });
    return {
      ...invoice,
      lines: { data: lines },
      payments: { data: all("invoice_payment", "invoice", String(invoice["id"])) },
    };
  };
  const retrieve = (id: string): Promise<StripeObject> => Promise.resolve(get(id));
  return {
    retrieveSession: retrieve,
    retrievePaymentIntent: retrieve,
    findSessionByPaymentIntent: (intent) => Promise.resolve(all("checkout.session", "payment_intent", intent)[0]),
    retrieveInvoice: (id) => Promise.resolve(withProducts(get(id))),
    listInvoicePayments: (intent) =>
      Promise.resolve(
        objects
          .filter((object) => idIn(part(object, "payment"), "payment_intent") === intent)
          .map((payment) => ({ ...payment, invoice: get(payment["invoice"]) })),
      ),
    listRefunds: (charge) => Promise.resolve(all("refund", "charge", charge)),
  };
}

/** An event as a consumer gets it from its queue. */
export function received(event: SampleEvent): StripeEvent {
  return readStripeEvent(plain(event));
}

function plain(value: object): StripeObject {
  return structuredClone(value) as StripeObject;
}
