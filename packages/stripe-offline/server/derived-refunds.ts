import type Stripe from "stripe";
import { sampleId } from "../samples/index.ts";
import type { AccountStore } from "./account-store.ts";
import { idOf, numberOf, type StripeObject, textOf } from "./stripe-object.ts";

/**
 * What Stripe would know and no event contained: an event names objects that were never posted. What is derived
 * follows from what is known, has the same id each time, and says in its description that it was derived.
 */
export const note = "Derived by the offline run from what passed the webhook";

export function sumOfRefunds(store: AccountStore, charge: string): number {
  const effective = store
    .all("refund")
    .filter((refund) => idOf(refund["charge"]) === charge)
    .filter((refund) => refund["status"] !== "failed" && refund["status"] !== "canceled");
  return sumOf(effective);
}

function sumOf(refunds: readonly StripeObject[]): number {
  return refunds.reduce((sum, refund) => sum + numberOf(refund["amount"]), 0);
}

/** What a charge's `amount_refunded` says beyond the refunds that are known. */
export function missingRefunds(store: AccountStore, charge: StripeObject): number {
  // A refund that failed since was part of the total at its time.
  const known = store.all("refund").filter((candidate) => idOf(candidate["charge"]) === charge.id);
  return numberOf(charge["amount_refunded"]) - sumOf(known);
}

/**
 * Since 2022-11-15 `charge.refunded` carries no refunds. What is missing to the charge's `amount_refunded` becomes one
 * refund, kept from its first reading on. One that an event contains later under another id counts beside it. What was not
 * captured of the charge is a refund of its own, which moves no money.
 */
export function completeRefunds(store: AccountStore, charge: StripeObject): void {
  const missing = missingRefunds(store, charge);
  const known = store.all("refund").filter((refund) => idOf(refund["charge"]) === charge.id);
  const releases = known.filter((refund) => refund["balance_transaction"] === null);
  const { amount, amount_captured: captured = amount } = charge;
  const uncaptured = numberOf(amount) - numberOf(captured) - sumOf(releases);
  const released = Math.max(0, Math.min(missing, uncaptured));
  deriveRefund(store, charge, "release", { amount: released, balance_transaction: null });
  deriveRefund(store, charge, String(charge["amount_refunded"]), { amount: missing - released });
}

function deriveRefund(store: AccountStore, charge: StripeObject, label: string, part: Partial<Stripe.Refund>): void {
  if (numberOf(part.amount) <= 0) return;
  const refund = {
    id: sampleId("re", `derived/${charge.id}/${label}`),
    object: "refund",
    ...part,
    charge: charge.id,
    created: numberOf(charge["created"]),
    currency: textOf(charge["currency"]) ?? "",
    description: note,
    metadata: {},
    payment_intent: idOf(charge["payment_intent"]) ?? null,
    reason: null,
    status: "succeeded",
  } satisfies Partial<Stripe.Refund>;
  store.absorb(refund, refund.created);
}
