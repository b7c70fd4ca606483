import { numberFormat } from "./formatters.ts";

/**
 * Amounts as Stripe counts them, written for a reader.
 *
 * Stripe gives every amount as an integer in the currency's smallest unit, and its list of units is not ISO 4217's:
 * https://docs.stripe.com/currencies (minor units, zero-decimal currencies, special cases).
 */

const zeroDecimal = new Set([
  "BIF",
  "CLP",
  "DJF",
  "GNF",
  "JPY",
  "KMF",
  "KRW",
  "MGA",
  "PYG",
  "RWF",
  "VND",
  "VUV",
  "XAF",
  "XOF",
  "XPF",
]);

const threeDecimal = new Set(["BHD", "JOD", "KWD", "OMR", "TND"]);

/**
 * Currencies without a smaller unit that Stripe still takes in hundredths, always ending in 00: 5 ISK is 500.
 * UGX is in Stripe's zero-decimal list too; the special case is what its charges follow. HUF and TWD are whole
 * only in payouts, charges have two decimals, so they are not here.
 */
const wholeInHundredths = new Set(["ISK", "UGX"]);

/** The decimals of Stripe's amounts in a currency: 0, 2 or 3. */
export function stripeDecimals(currency: string): 0 | 2 | 3 {
  const code = currency.toUpperCase();
  if (zeroDecimal.has(code)) return 0;
  return threeDecimal.has(code) ? 3 : 2;
}

/**
 * `(1999, "usd")` gives `$19.99`, `(500, "jpy")` gives `¥500`, `(5120, "kwd")` gives `KWD 5.120`.
 *
 * The value goes to Intl as decimal text, so that no amount is rounded through a binary fraction. A code that Intl
 * does not take as a currency is written behind the plain number: a strange code must not stop a receipt.
 */
export function formatAmount(amount: number, currency: string, locale = "en-US"): string {
  const code = currency.toUpperCase();
  const decimals = stripeDecimals(code);
  const value = decimalText(amount, decimals);
  const shownDecimals = wholeInHundredths.has(code) && amount % 100 === 0 ? 0 : decimals;
  const digits = { minimumFractionDigits: shownDecimals, maximumFractionDigits: shownDecimals };
  if (!/^[A-Z]{3}$/.test(code)) {
    return `${numberFormat(locale, digits).format(value)} ${code.replaceAll(/[^A-Z0-9]/g, "")}`.trim();
  }
  return numberFormat(locale, { style: "currency", currency: code, ...digits }).format(value);
}

function decimalText(amount: number, decimals: number): `${number}` {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`an amount is an integer in minor units, not ${amount}`);
  const digits = String(Math.abs(amount)).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals);
  return `${amount < 0 ? "-" : ""}${whole}${decimals === 0 ? "" : `.${fraction}`}` as `${number}`;
}
