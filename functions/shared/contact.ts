import type { Customer } from "../../domain/customer.ts";
import { readCustomer, readPaymentIntent } from "../../domain/event/objects.ts";
import { ProcessingError } from "../../domain/failure.ts";
import type { Purchase } from "../../domain/purchase/purchase.ts";
import type { StripeApi } from "../../domain/stripe-api.ts";

type ContactCalls = Pick<StripeApi, "retrievePaymentIntent" | "retrieveCustomer">;

/**
 * A purchase without a known address, with the one that its charge's billing details or its customer have. What
 * Stripe does not know stays unknown: an order is worth more than its mail.
 * @throws ProcessingError of StripeApi that passes when it is tried again
 */
export async function withContact(purchase: Purchase, stripe: ContactCalls): Promise<Purchase> {
  if (purchase.customer.email !== undefined) return purchase;
  const { paymentIntents, account } = purchase;
  const [intent] = paymentIntents;
  const paying = intent === undefined ? {} : await unlessRejected(ofPayment(intent, stripe, account));
  const known: Customer = { ...paying, ...purchase.customer };
  const id = known.email === undefined ? known.id : undefined;
  const kept = id === undefined ? {} : await unlessRejected(ofCustomer(id, stripe, account));
  return { ...purchase, customer: { ...kept, ...known } };
}

async function ofPayment(id: string, stripe: ContactCalls, account: string | undefined): Promise<Customer> {
  return readPaymentIntent(await stripe.retrievePaymentIntent(id, account)).customer;
}

async function ofCustomer(id: string, stripe: ContactCalls, account: string | undefined): Promise<Customer> {
  return readCustomer(await stripe.retrieveCustomer(id, account));
}

async function unlessRejected(asked: Promise<Customer>): Promise<Customer> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ProcessingError && error.disposition === "reject") return {};
    throw error;
  }
}
