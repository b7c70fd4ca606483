import { createHmac, timingSafeEqual } from "node:crypto";

/** What can be wrong with a signature; the webhook counts it as the refusal `signature-<fault>`. */
export const signatureFaults = ["missing", "malformed", "mismatch", "stale", "future"] as const;

export type SignatureFault = (typeof signatureFaults)[number];

/** How old or how far ahead a signature may be. @see https://docs.stripe.com/webhooks#verify-manually */
const toleranceSeconds = 300;

export interface SignedRequest {
  /** The value of Stripe-Signature: `t=<epoch seconds>,v1=<hex>[,v1=<hex>...]`. */
  readonly header: string | undefined;
  /** The body's bytes as they came, or the text that they are the UTF-8 of. */
  readonly body: string | Uint8Array;
}

/**
 * Checks Stripe's signature: some `v1` is the HMAC-SHA256 of `t.body` under one of the keys, and `t` is at most
 * {@link toleranceSeconds} away from `now` in either direction. Keys are tried in order, and the first one costs what one
 * HMAC does; a wrong signature is compared with all of them. The timestamp is checked last, so only a caller with a
 * secret can learn anything from it.
 *
 * The stripe package has a verifier too: it verifies the decoded text instead of the bytes, takes one secret, lets
 * future times pass and checks no age when its tolerance is 0 (300 is the default since version 23), and is exported
 * only together with the whole client. `tests/shapes/signature-corpus.test.ts` compares the two.
 *
 * @param now epoch milliseconds
 * @returns the key that signed, or what is wrong with the signature
 * @see https://docs.stripe.com/webhooks/signature
 */
export function verifySignature<Key extends { readonly secret: string }>(
  { header, body }: SignedRequest,
  keys: readonly Key[],
  now: number,
): Key | SignatureFault {
  if (header === undefined || header.trim() === "") return "missing";
  const signature = parseHeader(header);
  if (signature === undefined) return "malformed";
  const { timestamp, candidates } = signature;
  const signer = keys.find(({ secret }) => isAmong(candidates, computeSignature(secret, timestamp, body)));
  if (signer === undefined) return "mismatch";
  const age = Math.floor(now / 1000) - Number(timestamp);
  if (age > toleranceSeconds) return "stale";
  return age < -toleranceSeconds ? "future" : signer;
}

/** The signature of a body, in hex; the timestamp is the text that the header carries. */
export function computeSignature(secret: string, timestamp: string, body: string | Uint8Array): string {
  return createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest("hex");
}

/** Each comparison in constant time. All are 64 hex digits. */
function isAmong(candidates: readonly string[], expected: string): boolean {
  const digits = Buffer.from(expected, "latin1");
  return candidates.some((candidate) => timingSafeEqual(Buffer.from(candidate, "latin1"), digits));
}

/** Other schemes than v1 are ignored: v0 is for Stripe's test events, and accepting it would allow a downgrade. */
function parseHeader(header: string): { readonly timestamp: string; readonly candidates: string[] } | undefined {
  let timestamp: string | undefined;
  const candidates: string[] = [];
  for (const part of header.split(",")) {
    const element = part.trim();
    if (element.startsWith("t=")) {
      if (timestamp !== undefined) return undefined;
      timestamp = element.slice(2);
    } else if (/^v1=[0-9a-f]{64}$/.test(element)) {
      candidates.push(element.slice(3));
    }
  }
  if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp) || candidates.length === 0) return undefined;
  return { timestamp, candidates };
}
