import { describe, expect, it } from "vitest";
import { signingSecretsOf } from "./signing-secrets.ts";
import { signingSecret } from "./testing.ts";

const [a, b, c] = [signingSecret("a"), signingSecret("b"), signingSecret("c")];
const expires = "2026-11-24T06:00:00Z";

describe("signingSecretsOf", () => {
  it("reads a text with the roll beside it", () => {
    const secret = {
      stripe_webhook_secret: ` ${a} `,
      stripe_webhook_secret_previous: b,
      stripe_webhook_secret_previous_expires: expires,
    };
    expect(signingSecretsOf(secret)).toEqual({
      usable: [{ number: 1, scope: "account", secret: a, previous: { secret: b, expires: Date.parse(expires) } }],
      refused: [],
    });
  });

  it("reads a list, each with its number, whose it is and its own roll", () => {
    const secret = {
      stripe_webhook_secret: [a, { secret: b, scope: "connect", previous: c, previous_expires: expires }],
    };
    expect(signingSecretsOf(secret)).toEqual({
      usable: [
        { number: 1, scope: "account", secret: a },
        { number: 2, scope: "connect", secret: b, previous: { secret: c, expires: Date.parse(expires) } },
      ],
      refused: [],
    });
  });

  it.each([
    ["", /number 1 is missing/u],
    ["  ", /number 1 is missing/u],
    ["secret", /number 1 is not a signing secret/u],
    ["whsec_", /number 1 is shorter than Stripe's own/u],
    ["whsec_test", /number 1 is shorter than Stripe's own/u],
    [signingSecret("a").slice(0, -1), /number 1 is shorter than Stripe's own/u],
    ["whsec_REPLACE_ME", /number 1 is missing or a placeholder/u],
    ["REPLACE_ME", /placeholder/u],
    ["whsec_...", /placeholder/u],
    [`whsec_${"x".repeat(32)}`, /placeholder/u],
    ["<secret>", /placeholder/u],
    [null, /missing/u],
    [7, /missing/u],
  ])("refuses %j by name, without its value", (value, why) => {
    const read = signingSecretsOf({ stripe_webhook_secret: value });
    expect(read).toEqual({ usable: [], refused: [expect.stringMatching(why) as string] });
    expect(read.refused.join()).not.toContain("whsec_test");
  });

  it("keeps the numbers of those behind one that is refused, and uses eight at most", () => {
    const many = Array.from({ length: 9 }, (_, index) => signingSecret(`n${String(index)}`));
    const { usable, refused } = signingSecretsOf({ stripe_webhook_secret: ["whsec_test", ...many.slice(1)] });
    expect(usable.map(({ number }) => number)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(refused).toEqual([
      expect.stringContaining("number 1 is shorter") as string,
      "stripe_webhook_secret lists 9 secrets: only the first 8 are used",
    ]);
  });

  it("uses all of eight, and has nothing to say of those behind them", () => {
    const eight = Array.from({ length: 8 }, (_, index) => signingSecret(`n${String(index)}`));
    expect(signingSecretsOf({ stripe_webhook_secret: eight }).refused).toEqual([]);
    expect(signingSecretsOf({ stripe_webhook_secret: [...eight, "whsec_test"] }).refused).toEqual([
      "stripe_webhook_secret lists 9 secrets: only the first 8 are used",
    ]);
  });

  it.each([
    ["whose previous secret is missing", { previous_expires: expires }],
    ["whose previous secret is none", { previous: "whsec_test", previous_expires: expires }],
    ["without an end", { previous: b }],
    ["whose end is not a text", { previous: b, previous_expires: 7 }],
  ])("takes a roll %s for none", (_what, roll) => {
    expect(signingSecretsOf({ stripe_webhook_secret: [{ secret: a, ...roll }] }).usable).toStrictEqual([
      { number: 1, scope: "account", secret: a },
    ]);
  });

  it("takes what Stripe and its CLI issue", () => {
    for (const secret of ["whsec_XxxReplaceTodo9jq0c4hL2vPz8aB7kQm", `whsec_${"0123456789abcdef".repeat(4)}`]) {
      expect(signingSecretsOf({ stripe_webhook_secret: secret }).usable).toMatchObject([{ secret }]);
    }
  });
});
