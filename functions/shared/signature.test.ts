import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { Stripe } from "stripe";
import { describe, expect, it, vi } from "vitest";
import { signBody } from "../../packages/stripe-offline/sign.ts";
import { verifySignature } from "./signature.ts";

const secret = "whsec_current_0123456789";
const now = 1_760_000_000_000;
const body = Buffer.from('{\n  "id": "evt_1", "name": "Müller 🎁"\n}', "utf8");
const genuine = signBody(body, secret, now);

const check = (header: string | undefined, { secrets = [secret], at = now, bytes = body } = {}) =>
  faultOf(
    verifySignature(
      { header, body: bytes },
      secrets.map((each) => ({ secret: each })),
      at,
    ),
  );

/** Undefined when the signature is right. */
function faultOf(result: ReturnType<typeof verifySignature>) {
  return typeof result === "string" ? result : undefined;
}

describe("verifySignature", () => {
  it("passes what stripe's own signer signed", () => {
    const header = Stripe.webhooks.generateTestHeaderString({
      payload: body.toString("utf8"),
      secret,
      timestamp: now / 1000,
    });
    expect(check(header)).toBeUndefined();
  });

  it("signs what stripe's own verifier passes", () => {
    const header = signBody(body, secret);
    expect(Stripe.webhooks.constructEvent(body, header, secret)).toMatchObject({ id: "evt_1" });
  });

  it("compares in constant time: every signature with what every secret makes of the body", () => {
    const forged = `t=${String(now / 1000)},v1=${"0".repeat(64)},v1=${"1".repeat(64)}`;
    const compared = vi.spyOn(crypto, "timingSafeEqual");
    // The named imports of Node's own modules follow.
    syncBuiltinESMExports();
    try {
      expect(check(forged, { secrets: [secret, "whsec_other"] })).toBe("mismatch");
      expect(compared).toHaveBeenCalledTimes(4);
    } finally {
      compared.mockRestore();
      syncBuiltinESMExports();
    }
  });

  it("passes any one right v1 among wrong ones, whatever the spaces", () => {
    const [timestamp, value] = genuine.split(",");
    expect(check(`${timestamp}, v1=${"0".repeat(64)}, ${value}, v0=abc`)).toBeUndefined();
  });

  it("passes a body signed with either of two secrets, and with both", () => {
    const secrets = [secret, "whsec_previous_0123456789"];
    for (const by of [[secrets[0]], [secrets[1]], secrets]) {
      const signers = by.filter((one) => one !== undefined);
      expect(check(signBody(body, signers, now), { secrets })).toBeUndefined();
    }
  });

  it("says which key signed", () => {
    const keys = [1, 2, 3].map((number) => ({ number, secret: `whsec_${String(number)}` }));
    for (const key of keys) {
      expect(verifySignature({ header: signBody(body, key.secret, now), body }, keys, now)).toBe(key);
    }
  });

  it("refuses another secret, another body and another time", () => {
    expect(check(signBody(body, "whsec_of_someone_else", now))).toBe("mismatch");
    expect(check(genuine, { bytes: Buffer.concat([body, Buffer.from(" ")]) })).toBe("mismatch");
    expect(check(genuine.replace(/^t=\d+/, `t=${now / 1000 + 1}`))).toBe("mismatch");
    expect(check(genuine, { secrets: [] })).toBe("mismatch");
  });

  it("refuses bytes that only decode to the signed text", () => {
    const replaced = Buffer.from("\uFFFD", "utf8");
    expect(check(signBody(replaced, secret, now), { bytes: Buffer.from([0xff]) })).toBe("mismatch");
  });

  it("takes v1 only", () => {
    expect(check(genuine.replace("v1=", "v0="))).toBe("malformed");
    expect(check(genuine.replace("v1=", "v2="))).toBe("malformed");
  });

  it("allows 300 seconds in both directions, and not one more", () => {
    expect(check(genuine, { at: now + 300_000 })).toBeUndefined();
    expect(check(genuine, { at: now - 300_000 })).toBeUndefined();
    expect(check(genuine, { at: now + 301_000 })).toBe("stale");
    expect(check(genuine, { at: now - 301_000 })).toBe("future");
  });

  it("reveals the age only to those who can sign", () => {
    expect(check(`t=1,v1=${"0".repeat(64)}`)).toBe("mismatch");
  });

  it.each([undefined, "", "  "])("calls %j missing", (header) => {
    expect(check(header)).toBe("missing");
  });

  it.each([
    "v1",
    "t=1",
    genuine.replace("t=", ""),
    genuine.replace(/^t=\d+/, "t=now"),
    genuine.replace(/^t=/, "t=-"),
    `t=1,${genuine}`,
    genuine.slice(0, -1),
    `${genuine}00`,
    genuine.replace("v1=", "xv1="),
    genuine.replace(/^t=\d+/, "$&x"),
    "💥,=,,==",
  ])("calls %j malformed", (header) => {
    expect(check(header)).toBe("malformed");
  });
});
