import { describe, expect, it } from "vitest";
import { createSecretReader, parseSecret, senderOf, stripeKeyOf } from "./secret.ts";

describe("parseSecret", () => {
  it.each(["", "whsec_plain", "null", "[]"])("calls %j unavailable, without quoting it", (text) => {
    expect(() => parseSecret(text)).toThrow(/the secret is not JSON|the secret is not a JSON object/);
    expect(() => parseSecret(text)).toThrow(expect.objectContaining({ disposition: "retry" }));
  });
});

describe("the parts of the secret", () => {
  it("are read each by its function", () => {
    const secret = { stripe_api_key: " rk_test_1 ", ses_from_email: "replacements@example.com" };
    expect(stripeKeyOf(secret)).toEqual({ stripeApiKey: "rk_test_1" });
    expect(senderOf(secret)).toEqual({ sesFromEmail: "replacements@example.com" });
  });

  it.each(["", "rk_test_...", "REPLACE_ME", null])("take %j for no API key", (value) => {
    expect(stripeKeyOf({ stripe_api_key: value })).toEqual({});
  });
});

describe("createSecretReader", () => {
  it("reads again after a quarter of an hour, or when refreshed, but by refreshing at most every second", async () => {
    let time = 0;
    let reads = 0;
    const reader = createSecretReader(
      () => {
        reads += 1;
        return Promise.resolve("{}");
      },
      stripeKeyOf,
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
    expect(await readsAt(1000, "refresh")).toBe(2);
    expect(await readsAt(1001, "refresh")).toBe(3);
    expect(await readsAt(1001 + 15 * 60_000 - 1, "read")).toBe(3);
    expect(await readsAt(1001 + 15 * 60_000, "read")).toBe(4);
  });

  it("keeps what is used, and nothing else of the secret", async () => {
    const text = JSON.stringify({ stripe_webhook_secret: "whsec_kept_by_nobody", stripe_api_key: "rk_test_1" });
    const reader = createSecretReader(() => Promise.resolve(text), stripeKeyOf);
    expect(await reader.read()).toEqual({ stripeApiKey: "rk_test_1" });
  });

  it("does not keep a failure, and lets concurrent readers share one read", async () => {
    const responses = [Promise.reject(new Error("throttled")), Promise.resolve("{}")];
    let reads = 0;
    const reader = createSecretReader(
      () => responses[reads++] ?? Promise.reject(new Error("read too often")),
      stripeKeyOf,
    );
    await expect(Promise.all([reader.read(), reader.read()])).rejects.toThrow("the secret cannot be read");
    expect(await Promise.all([reader.read(), reader.read()])).toEqual([{}, {}]);
    expect(reads).toBe(2);
  });
});
