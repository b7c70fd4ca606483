import { describe, expect, it } from "vitest";
import { createSecretReader, parseSecrets } from "./secret.ts";

describe("parseSecrets", () => {
  it("reads all keys", () => {
    const expires = "2026-11-24T06:00:00Z";
    const text = JSON.stringify({
      stripe_webhook_secret: " whsec_a ",
      stripe_webhook_secret_previous: "whsec_b",
      stripe_webhook_secret_previous_expires: expires,
      stripe_api_key: "sk_test_1",
      ses_from_email: "replacements@example.com",
    });
    expect(parseSecrets(text)).toEqual({
      webhookSecret: "whsec_a",
      previousWebhookSecret: "whsec_b",
      previousExpires: Date.parse(expires),
      stripeApiKey: "sk_test_1",
      sesFromEmail: "replacements@example.com",
    });
  });

  it.each([
    "",
    "  ",
    "secret",
    "whsec_",
    "whsec_REPLACE_ME",
    "REPLACE_ME",
    "whsec_...",
    "whsec_xxx",
    "<secret>",
    null,
    7,
  ])("takes %j for no signing secret", (value) => {
    expect(parseSecrets(JSON.stringify({ stripe_webhook_secret: value }))).toEqual({});
  });

  it("takes what Stripe issues", () => {
    const webhookSecret = "whsec_XxxReplaceTodo9jq0c4hL2vPz8aB7";
    expect(parseSecrets(JSON.stringify({ stripe_webhook_secret: webhookSecret }))).toEqual({ webhookSecret });
  });

  it.each(["", "whsec_plain", "null", "[]"])("calls %j unavailable, without quoting it", (text) => {
    expect(() => parseSecrets(text)).toThrow(/the secret is not JSON|the secret is not a JSON object/);
    expect(() => parseSecrets(text)).toThrow(expect.objectContaining({ disposition: "retry" }));
  });
});

describe("createSecretReader", () => {
  it("reads again after a quarter of an hour, or when refreshed, but by refreshing at most every three seconds", async () => {
    let time = 0;
    let reads = 0;
    const reader = createSecretReader(
      () => {
        reads += 1;
        return Promise.resolve("{}");
      },
      () => time,
    );
    const readsAt = async (at: number, ask: "read" | "refresh"): Promise<number> => {
      time = at;
      await reader[ask]();
      return reads;
    };
    expect(await readsAt(0, "read")).toBe(1);
    // Rolled in this very moment.
    expect(await readsAt(1, "refresh")).toBe(2);
    expect(await readsAt(3000, "refresh")).toBe(2);
    expect(await readsAt(3001, "refresh")).toBe(3);
    expect(await readsAt(3001 + 15 * 60_000 - 1, "read")).toBe(3);
    expect(await readsAt(3001 + 15 * 60_000, "read")).toBe(4);
  });

  it("does not keep a failure, and lets concurrent readers share one read", async () => {
    const responses = [Promise.reject(new Error("throttled")), Promise.resolve("{}")];
    let reads = 0;
    const reader = createSecretReader(() => responses[reads++] ?? Promise.reject(new Error("read too often")));
    await expect(Promise.all([reader.read(), reader.read()])).rejects.toThrow("the secret cannot be read");
    expect(await Promise.all([reader.read(), reader.read()])).toEqual([{}, {}]);
    expect(reads).toBe(2);
  });
});
