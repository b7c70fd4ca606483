import { describe, expect, it } from "vitest";
import { signingSecretOf } from "./prepare.ts";

const signing = { usable: [{ number: 1, scope: "account" as const, secret: "whsec_abc" }], refused: [] };
const secrets = { signing, stripeApiKey: "rk_test_1" };
const test = { livemode: false };

describe("the stack to be loaded", () => {
  it("reports its signing secret", () => {
    expect(signingSecretOf(secrets, test)).toBe("whsec_abc");
  });

  it.each(["sk_live_1", "rk_live_1"])("is refused with the live key %s, whatever was asked for", (stripeApiKey) => {
    expect(() => signingSecretOf({ ...secrets, stripeApiKey }, test)).toThrow("Refused");
  });

  it("is refused in live mode", () => {
    expect(() => signingSecretOf(secrets, { livemode: true })).toThrow("Refused");
  });

  it("is not loaded before it has a signing secret", () => {
    expect(() => signingSecretOf({ ...secrets, signing: { usable: [], refused: ["too short"] } }, test)).toThrow(
      "too short",
    );
  });
});
