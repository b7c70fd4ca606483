import { createHmac } from "node:crypto";

/**
 * Signs a body as Stripe does, for tests, samples and load: the value of the header `Stripe-Signature`. Not with the
 * verifier's code, so that a mistake there cannot agree with itself.
 * @param secrets one `v1` is made with each, as Stripe does while a secret is rolled
 * @param now epoch milliseconds
 */
export function signBody(body: string | Uint8Array, secrets: string | readonly string[], now = Date.now()): string {
  const timestamp = String(Math.floor(now / 1000));
  const values = [secrets].flat().map((secret) => {
    const digest = createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest("hex");
    return `v1=${digest}`;
  });
  return [`t=${timestamp}`, ...values].join(",");
}
