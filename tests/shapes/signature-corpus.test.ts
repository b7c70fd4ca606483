import * as fc from "fast-check";
import { Stripe } from "stripe";
import { describe, expect, it } from "vitest";
import { verifySignature } from "../../functions/shared/signature.ts";
import { signingSecret } from "../../functions/shared/testing.ts";
import { sampleBody, samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { signBody } from "../../packages/stripe-offline/sign.ts";
import type { RawRequest } from "../support/hostile/request.ts";
import { badSignatures } from "../support/hostile/signatures.ts";

/** Four endpoints, and the secret before of the first. */
const secrets = ["first", "second", "third", "fourth", "first before"].map((name) =>
  signingSecret(name.replace(" ", "_")),
);
const keys = secrets.map((secret) => ({ secret }));
const now = Math.floor(Date.now() / 1000);
const { completed } = samplePurchase({ kind: "payment", seed: "corpus", at: now - 60 }).events;
const body = Buffer.from(sampleBody(completed));

/** Each forgery made from each secret; the ones with two headers are about HTTP, tests/pipeline/hostile-requests has them. */
const forgeries = secrets.flatMap((secret) =>
  badSignatures({ body, secret, now }).filter(({ name }) => !name.startsWith("twice:")),
);

function headerOf({ headers }: RawRequest): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === "stripe-signature")?.[1];
}

function weAccept(header: string | undefined, bytes: Buffer): boolean {
  return typeof verifySignature({ header, body: bytes }, keys, now * 1000) === "object";
}

/** Stripe's own library takes one secret. */
function stripeAccepts(header: string | undefined, bytes: Buffer): boolean {
  return secrets.some((secret) => {
    try {
      return Stripe.webhooks.constructEvent(bytes, header ?? "", secret).id !== "";
    } catch {
      return false;
    }
  });
}

describe("the corpus of forged signatures, over several secrets", () => {
  it("is large, and none of it is accepted", () => {
    expect(forgeries.length).toBeGreaterThan(400);
    const accepted = forgeries.filter((request) => weAccept(headerOf(request), Buffer.from(request.body ?? body)));
    expect(accepted.map(({ name }) => name)).toEqual([]);
  });

  it("is refused by Stripe's own library too, but for what it lets pass knowingly", () => {
    const passed = forgeries.filter((request) => stripeAccepts(headerOf(request), Buffer.from(request.body ?? body)));
    // Times ahead of now, and what it reads as such or as no time at all.
    const known = /^time: (?:\d|\+|NaN)|two times, the right one last|two times, one empty|two times, the same/u;
    expect(passed.map(({ name }) => name).filter((name) => !known.test(name))).toEqual([]);
  });

  it("accepts what is signed with any of them, alone or among others, as Stripe's own library does", () => {
    for (const signers of [...secrets.map((secret) => [secret]), secrets, [signingSecret("unknown"), ...secrets]]) {
      const header = signBody(body, signers, now * 1000);
      expect([weAccept(header, body), stripeAccepts(header, body)]).toEqual([true, true]);
    }
  });

  it("judges each random change of header or body as Stripe's own library does", () => {
    const position = fc.nat(10_000);
    const change = fc.record({
      secret: fc.constantFrom(...secrets),
      inBody: fc.boolean(),
      at: position,
      byte: fc.integer({ min: 33, max: 126 }),
    });
    fc.assert(
      fc.property(change, ({ secret, inBody, at, byte }) => {
        const header = Buffer.from(signBody(body, secret, now * 1000));
        const changed = Buffer.from(inBody ? body : header);
        changed[at % changed.length] = byte;
        const [text, bytes] = inBody ? [header, changed] : [changed, body];
        const isSame = changed.equals(inBody ? body : header);
        expect(weAccept(text.toString(), bytes)).toBe(isSame);
        // A changed time makes another digest; all else of the header is the digest or its name.
        expect(stripeAccepts(text.toString(), bytes)).toBe(isSame);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("what Stripe's library does in version 23", () => {
  const old = signBody(body, secrets[0] ?? "", (now - 301) * 1000);
  const check = (tolerance?: number) => () => Stripe.webhooks.constructEvent(body, old, secrets[0] ?? "", tolerance);

  it("checks an age of 300 seconds by default, and none where the tolerance is 0; we check always", () => {
    expect(check()).toThrow("Timestamp outside the tolerance zone");
    expect(check(0)).not.toThrow();
    expect(verifySignature({ header: old, body }, keys, now * 1000)).toBe("stale");
  });
});
