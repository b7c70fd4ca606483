import type Stripe from "stripe";
import { sampleAddress } from "./address.ts";
import { sampleId, sampleToken } from "./ids.ts";
import type { SampleContext } from "./types.ts";

export interface SamplePaymentOptions {
  amount: number;
  metadata?: Record<string, string>;
  status: "succeeded" | "requires_payment_method" | "processing" | "requires_capture" | "canceled";
  /** Authorised first, captured by the shop. */
  manualCapture?: boolean;
  /** What was captured; default: the whole amount. */
  captured?: number;
  /** Distinguishes a second payment of the same purchase, as of a renewal. */
  label?: string;
  description?: string;
  paymentMethodTypes?: string[];
}

/** The ids of one payment, whose parts refer to one another. */
function paymentIds(context: SampleContext, label = "") {
  const key = `${context.seed}/${label}`;
  return { paymentIntent: sampleId("pi", key), charge: sampleId("ch", key), paymentMethod: sampleId("pm", key) };
}

/** A payment intent; of a refused card with the error that Stripe reports. */
export function samplePaymentIntent(context: SampleContext, options: SamplePaymentOptions): Stripe.PaymentIntent {
  const ids = paymentIds(context, options.label);
  const paid = options.status === "succeeded";
  const refused = options.status === "requires_payment_method";
  return {
    id: ids.paymentIntent,
    object: "payment_intent",
    allowed_payment_method_types: null,
    amount: options.amount,
    amount_capturable: options.status === "requires_capture" ? options.amount : 0,
    amount_details: { tip: {} },
    amount_received: paid ? (options.captured ?? options.amount) : 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: options.status === "canceled" ? context.at + 24 * 3600 : null,
    cancellation_reason: null,
    capture_method: options.manualCapture === true ? "manual" : "automatic_async",
    client_secret: `${ids.paymentIntent}_secret_${sampleToken(ids.paymentIntent, 25)}`,
    confirmation_method: "automatic",
    created: context.at + 30,
    currency: context.currency,
    customer: context.customer.id ?? null,
    customer_account: null,
    description: options.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: refused
      ? {
          charge: ids.charge,
          code: "card_declined",
          decline_code: "insufficient_funds",
          doc_url: "https://docs.stripe.com/error-codes/card-declined",
          message: "Your card has insufficient funds.",
          type: "card_error",
        }
      : null,
    latest_charge: options.status === "processing" ? null : ids.charge,
    livemode: context.livemode,
    managed_payments: { enabled: false },
    metadata: options.metadata ?? {},
    next_action: null,
    on_behalf_of: null,
    payment_method: refused ? null : ids.paymentMethod,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: {
        installments: null,
        mandate_options: null,
        network: null,
        request_three_d_secure: "automatic",
      },
    },
    payment_method_types: options.paymentMethodTypes ?? ["card", "link"],
    payment_record: null,
    processing: null,
    receipt_email: context.customer.email,
    review: null,
    setup_future_usage: null,
    shipping: {
      address: sampleAddress,
      carrier: null,
      name: context.customer.name ?? "Jenny Rosen",
      phone: context.customer.phone ?? null,
      tracking_number: null,
    },
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: options.status,
    transfer_data: null,
    transfer_group: null,
  };
}

/** The charge of a succeeded payment intent. Since API version 2022-11-15 it carries no list of its refunds. */
export function sampleCharge(context: SampleContext, intent: Stripe.PaymentIntent, amountRefunded = 0): Stripe.Charge {
  const id = typeof intent.latest_charge === "string" ? intent.latest_charge : sampleId("ch", context.seed);
  const paymentMethod = typeof intent.payment_method === "string" ? intent.payment_method : null;
  const captured = intent.status === "succeeded";
  return {
    id,
    object: "charge",
    amount: intent.amount,
    amount_captured: intent.amount_received,
    amount_refunded: amountRefunded,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: sampleId("txn", id),
    billing_details: {
      address: sampleAddress,
      email: context.customer.email,
      name: context.customer.name,
      phone: null,
      tax_id: null,
    },
    calculated_statement_descriptor: "SAMPLE SHOP",
    captured,
    created: context.at + 31,
    currency: context.currency,
    customer: context.customer.id ?? null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: context.livemode,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: "approved_by_network",
      reason: null,
      risk_level: "normal",
      risk_score: 22,
      seller_message: "Payment complete.",
      type: "authorized",
    },
    paid: true,
    payment_intent: intent.id,
    payment_method: paymentMethod,
    payment_method_details: {
      card: {
        amount_authorized: intent.amount,
        authorization_code: "224671",
        brand: "visa",
        checks: { address_line1_check: "pass", address_postal_code_check: "pass", cvc_check: "pass" },
        country: "SG",
        electronic_commerce_indicator: null,
        exp_month: 12,
        exp_year: 2031,
        extended_authorization: { status: "disabled" },
        fingerprint: "mToisGZ01V71BCos",
        funding: "credit",
        incremental_authorization: { status: "unavailable" },
        installments: null,
        last4: "4242",
        mandate: null,
        multicapture: { status: "unavailable" },
        network: "visa",
        network_token: { used: false },
        network_transaction_id: "796121081310911",
        overcapture: { maximum_amount_capturable: intent.amount, status: "unavailable" },
        regulated_status: "unregulated",
        three_d_secure: null,
        transaction_link_id: null,
        wallet: null,
      },
      type: "card",
    },
    radar_options: {},
    receipt_email: context.customer.email,
    receipt_number: null,
    receipt_url: `https://pay.stripe.com/receipts/payment/${sampleToken(`receipt/${id}`, 64)}`,
    refunded: amountRefunded >= intent.amount_received && captured,
    review: null,
    shipping: intent.shipping === null ? null : { address: sampleAddress, name: intent.shipping.name ?? "Jenny Rosen" },
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "succeeded",
    transfer_data: null,
    transfer_group: null,
  };
}
