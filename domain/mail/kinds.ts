import { compose, type ComposedMail } from "./layout.ts";
import type { Money } from "../event/presentment.ts";
import { formatAmount } from "./money.ts";

interface MailBase {
  /** What the customer can name when asking: the invoice's number or the order's key. */
  readonly reference: string;
  readonly customerName?: string | undefined;
  readonly items: readonly { readonly name: string; readonly quantity: number }[];
}

/** A parcel as its customer can follow it. */
export interface Shipment {
  readonly parcel: string;
  readonly carrier?: string | undefined;
  readonly tracking?: string | undefined;
}

/** A mail with what it says. */
export type Mail = MailBase &
  (
    | { readonly kind: OrderMailKind; readonly total: Money }
    | { readonly kind: RefundMailKind; readonly extent: "full" | "partial"; readonly refunded: Money }
    | ({ readonly kind: ParcelMailKind } & Shipment)
  );

type MailOf<Kind extends MailKind> = Extract<Mail, { readonly kind: Kind }>;

interface Wording<Amount = string> {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** What the amount is called. */
  readonly amount: Amount;
}

const confirmation: Wording = {
  subject: "Your order is confirmed",
  paragraphs: ["Thank you for your order. It is confirmed, and we are preparing your items."],
  amount: "Total",
};

const receipt: Wording = {
  subject: "Your receipt",
  paragraphs: ["Thank you. Your invoice has been paid."],
  amount: "Amount paid",
};

const paymentFailed: Wording = {
  subject: "Your payment did not go through",
  paragraphs: [
    "A payment for your order could not be completed, and nothing was charged for this attempt.",
    // The notice of a failed attempt can be overtaken by the payment that succeeds.
    "Please check your payment method and try again. If you have paid since, you need not do anything.",
  ],
  amount: "Amount due",
};

const refundDays = "It can take 5 to 10 business days until the amount appears on your statement.";

const fullRefund: Wording = {
  subject: "Your order has been refunded",
  paragraphs: ["We have refunded your payment in full.", refundDays],
  amount: "Amount refunded",
};

const partialRefund: Wording = {
  subject: "Part of your order has been refunded",
  paragraphs: ["We have refunded part of your payment.", refundDays],
  amount: "Amount refunded",
};

const shipped: Wording<undefined> = {
  subject: "Your order is on its way",
  paragraphs: ["Your order, or a part of it, has left our warehouse."],
  amount: undefined,
};

/**
 * Every kind of mail, with its wording. Of a kind per `order` an order has one at most, of one per `refund` one for each
 * refund that succeeded, of one per `parcel` one for each that was shipped. Keys, `ops forget`, trace, replay and the load test's verification follow from it.
 */
export const mailKinds = {
  confirmation: { per: "order", wording: confirmation },
  receipt: { per: "order", wording: receipt },
  "payment-failed": { per: "order", wording: paymentFailed },
  refund: { per: "refund", wording: { full: fullRefund, partial: partialRefund } },
  shipped: { per: "parcel", wording: shipped },
} as const satisfies Readonly<
  Record<
    string,
    | { readonly per: "order"; readonly wording: Wording }
    | { readonly per: "refund"; readonly wording: Readonly<Record<"full" | "partial", Wording>> }
    | { readonly per: "parcel"; readonly wording: Wording<undefined> }
  >
>;

export type MailKind = keyof typeof mailKinds;

export type KindPer<Per extends (typeof mailKinds)[MailKind]["per"]> = {
  [Kind in MailKind]: (typeof mailKinds)[Kind]["per"] extends Per ? Kind : never;
}[MailKind];
export type OrderMailKind = KindPer<"order">;
export type RefundMailKind = KindPer<"refund">;
export type ParcelMailKind = KindPer<"parcel">;

/** Subject, text part and HTML part. */
export function composeMail(mail: Mail): ComposedMail {
  const { customerName, reference } = mail;
  if ("parcel" in mail) return composeShipped(mail);
  const isRefund = "extent" in mail;
  const wording = isRefund ? mailKinds[mail.kind].wording[mail.extent] : mailKinds[mail.kind].wording;
  const money = isRefund ? mail.refunded : mail.total;
  return compose({
    subject: wording.subject,
    customerName,
    paragraphs: wording.paragraphs,
    // A refund is of an amount: which items it is for, Stripe does not say.
    items: isRefund ? [] : mail.items,
    figures: [
      [wording.amount, formatAmount(money.amount, money.currency)],
      ["Reference", reference],
    ],
  });
}

/** Without the items: no message of the warehouse's shows which are in the parcel. */
function composeShipped({ kind, customerName, reference, carrier, tracking }: MailOf<ParcelMailKind>): ComposedMail {
  const { subject, paragraphs } = mailKinds[kind].wording;
  const figures = [
    ["Carrier", carrier],
    ["Tracking number", tracking],
    ["Reference", reference],
  ] as const;
  return compose({
    subject,
    customerName,
    paragraphs,
    items: [],
    figures: figures.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  });
}
