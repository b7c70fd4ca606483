import { compose, type ComposedMail, type MailContent } from "./layout.ts";
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

/** Every mail that the system sends, with what it says. `total` is absent where Stripe told no amount. */
export type Mail = MailBase &
  (
    | { readonly kind: "confirmation" | "receipt" | "payment-failed"; readonly total?: Money | undefined }
    | { readonly kind: "refund"; readonly extent: "full" | "partial"; readonly refunded: Money }
  );

export type MailKind = Mail["kind"];

/** Subject, text part and HTML part. */
export function composeMail(mail: Mail): ComposedMail {
  return compose({ ...contentOf(mail), customerName: mail.customerName });
}

function contentOf(mail: Mail): Omit<MailContent, "customerName"> {
  const reference = ["Reference", mail.reference] as const;
  switch (mail.kind) {
    case "confirmation":
      return {
        subject: "Your order is confirmed",
        paragraphs: ["Thank you for your order. Your payment has been received and we are preparing your items."],
        items: mail.items,
        figures: [...figure("Total", mail.total), reference],
      };
    case "receipt":
      return {
        subject: "Your receipt",
        paragraphs: ["Thank you. Your invoice has been paid."],
        items: mail.items,
        figures: [...figure("Amount paid", mail.total), reference],
      };
    case "payment-failed":
      return {
        subject: "Your payment did not go through",
        // A notice of a failed attempt can be overtaken by a later, successful one.
        paragraphs: [
          "A payment for your order could not be completed, and nothing was charged for this attempt.",
          "Please check your payment method and try again. If you have paid since, you need not do anything.",
        ],
        items: mail.items,
        figures: [...figure("Amount due", mail.total), reference],
      };
    case "refund":
      return {
        subject: mail.extent === "full" ? "Your order has been refunded" : "Part of your order has been refunded",
        paragraphs: [
          mail.extent === "full"
            ? "We have refunded your payment in full."
            : "We have refunded part of your payment.",
          "It can take 5 to 10 business days until the amount appears on your statement.",
        ],
        items: [],
        figures: [...figure("Amount refunded", mail.refunded), reference],
      };
  }
}

function figure(label: string, money: Money | undefined): (readonly [string, string])[] {
  return money === undefined ? [] : [[label, formatAmount(money.amount, money.currency)]];
}
