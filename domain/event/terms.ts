import * as v from "valibot";
import { cutText } from "../text.ts";
import { idIn, isObject, part, type StripeObject } from "./event.ts";
import { amountOrZero, defined, list, text } from "./fields.ts";

/** The parts of a total in minor units; a part that is nothing is left out. {@link totalOf} adds them up. */
export interface Totals {
  /** Of everything sold, before discounts and the tax that is added. */
  readonly subtotal: number;
  readonly discount?: number;
  readonly shipping?: number;
  /** Added to the prices. */
  readonly tax?: number;
  /** Contained in the prices. */
  readonly taxIncluded?: number;
}

/** Where the goods go, as the buyer entered it. */
export interface ShippingAddress {
  readonly name?: string;
  readonly line1?: string;
  readonly line2?: string;
  readonly city?: string;
  readonly state?: string;
  readonly postalCode?: string;
  /** ISO 3166, two letters. */
  readonly country?: string;
}

/** What a session, payment intent or invoice shows of a purchase besides its contents and its customer. */
export interface Terms {
  readonly totals?: Totals;
  readonly shipTo?: ShippingAddress;
  /** The buyer's, else the recipient's. */
  readonly phone?: string;
  /** The languages that the buyer is known to read, best first, as BCP 47 tags. Absent where Stripe was not asked. */
  readonly locales?: readonly string[];
}

export function totalOf({ subtotal, discount = 0, shipping = 0, tax = 0 }: Totals): number {
  return subtotal - discount + shipping + tax;
}

/** Whether a session's tax is contained in its prices shows only in its total. */
export function termsOfSession(session: StripeObject): Terms {
  const own = firstRecipient([
    part(session, "collected_information", "shipping_details"),
    // Before 2025-03-31, and before 2022-11-15.
    part(session, "shipping_details"),
    part(session, "shipping"),
  ]);
  const recipient = own.shipTo === undefined ? recipientOf(part(session, "payment_intent", "shipping")) : own;
  const { locale } = session;
  const chosen = [locale].filter(isLocale);
  return defined({
    totals: totalsOfSession(session),
    shipTo: recipient.shipTo,
    phone: phoneIn(part(session, "customer_details")) ?? recipient.phone,
    locales: chosen.length > 0 ? chosen : localesOf(session),
  });
}

export function termsOfPaymentIntent(intent: StripeObject): Terms {
  return defined({
    totals: totalsOfPaymentIntent(intent),
    ...recipientOf(part(intent, "shipping")),
    locales: localesOf(intent),
  });
}

export function termsOfInvoice(invoice: StripeObject): Terms {
  const payments = v.parse(list, invoice["payments"]);
  const { shipTo, phone } = firstRecipient([
    part(invoice, "shipping_details"),
    part(invoice, "customer_shipping"),
    ...payments.map((payment) => part(payment, "payment", "payment_intent", "shipping")),
    // A subscription's Checkout leaves the address that it collected with the customer.
    part(invoice, "customer", "shipping"),
  ]);
  return defined({
    totals: totalsOfInvoice(invoice),
    shipTo,
    phone: phone ?? v.parse(v.fallback(text, undefined), invoice["customer_phone"]),
    locales: localesOf(invoice),
  });
}

function localesOfCustomer({ preferred_locales: preferred }: StripeObject): readonly string[] {
  return Array.isArray(preferred) ? preferred.filter(isLocale) : [];
}

/** Those of the customer where that is expanded; a guest has none. */
function localesOf(object: StripeObject): readonly string[] | undefined {
  if (isObject(object["customer"])) return localesOfCustomer(object["customer"]);
  return idIn(object, "customer") === undefined ? [] : undefined;
}

/** `auto` is the browser's, which Stripe does not report. */
function isLocale(value: unknown): value is string {
  return typeof value === "string" && value !== "auto" && /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/iu.test(value);
}

