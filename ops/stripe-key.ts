import { stripeApiUrl } from "./stripe.ts";
import type { Target } from "./target.ts";

/**
 * Changes of objects that do not exist: with the right to write Stripe finds none (404), without it refuses before it
 * looks (403). Nothing can come of either.
 * @see https://docs.stripe.com/keys/restricted-api-keys
 */
const probes = {
  charges: "charges/ch_doctor_probe_of_rights",
  "payment intents": "payment_intents/pi_doctor_probe_of_rights",
  refunds: "refunds/re_doctor_probe_of_rights",
  customers: "customers/cus_doctor_probe_of_rights",
  subscriptions: "subscriptions/sub_doctor_probe_of_rights",
  invoices: "invoices/in_doctor_probe_of_rights",
  products: "products/prod_doctor_probe_of_rights",
  payouts: "payouts/po_doctor_probe_of_rights",
  transfers: "transfers/tr_doctor_probe_of_rights",
  "webhook endpoints": "webhook_endpoints/we_doctor_probe_of_rights",
} as const;

/**
 * What a key may write, by name. A secret key may write everything; a restricted one is asked of, without writing.
 * @throws Error when Stripe cannot be asked
 */
export async function writableBy(key: string, target: Target): Promise<readonly string[]> {
  if (key.startsWith("sk_")) return ["everything (it is a secret key, not a restricted one)"];
  const url = stripeApiUrl(target);
  const asked = Object.entries(probes).map(async ([name, path]) => {
    const response = await fetch(`${url}/v1/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/x-www-form-urlencoded" },
      body: "metadata[probe]=",
      signal: AbortSignal.timeout(10_000),
    });
    await response.arrayBuffer();
    if (response.status === 401 || response.status === 403) return [];
    if (response.status === 429 || response.status >= 500)
      throw new Error(`Stripe returned ${String(response.status)} to a probe of the API key's rights: try again`);
    return [name];
  });
  return (await Promise.all(asked)).flat();
}
