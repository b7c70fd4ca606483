import { compose, type ComposedMail } from "./layout.ts";
import { formatAmount } from "./money.ts";

/** An integer in Stripe's smallest unit of the currency. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

interface MailBase {
  /** What the customer can name when asking: the invoice's number or the order's key. */
  readonly reference: string;
  readonly customerName?: string | undefined;
  readonly items: readonly { readonly name: string; readonly quantity: number }[];
}

/** Every mail that the system sends, with what it says. */
export type Mail = MailBase &
  (
    | { readonly kind: "confirmation" | "receipt" | "payment-failed"; readonly total: Money }
    | { readonly kind: "refund"; readonly extent: "full" | "partial"; readonly refunded: Money }
  );

interface Wording {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** What the amount is called. */
  readonly amount: string;
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

const wordings = { confirmation, receipt, "payment-failed": paymentFailed };

/** Subject, text part and HTML part. */
export function composeMail(mail: Mail): ComposedMail {
  const { customerName, reference } = mail;
  const refund = mail.kind === "refund";
  const partial = refund && mail.extent === "partial";
  const wording = refund ? (partial ? partialRefund : fullRefund) : wordings[mail.kind];
  const money = refund ? mail.refunded : mail.total;
  return compose({
    subject: wording.subject,
    customerName,
    paragraphs: wording.paragraphs,
    // A refund is of an amount: which items it is for, Stripe does not say.
    items: refund ? [] : mail.items,
    figures: [
      [wording.amount, formatAmount(money.amount, money.currency)],
      ["Reference", reference],
    ],
  });
}
