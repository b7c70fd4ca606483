import type { MailDraft } from "../../domain/mail/mails-of-event.ts";
import { needsSettlement, type Settlement } from "../../domain/mail/plan-mail.ts";
import type { Purchase } from "../../domain/purchase/purchase.ts";
import type { StripeApi } from "../../domain/stripe-api.ts";

/**
 * What came of a purchase: as its snapshot shows, or as Stripe does where the snapshot is from before the payment (a
 * capture by hand, a bank debit, an invoice whose first attempt failed).
 * @throws ProcessingError of StripeApi
 */
export async function settlementOf(
  draft: MailDraft,
  purchase: Purchase,
  stripe: Pick<StripeApi, "retrieveInvoice" | "retrievePaymentIntent">,
): Promise<Partial<Settlement>> {
  const { invoice, account, source, paymentIntents } = purchase;
  if (purchase.amountPaid !== undefined || !needsSettlement(draft)) return purchase;
  if (source === "invoice" && invoice !== undefined) return stripe.retrieveInvoice(invoice, account);
  const [intent] = paymentIntents;
  if (intent === undefined) return purchase;
  const { amountReceived, presentment } = await stripe.retrievePaymentIntent(intent, account);
  return { amountPaid: amountReceived, presentment: presentment ?? purchase.presentment };
}
