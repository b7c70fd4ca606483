import { type Money, shareOf } from "../event/presentment.ts";
import { totalOf } from "../event/terms.ts";
import { unscoped } from "../order/key.ts";
import type { Purchase } from "../purchase/purchase.ts";
import type { Mail } from "./mail.ts";
import type { MailDraft } from "./mails-of-event.ts";

/** A mail of an order that is known: what is to be delivered under `key`. */
export interface PlannedMail {
  readonly key: string;
  /** The order's key without its account. */
  readonly order: string;
  readonly address: string | undefined;
  readonly mail: Mail;
}

/** What came of a purchase, in the end. */
export interface Settlement {
  /** In minor units of the purchase's currency. */
  readonly amountPaid: number;
  /** The same as the customer saw it. */
  readonly presentment?: Money | undefined;
}

/** Whether the mail depends on what was paid, which a snapshot from before the payment does not show. */
export function needsSettlement({ kind }: MailDraft): boolean {
  return kind === "refund" || kind === "receipt";
}

/** The part of the mail's key behind the order's: one per order and kind, one per refund or parcel. */
export function mailNameOf(draft: MailDraft): string {
  if ("refundId" in draft) return `${draft.kind}#${draft.refundId}`;
  return "parcel" in draft ? `${draft.kind}#${draft.parcel}` : draft.kind;
}

/**
 * Puts what the event shows and what is remembered of the purchase together. The amounts are those that the customer saw
 * and paid, where Stripe converted them.
 */
export function planMail(
  draft: MailDraft,
  { key, orderKey, date }: { readonly key: string; readonly orderKey: string; readonly date: number },
  purchase: Purchase,
  { amountPaid, presentment }: Partial<Settlement>,
): PlannedMail {
  const { amountTotal, currency, customer, shipTo, locales } = purchase;
  const order = unscoped(orderKey);
  // A purchase with a session and an invoice may be remembered by either: only where the order is the invoice is its number
  // known whatever came first.
  const invoiceNumber = draft.invoiceNumber ?? (order.startsWith("in_") ? purchase.invoiceNumber : undefined);
  const base = {
    reference: invoiceNumber ?? order,
    customerName: draft.customer.name ?? customer.name,
    date,
    shipTo,
    locales,
  };
  const address = draft.customer.email ?? customer.email;
  if ("parcel" in draft) {
    const { kind, parcel, carrier, tracking } = draft;
    const named = new Map(purchase.items.map(({ sku, name }) => [sku, name]));
    const items = (draft.items ?? []).map(({ sku, quantity }) => ({ name: named.get(sku) ?? sku, quantity }));
    return { key, order, address, mail: { ...base, items, kind, parcel, carrier, tracking } };
  }
  if (!("refundId" in draft)) {
    const total = draft.presentment ?? presentment ?? draft.total ?? { amount: amountPaid ?? amountTotal, currency };
    return { key, order, address, mail: { ...base, ...pricesOf(purchase, total), kind: draft.kind, total } };
  }
  const { amount } = draft.refunded;
  const paid = amountPaid ?? amountTotal;
  const extent = amount >= paid ? "full" : "partial";
  const share = presentment !== undefined && paid > 0 ? shareOf(presentment, Math.min(amount, paid), paid) : undefined;
  const refunded = draft.presentment ?? share ?? draft.refunded;
  return { key, order, address, mail: { ...base, items: [], kind: draft.kind, extent, refunded } };
}

/**
 * Prices are shown where they make the amount that is: not of what Stripe converted, the shop captured in part, or a
 * balance paid.
 */
function pricesOf({ items, totals, currency }: Purchase, total: Money): Pick<Mail, "items" | "totals"> {
  const isWhole = totals !== undefined && total.currency === currency && totalOf(totals) === total.amount;
  if (isWhole) return { items, totals };
  return { items: items.map(({ name, quantity }) => ({ name, quantity })) };
}
