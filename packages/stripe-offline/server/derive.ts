import type Stripe from "stripe";
import { isObject } from "../../aws-offline/input.ts";
import { sampleId, type SampleLineItem, type SamplePrice } from "../samples/index.ts";
import type { AccountStore } from "./account-store.ts";
import { note, sumOfRefunds } from "./derived-refunds.ts";
import { idOf, numberOf, type StripeObject, textOf, textsOf } from "./stripe-object.ts";

/** A payment intent, charge or customer that another object names. */
export function deriveObject(id: string, store: AccountStore): StripeObject | undefined {
  if (id.startsWith("pi_")) {
    return derivePaymentIntent(id, store);
  }
  if (id.startsWith("cus_")) {
    return deriveCustomer(id, store);
  }
  return id.startsWith("ch_") || id.startsWith("py_") ? deriveCharge(id, store) : undefined;
}

function derivePaymentIntent(id: string, store: AccountStore): StripeObject | undefined {
  const named = (object: StripeObject): boolean => idOf(object["payment_intent"]) === id;
  const charge = store.all("charge").find(named);
  const session = store.all("checkout.session").find(named);
  const returned = store.all("refund").find(named) ?? store.all("dispute").find(named);
  const source = charge ?? session ?? returned;
  if (source === undefined) {
    return undefined;
  }
  const amount = numberOf(source["amount"] ?? source["amount_total"]);
  // Money that was captured or given back had come, whatever the session said before.
  const paid = session?.["payment_status"] !== "unpaid" || charge?.["captured"] === true || returned !== undefined;
  const details = isObject(session?.["customer_details"]) ? session["customer_details"] : {};
  return {
    id,
    object: "payment_intent",
    amount,
    amount_received: paid ? numberOf(charge?.["amount_captured"] ?? amount) : 0,
    ...sharedBy(source),
    customer: idOf(source["customer"]) ?? null,
    description: note,
    latest_charge: charge?.id ?? idOf(source["charge"]) ?? null,
    // A charge copies its payment intent's metadata; a session's is its own.
    metadata: textsOf(charge?.["metadata"]),
    receipt_email: textOf(charge?.["receipt_email"]) ?? textOf(details["email"]) ?? null,
    status: paid ? "succeeded" : "processing",
  } satisfies Partial<Stripe.PaymentIntent>;
}

function deriveCharge(id: string, store: AccountStore): StripeObject | undefined {
  const intent = store.all("payment_intent").find((object) => idOf(object["latest_charge"]) === id);
  const named = (object: StripeObject): boolean => idOf(object["charge"]) === id;
  const source = intent ?? store.all("dispute").find(named) ?? store.all("refund").find(named);
  if (source === undefined) {
    return undefined;
  }
  const refunded = sumOfRefunds(store, id);
  const amount = Math.max(numberOf(source["amount"]), refunded);
  return {
    id,
    object: "charge",
    amount,
    amount_captured: amount,
    amount_refunded: refunded,
    ...sharedBy(source),
    customer: idOf(source["customer"]) ?? null,
    description: note,
    disputed: store.all("dispute").some(named),
    metadata: textsOf(intent?.["metadata"]),
    paid: intent === undefined || intent["status"] === "succeeded",
    payment_intent: intent?.id ?? idOf(source["payment_intent"]) ?? null,
    receipt_email: textOf(intent?.["receipt_email"]) ?? null,
    refunded: refunded >= amount,
    status: intent === undefined || intent["status"] === "succeeded" ? "succeeded" : "failed",
  } satisfies Partial<Stripe.Charge>;
}

/** By what a session or an invoice says of its customer. */
function deriveCustomer(id: string, store: AccountStore): StripeObject | undefined {
  const sources = ["checkout.session", "invoice", "payment_intent", "charge"].flatMap((type) => store.all(type));
  const source = sources.find((object) => idOf(object["customer"]) === id);
  if (source === undefined) {
    return undefined;
  }
  const details = isObject(source["customer_details"]) ? source["customer_details"] : {};
  return {
    id,
    object: "customer",
    created: numberOf(source["created"]),
    description: note,
    email: [details["email"], source["customer_email"], source["receipt_email"]].map(textOf).find(isThere) ?? null,
    livemode: source["livemode"] === true,
    metadata: {},
    name: textOf(details["name"]) ?? textOf(source["customer_name"]) ?? null,
  } satisfies Partial<Stripe.Customer>;
}

