import type { Texts } from "./texts.ts";

const refundDays = "It can take 5 to 10 business days until the amount appears on your statement.";

export const en: Texts = {
  greeting: (name) => (name === undefined ? "Hello," : `Hello ${name},`),
  furtherItems: (count) => `and ${count} more`,
  item: "Item",
  quantity: "Quantity",
  price: "Price",
  subtotal: "Subtotal",
  discount: "Discount",
  shipping: "Shipping",
  tax: "Tax",
  taxIncluded: "Tax included",
  carrier: "Carrier",
  tracking: "Tracking number",
  reference: "Reference",
  date: "Date",
  shipTo: "Shipping address",
  support: "Do you have a question? You find help at",
  replies: "Do you have a question? Reply to this e-mail.",
  mails: {
    confirmation: {
      subject: "Your order is confirmed",
      paragraphs: ["Thank you for your order. It is confirmed, and we are preparing your items."],
      amount: "Total",
    },
    receipt: {
      subject: "Your receipt",
      paragraphs: ["Thank you. Your invoice has been paid."],
      amount: "Amount paid",
    },
    "payment-failed": {
      subject: "Your payment did not go through",
      paragraphs: [
        "A payment for your order could not be completed, and nothing was charged for this attempt.",
        // The notice of a failed attempt can be overtaken by the payment that succeeds.
        "Please check your payment method and try again. If you have paid since, you need not do anything.",
      ],
      amount: "Amount due",
    },
    shipped: {
      subject: "Your order is on its way",
      paragraphs: ["Your order, or a part of it, has left our warehouse."],
    },
    refund: {
      full: {
        subject: "Your order has been refunded",
        paragraphs: ["We have refunded your payment in full.", refundDays],
        amount: "Amount refunded",
      },
      partial: {
        subject: "Part of your order has been refunded",
        paragraphs: ["We have refunded part of your payment.", refundDays],
        amount: "Amount refunded",
      },
    },
  },
};
