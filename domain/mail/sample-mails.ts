import type { Brand } from "./brand.ts";
import type { Mail } from "./mail.ts";

/** A shop that has set everything. */
export const sampleBrand: Brand = {
  shopName: "Blue Shop",
  replyTo: "help@shop.example",
  supportUrl: "https://shop.example/help",
  defaultLocale: "en",
};

const items = [
  { name: "Blue mug", quantity: 2, amount: 2900 },
  { name: "T-shirt, medium", quantity: 1, amount: 2900 },
];
const shipTo = {
  name: "Jenny Rosen",
  line1: "9 Straits View",
  line2: "#06-07 Marina One West Tower",
  city: "Singapore",
  postalCode: "018937",
  country: "SG",
};
const date = Date.UTC(2026, 10, 2, 9) / 1000;
const reference = "pi_3QhXyz2eZvKYlo2C0a1b2c3d";

/** One of each kind, and the cases that are easily got wrong, by the name of the file that they are shown in. */
export const sampleMails: Readonly<Record<string, Mail>> = {
  confirmation: {
    kind: "confirmation",
    reference,
    customerName: "Jenny Rosen",
    date,
    items,
    totals: { subtotal: 5800, discount: 580, shipping: 500, tax: 515 },
    shipTo,
    total: { amount: 6235, currency: "sgd" },
  },
  "confirmation-dong": {
    kind: "confirmation",
    reference,
    customerName: "Nguyễn Thị Minh Khai",
    date,
    items: [{ name: "Cà phê sữa, 250 g", quantity: 3, amount: 285_000 }],
    totals: { subtotal: 285_000, shipping: 30_000, taxIncluded: 25_909 },
    shipTo: {
      name: "Nguyễn Thị Minh Khai",
      line1: "12/3 Lê Lợi, P.Bến Nghé, Q.1",
      city: "TP.HCM",
      postalCode: "700000",
      country: "VN",
    },
    total: { amount: 315_000, currency: "vnd" },
  },
  "confirmation-yen": {
    kind: "confirmation",
    reference,
    customerName: "田中 花子",
    items: [{ name: "湯のみ", quantity: 1, amount: 12_800 }],
    total: { amount: 12800, currency: "jpy" },
  },
  "confirmation-free": { kind: "confirmation", reference, items, total: { amount: 0, currency: "usd" } },
  receipt: {
    kind: "receipt",
    reference: "in_1QhXyz2eZvKYlo2Cabcdefgh",
    customerName: "Jenny Rosen",
    date,
    items: [{ name: "Coffee of the month", quantity: 1, amount: 1900 }],
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
    date,
    reference,
    customerName: "Jenny Rosen",
    items,
    total: { amount: 5800, currency: "sgd" },
  },
  "refund-full": {
    kind: "refund",
    date,
    extent: "full",
    reference,
    customerName: "Jenny Rosen",
    items,
    refunded: { amount: 5800, currency: "sgd" },
  },
  "refund-partial": {
    kind: "refund",
    date,
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
    items: [{ name: "Blue mug", quantity: 2 }],
    date,
    shipTo,
    parcel: "1",
    carrier: "SingPost",
    tracking: "LX123456789SG",
  },
  hostile: {
    kind: "confirmation",
    reference: 'pi_"><script>alert(1)</script>',
    customerName: "Eve\r\nBcc: all@example.com\u202e",
    shipTo: { name: "Sign in at evil.example", line1: "Your account is locked: https://evil.example" },
    items: [
      { name: "<img src=x onerror=\"alert(1)\"> & 'friends'", quantity: 1 },
      { name: "Mug\n\nTotal: $0.00\u0000", quantity: 2 },
    ],
    total: { amount: 100, currency: "usd" },
  },
};