/** One line over the whole amount for a session whose line items no event contained; its SKU is the derived product's id. */
export function deriveLineItems(store: AccountStore, session: StripeObject): StripeObject[] {
  const amount = session["amount_total"];
  if (typeof amount !== "number" || session["mode"] === "setup") {
    return [];
  }
  const subtotal = numberOf(session["amount_subtotal"]) || amount;
  const { currency, ...times } = sharedBy(session);
  const shared = { ...times, metadata: {} };
  const product = {
    ...shared,
    id: sampleId("prod", `derived/${session.id}`),
    object: "product",
    active: true,
    description: note,
    name: `Purchase ${session.id.slice(-8)}`,
  } satisfies Partial<Stripe.Product>;
  store.absorb(product, times.created);
  const price = {
    ...shared,
    id: sampleId("price", `derived/${session.id}`),
    object: "price",
    active: true,
    billing_scheme: "per_unit",
    currency,
    lookup_key: null,
    nickname: note,
    product: product.id,
    recurring: null,
    type: session["mode"] === "subscription" ? "recurring" : "one_time",
    unit_amount: subtotal,
    unit_amount_decimal: String(subtotal),
  } satisfies Partial<SamplePrice>;
  return [
    {
      id: sampleId("li", `derived/${session.id}`),
      object: "item",
      amount_discount: Math.max(0, subtotal - amount),
      amount_subtotal: subtotal,
      amount_tax: 0,
      amount_total: amount,
      currency,
      description: note,
      price,
      quantity: 1,
    } satisfies Partial<Omit<SampleLineItem, "price">> & { price: Partial<SamplePrice> },
  ];
}

/**
 * The links between invoices and payment intents: those of events, and those that older shapes carried in the
 * invoice, the payment intent or the charge.
 */
export function invoicePayments(store: AccountStore): StripeObject[] {
  const known = store.all("invoice_payment");
  const links = new Map(known.map((payment) => [linkOf(payment), payment]));
  for (const type of ["invoice", "payment_intent", "charge"]) {
    for (const payment of store.all(type).map(deriveInvoicePayment)) {
      if (payment !== undefined && !links.has(linkOf(payment))) {
        links.set(linkOf(payment), payment);
      }
    }
  }
  return [...links.values()];
}

function linkOf(payment: StripeObject): string {
  const { payment: paid } = payment;
  return `${idOf(payment["invoice"])}/${isObject(paid) ? idOf(paid["payment_intent"]) : undefined}`;
}

function deriveInvoicePayment(object: StripeObject): StripeObject | undefined {
  const isInvoice = object.object === "invoice";
  const invoice = isInvoice ? object.id : idOf(object["invoice"]);
  const intent = object.object === "payment_intent" ? object.id : idOf(object["payment_intent"]);
  if (
    !["invoice", "payment_intent", "charge"].includes(object.object) ||
    invoice === undefined ||
    intent === undefined
  ) {
    return undefined;
  }
  const paid = isInvoice ? object["status"] === "paid" : object["status"] === "succeeded";
  const amount = numberOf(object["amount_paid"] ?? object["amount"]);
  return {
    id: sampleId("inpay", `derived/${invoice}/${intent}`),
    object: "invoice_payment",
    amount_paid: paid ? amount : null,
    amount_requested: amount,
    ...sharedBy(object),
    invoice,
    is_default: true,
    payment: { type: "payment_intent", payment_intent: intent },
    status: paid ? "paid" : "open",
    status_transitions: { canceled_at: null, paid_at: paid ? numberOf(object["created"]) : null },
  } satisfies Partial<Stripe.InvoicePayment>;
}

/** What an object that is derived has in common with the one that names it. */
function sharedBy(source: StripeObject) {
  return {
    created: numberOf(source["created"]),
    currency: textOf(source["currency"]) ?? "",
    livemode: source["livemode"] === true,
  };
}

function isThere(text: string | undefined): text is string {
  return text !== undefined;
}
