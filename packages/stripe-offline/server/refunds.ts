import { randomUUID } from "node:crypto";
import type Stripe from "stripe";
import { sampleApiVersion, type SampleEvent, sampleId } from "../samples/index.ts";
import { sumOfRefunds } from "./derived-refunds.ts";
import { allowOnly, parameterGroup, parameterInteger, parameterText, type Parameters } from "./parameters.ts";
import type { RouteContext } from "./route-context.ts";
import { StripeApiError, invalid, missing } from "./stripe-error.ts";
import { idOf, numberOf, type JsonObject, type StripeObject, textOf, textsOf } from "./stripe-object.ts";
import { findObject, refundsOf } from "./view.ts";

/** Refunds a charge at once, as a card's is, and causes `refund.created` and `charge.refunded`. */
export function createRefund(parameters: Parameters, context: RouteContext): JsonObject {
  allowOnly(parameters, ["charge", "payment_intent", "amount", "reason", "metadata"]);
  const { store, now } = context;
  const charge = chargeOf(parameters, context);
  refundsOf(charge, store);
  const refunded = sumOfRefunds(store, charge.id);
  const rest = numberOf(charge["amount"]) - refunded;
  const amount = parameterInteger(parameters, "amount") ?? rest;
  if (rest <= 0) {
    throw new StripeApiError(400, `Charge ${charge.id} has already been refunded.`, {
      code: "charge_already_refunded",
    });
  }
  if (amount < 1 || amount > rest) {
    throw invalid(
      `Refund amount (${amount}) must be between 1 and the unrefunded amount of the charge (${rest})`,
      "amount",
    );
  }
  const refund = {
    id: sampleId("re", randomUUID()),
    object: "refund",
    amount,
    balance_transaction: sampleId("txn", randomUUID()),
    charge: charge.id,
    created: now,
    currency: textOf(charge["currency"]) ?? "",
    metadata: textsOf(parameterGroup(parameters, "metadata")),
    payment_intent: idOf(charge["payment_intent"]) ?? null,
    reason: reasonOf(parameters),
    receipt_number: null,
    source_transfer_reversal: null,
    status: "succeeded",
    transfer_reversal: null,
  } satisfies Partial<Stripe.Refund>;
  const total = refunded + amount;
  const state = {
    amount_refunded: total,
    refunded: total >= numberOf(charge["amount"]),
  } satisfies Partial<Stripe.Charge>;
  const after = { ...charge, ...state };
  store.absorb(refund, now);
  store.absorb(after, now);
  context.emit(eventOf("refund.created", refund, context));
  context.emit(eventOf("charge.refunded", after, context, { amount_refunded: refunded }));
  return refund;
}

const reasons = ["duplicate", "fraudulent", "requested_by_customer"] as const satisfies Stripe.Refund.Reason[];

function reasonOf(parameters: Parameters): Stripe.Refund.Reason | null {
  const text = parameterText(parameters, "reason");
  const reason = reasons.find((each) => each === text);
  if (text !== undefined && reason === undefined)
    throw invalid(`Invalid reason: must be one of ${reasons.join(", ")}`, "reason");
  return reason ?? null;
}

function chargeOf(parameters: Parameters, { store }: RouteContext): StripeObject {
  const intentId = parameterText(parameters, "payment_intent");
  const intent = intentId === undefined ? undefined : findObject(intentId, store);
  if (intentId !== undefined && intent === undefined) {
    throw missing("payment_intent", intentId, "payment_intent");
  }
  const id = parameterText(parameters, "charge") ?? idOf(intent?.["latest_charge"]);
  if (id === undefined) {
    throw invalid("One of the following params should be provided for this request: payment_intent or charge.");
  }
  const charge = findObject(id, store);
  if (charge === undefined) {
    throw missing("charge", id, "charge");
  }
  return charge;
}

function eventOf(
  type: string,
  object: StripeObject,
  { now, livemode, account }: RouteContext,
  previousAttributes?: JsonObject,
): StripeObject {
  return {
    id: sampleId("evt", randomUUID()),
    object: "event",
    ...(account === undefined ? {} : { account }),
    api_version: sampleApiVersion,
    created: now,
    data: { object, ...(previousAttributes === undefined ? {} : { previous_attributes: previousAttributes }) },
    livemode,
    pending_webhooks: 1,
    request: { id: sampleId("req", randomUUID()), idempotency_key: null },
    type,
  } satisfies SampleEvent;
}
