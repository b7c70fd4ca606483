import { computeSignature } from "../../functions/shared/signature.ts";

/**
 * Signs a body as Stripe does, for tests, samples and load: the value of the header `Stripe-Signature`.
 * @param secrets one `v1` is made with each, as Stripe does while a secret is rolled
 * @param now epoch milliseconds
 */
export function signBody(body: string | Uint8Array, secrets: string | readonly string[], now = Date.now()): string {
  const timestamp = String(Math.floor(now / 1000));
  const values = [secrets].flat().map((secret) => `v1=${computeSignature(secret, timestamp, body)}`);
  return [`t=${timestamp}`, ...values].join(",");
}
