import type { Customer } from "../../domain/customer.ts";
import { defined } from "../../domain/event/fields.ts";
import type { PaymentIntent } from "../../domain/event/objects.ts";
import { ProcessingError } from "../../domain/failure.ts";
import type { Purchase } from "../../domain/purchase/purchase.ts";
import type { StripeApi } from "../../domain/stripe-api.ts";

type ContactCalls = Pick<StripeApi, "retrievePaymentIntent" | "retrieveCustomer">;

/**
 * A purchase with what it does not show: an e-mail address from its charge's billing details or its customer, and where
 * goods of a session go that was read from an event, from its payment. What Stripe does not know stays unknown: an order
 * is worth more than its mail.
 * @throws ProcessingError of StripeApi that passes when it is tried again
 */
export async function withContact(
  purchase: Purchase,
  stripe: ContactCalls,
  { isFromEvent = false }: { readonly isFromEvent?: boolean } = {},
): Promise<Purchase> {
  if (isReachable(purchase, { isFromEvent })) return purchase;
  const { paymentIntents, account, customer } = purchase;
  const [intent] = paymentIntents;
  const paying = intent === undefined ? undefined : await unlessRejected(stripe.retrievePaymentIntent(intent, account));
  const known: Customer = { ...paying?.customer, ...customer };
  const id = known.email === undefined ? known.id : undefined;
  const kept = id === undefined ? undefined : await unlessRejected(stripe.retrieveCustomer(id, account));
  const recipient = isFromEvent && lacksAddress(purchase) ? recipientOf(paying) : {};
  return { ...recipient, ...purchase, customer: { ...kept, ...known } };
}

/** Whether a purchase shows an e-mail address and where its goods go. */
export function isReachable(purchase: Purchase, { isFromEvent }: { readonly isFromEvent: boolean }): boolean {
  return purchase.customer.email !== undefined && !(isFromEvent && lacksAddress(purchase));
}

function lacksAddress({ source, shipTo, items }: Purchase): boolean {
  return source === "session" && shipTo === undefined && items.some(({ goods }) => goods);
}

function recipientOf(paying: PaymentIntent | undefined): Pick<Purchase, "shipTo" | "phone"> {
  const { shipTo, phone } = paying?.terms ?? {};
  return defined({ shipTo, phone });
}

export async function unlessRejected<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ProcessingError && error.disposition === "reject") return undefined;
    throw error;
  }
}
