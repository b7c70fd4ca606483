import type { Mail } from "./kinds.ts";

const items = [
  { name: "Blue mug", quantity: 2 },
  { name: "T-shirt, medium", quantity: 1 },
];
const reference = "pi_3QhXyz2eZvKYlo2C0a1b2c3d";

/** One of each kind, and the cases that are easily got wrong, by the name of the file that they are shown in. */
export const sampleMails: Readonly<Record<string, Mail>> = {
  confirmation: {
    kind: "confirmation",
    reference,
    customerName: "Jenny Rosen",
    items,
    total: { amount: 5800, currency: "sgd" },
  },
  "confirmation-yen": {
    kind: "confirmation",
    reference,
    customerName: "田中 花子",
    items: [{ name: "湯のみ", quantity: 1 }],
    total: { amount: 12800, currency: "jpy" },
  },
  "confirmation-free": { kind: "confirmation", reference, items, total: { amount: 0, currency: "usd" } },
  receipt: {
    kind: "receipt",
    reference: "in_1QhXyz2eZvKYlo2Cabcdefgh",
    customerName: "Jenny Rosen",
    items: [{ name: "Coffee of the month", quantity: 1 }],
    total: { amount: 1900, currency: "eur" },
  },
  "receipt-dinar": {
    kind: "receipt",
    reference: "in_1QhXyz2eZvKYlo2Cabcdefgh",
    items: [],
    total: { amount: 5120, currency: "kwd" },
  },
  "payment-failed": {
    kind: "payment-failed",
    reference,
    customerName: "Jenny Rosen",
    items,
    total: { amount: 5800, currency: "sgd" },
  },
  "refund-full": {
    kind: "refund",
    extent: "full",
    reference,
    customerName: "Jenny Rosen",
    items,
    refunded: { amount: 5800, currency: "sgd" },
  },
  "refund-partial": {
    kind: "refund",
    extent: "partial",
    reference,
    customerName: "Jenny Rosen",
    items,
    refunded: { amount: 1450, currency: "sgd" },
  },
  shipped: {
    kind: "shipped",
    reference,
    customerName: "Jenny Rosen",
    items,
    parcel: "1",
    carrier: "SingPost",
    tracking: "LX123456789SG",
  },
  hostile: {
    kind: "confirmation",
    reference: 'pi_"><script>alert(1)</script>',
    customerName: "Eve\r\nBcc: all@example.com\u202e",
    items: [
      { name: "<img src=x onerror=\"alert(1)\"> & 'friends'", quantity: 1 },
      { name: "Mug\n\nTotal: $0.00\u0000", quantity: 2 },
    ],
    total: { amount: 100, currency: "usd" },
  },
};
