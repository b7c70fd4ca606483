import { stripeDecimals } from "../../domain/money.ts";

/** `29.00 EUR` of an amount in Stripe's minor units. */
export function money(amount: number, currency: string | undefined): string {
  if (currency === undefined) return String(amount);
  const decimals = stripeDecimals(currency);
  return `${(amount / 10 ** decimals).toFixed(decimals)} ${currency.toUpperCase()}`;
}
