import crypto from "k6/crypto";

/**
 * The value of `Stripe-Signature`, as Stripe makes it.
 * `k6/crypto` signs in some 15 microseconds; WebCrypto takes longer and waits for other work.
 * @param seconds epoch seconds
 */
export function signature(body: string, secret: string, seconds = Math.floor(Date.now() / 1000)): string {
  return `t=${seconds},v1=${crypto.hmac("sha256", secret, `${seconds}.${body}`, "hex")}`;
}

/** Ways in which somebody without the secret, or with an old request, tries his luck. */
const forgeries: readonly ((body: string, secret: string) => { body: string; signature?: string })[] = [
  (body) => ({ body, signature: signature(body, "whsec_guessed") }),
  (body, secret) => ({
    body: body.replace('"livemode": false', '"livemode":  false'),
    signature: signature(body, secret),
  }),
  (body, secret) => ({ body, signature: signature(body, secret, Math.floor(Date.now() / 1000) - 3_600) }),
  (body, secret) => ({ body, signature: signature(body, secret, Math.floor(Date.now() / 1000) + 3_600) }),
  (body, secret) => ({ body, signature: signature(body, secret).replace("v1=", "v0=") }),
  (body) => ({ body, signature: "t=1,v1=" }),
  (body) => ({ body }),
];

export function forge(body: string, secret: string, index: number): { body: string; signature?: string } {
  const forgery = forgeries[index % forgeries.length];
  if (forgery === undefined) throw new RangeError("no forgery");
  return forgery(body, secret);
}
