import { describe, expect, it } from "vitest";
import type { Target } from "../../ops/target.ts";
import { loadableSecret } from "./prepare.ts";

/** A stack whose secret and functions answer what is given. */
function stackWith(secret: Readonly<Record<string, string>>, mode = "test"): Target {
  const clients = {
    secrets: { send: () => Promise.resolve({ SecretString: JSON.stringify(secret) }) },
    lambda: { send: () => Promise.resolve({ Environment: { Variables: { STAGE: "dev", STRIPE_MODE: mode } } }) },
  };
  const outputs = { secretArn: "arn:secret", functionNames: { inventoryProcessor: "dev-inventory-processor" } };
  return { stack: "dev", isProduction: false, region: "ap-southeast-1", outputs, clients } as unknown as Target;
}

const signing = { stripe_webhook_secret: "whsec_abc" };

describe("the stack to be loaded", () => {
  it("tells its signing secret", async () => {
    const stack = stackWith({ ...signing, stripe_api_key: "rk_test_1" });
    await expect(loadableSecret(stack)).resolves.toBe("whsec_abc");
  });

  it.each(["sk_live_1", "rk_live_1"])("is refused with the live key %s, whatever was asked for", async (key) => {
    const stack = stackWith({ ...signing, stripe_api_key: key });
    await expect(loadableSecret(stack)).rejects.toThrow("Refused");
  });

  it("is refused in live mode", async () => {
    const stack = stackWith({ ...signing, stripe_api_key: "rk_test_1" }, "live");
    await expect(loadableSecret(stack)).rejects.toThrow("Refused");
  });

  it("is not loaded before it has a signing secret", async () => {
    await expect(loadableSecret(stackWith({ stripe_api_key: "rk_test_1" }))).rejects.toThrow(
      "no stripe_webhook_secret",
    );
  });
});