function totalsOfSession(session: StripeObject): Totals | undefined {
  const { amount_subtotal: subtotal, amount_total: total } = session;
  if (!isAmount(subtotal) || !isAmount(total)) return undefined;
  const details = part(session, "total_details");
  const [discount, shipping, taxes] = ["amount_discount", "amount_shipping", "amount_tax"].map((name) =>
    amountIn(details, name),
  ) as [number, number, number];
  const tax = between(total - (subtotal - discount + shipping), taxes);
  return totals({ subtotal, discount, shipping, tax, taxIncluded: taxes - tax });
}

/** Discounts of single lines may be in the subtotal already: what remains between it and the total is the discount. */
function totalsOfInvoice(invoice: StripeObject): Totals | undefined {
  const { subtotal, total } = invoice;
  if (!isAmount(subtotal) || !isAmount(total)) return undefined;
  const shipping = amountIn(part(invoice, "shipping_cost"), "amount_subtotal");
  // Since 2025-03-31 `total_taxes`.
  const taxes = elements(invoice["total_taxes"] ?? invoice["total_tax_amounts"]);
  const isIncluded = (each: StripeObject): boolean =>
    each["tax_behavior"] === "inclusive" || each["inclusive"] === true;
  const taxIncluded = sumOf(taxes.filter(isIncluded));
  const tax = sumOf(taxes) - taxIncluded;
  const discount = between(subtotal + shipping + tax - total, sumOf(elements(invoice["total_discount_amounts"])));
  return totals({ subtotal, discount, shipping, tax, taxIncluded });
}

/** Only where the shop said of which parts the amount is. */
function totalsOfPaymentIntent(intent: StripeObject): Totals | undefined {
  const { amount } = intent;
  const details = part(intent, "amount_details");
  const discount = amountIn(details, "discount_amount");
  const shipping = amountIn(part(details, "shipping"), "amount");
  const tax = amountIn(part(details, "tax"), "total_tax_amount");
  if (!isAmount(amount) || (discount === 0 && shipping === 0 && tax === 0)) return undefined;
  return totals({ subtotal: amount + discount - shipping - tax, discount, shipping, tax, taxIncluded: 0 });
}

function totals({ subtotal, ...parts }: Required<Totals>): Totals {
  return { subtotal, ...Object.fromEntries(Object.entries(parts).filter(([, amount]) => amount !== 0)) };
}

function between(amount: number, most: number): number {
  return Math.min(Math.max(amount, 0), most);
}

function isAmount(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function amountIn(object: StripeObject, name: string): number {
  return v.parse(v.fallback(amountOrZero, 0), object[name]);
}

function elements(value: unknown): StripeObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function sumOf(parts: readonly StripeObject[]): number {
  return parts.reduce((sum, each) => sum + amountIn(each, "amount"), 0);
}

type Recipient = Pick<Terms, "shipTo" | "phone">;

function firstRecipient(places: readonly StripeObject[]): Recipient {
  return places.map(recipientOf).find(({ shipTo }) => shipTo !== undefined) ?? {};
}

const longestLine = 200;
const line = v.pipe(
  v.fallback(text, undefined),
  v.transform((value) => (value === undefined ? undefined : cutText(value, longestLine))),
);
const addressSchema = v.object({
  line1: line,
  line2: line,
  city: line,
  state: line,
  postal_code: line,
  country: line,
});

/** Without any part of an address it is none: a name alone leads nowhere. */
function recipientOf(shipping: StripeObject): Recipient {
  const { postal_code: postalCode, country, ...rest } = v.parse(addressSchema, part(shipping, "address"));
  // As shippingAddressSchema has them: a warehouse notice is to be the same text whether its address was stored or not.
  const address = defined({ ...rest, postalCode, country });
  if (Object.keys(address).length === 0) return {};
  return defined({ shipTo: defined({ name: v.parse(line, shipping["name"]), ...address }), phone: phoneIn(shipping) });
}

function phoneIn({ phone }: StripeObject): string | undefined {
  return v.parse(line, phone);
}
