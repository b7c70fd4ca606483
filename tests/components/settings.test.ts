import { describe, expect, it } from "vitest";
import { readDocument } from "../../scripts/markdown.ts";
import { allowedValues } from "../engine/settings/allowed.ts";
import { evaluate } from "../support/evaluate.ts";

/** Enough of a program to read the settings. */
const settingsOnly = async (): Promise<object> => {
  const { readSettings } = await import("../../components/settings.ts");
  return { settings: readSettings() };
};

describe("settings", () => {
  it.each([
    ["stripeMode", "sandbox", "test or live"],
    ["sesFromEmail", "nobody", "an e-mail address, or a name and <an e-mail address>"],
    ["sesFromEmail", "Blue Shop <nobody>", "an e-mail address, or a name and <an e-mail address>"],
    ["sesFromEmail", "Blue\nShop <orders@shop.example>", "an e-mail address, or a name and <an e-mail address>"],
    ["sesDomain", "Shop", "a domain in lower case, or empty for none"],
    ["shopName", "Blue <b>Shop</b>", 'a name of at most 60 characters without <, >, " or @, or empty for none'],
    ["shopName", "B".repeat(61), 'a name of at most 60 characters without <, >, " or @, or empty for none'],
    ["replyTo", "help desk", "an e-mail address, or empty for none"],
    ["supportUrl", "http://shop.example/help", "an https:// URL, or empty for none"],
    ["logoUrl", "logo.png", "an https:// URL, or empty for none"],
    ["defaultLocale", "fr", "en or vi"],
    ["alertEmail", "on call", "an e-mail address, or empty for none"],
    [
      "alertTargets",
      "on-call@shop.io, http://pager.io",
      "e-mail addresses and https:// URLs with commas between, or empty for none",
    ],
    ["tracing", "consumers", "webhook or all or off"],
    ["monitoring", "none", "full or lean"],
    ["network", "vpc", "public or private"],
    ["interfaceEndpoints", "sns", "true or false"],
    ["encryption", "none", "aws-managed or customer-key"],
    ["protectData", "yes", "auto or true or false"],
    ["archiveRetentionDays", "0", "a whole number from 1 to 3650"],
    ["archiveWindowSeconds", "31", "a whole number from 0 to 30"],
    ["logRetentionDays", "31", "one of 1, 3, 5, 7, 14, 30"],
    ["webhookRateLimit", "1.5", "a whole number from 1 to 10000"],
    ["webhookBurst", "many", "a whole number from 1 to 5000"],
    ["consumerConcurrency", "1", "a whole number from 2 to 1000"],
    ["outageHours", "73", "a whole number from 0 to 72"],
    ["stripeRequestsPerSecond", "-1", "a whole number from 0 to 10000"],
    ["provisionedWebhooks", "-1", "a whole number from 0 to 1000"],
    ["restockOnRefund", "yes", "true or false"],
    ["rollout", "blue-green", "all-at-once or canary"],
    ["warehouseInbox", "queue", "true or false"],
    ["heartbeatHours", "169", "a whole number from 0 to 168"],
    ["reconcileHours", "13", "a whole number from 0 to 12"],
    ["queueAgeAlarmSeconds", "59", "a whole number from 60 to 345600"],
    ["queueDepthAlarm", "0", "a whole number from 1 to 1000000"],
    ["webhook", "none", "on or off"],
    ["webhook", "off", "on, or off together with stripeEventSource"],
    ["warehouseEndpoint", "http://warehouse.example.com", "an https:// URL or an e-mail address"],
  ])("refuse %s %j by name, value and what is allowed", async (name, value, allowed) => {
    await expect(evaluate({ settings: { [name]: value }, program: settingsOnly })).rejects.toThrow(
      `${name} is ${JSON.stringify(value)}: give ${allowed}`,
    );
  });

  it("refuse a sender outside the domain that is verified", async () => {
    const settings = { sesDomain: "shop.example", sesFromEmail: "Blue Shop <orders@notshop.example>" };
    await expect(evaluate({ settings, program: settingsOnly })).rejects.toThrow(
      'sesFromEmail is "Blue Shop <orders@notshop.example>": give an address in shop.example, the sesDomain',
    );
    const under = { ...settings, sesFromEmail: "orders@mail.shop.example" };
    await expect(evaluate({ settings: under, program: settingsOnly })).resolves.toBeDefined();
  });

  it("refuse a name that no setting has, and name those that there are", async () => {
    await expect(evaluate({ settings: { sesFormEmail: "a@example.com" }, program: settingsOnly })).rejects.toThrow(
      /sesFormEmail is not a setting: Pulumi\.yaml declares stripeMode, sesFromEmail, /u,
    );
  });

  const source = "aws.partner/stripe.com/ed_test_1";
  it.each([
    [
      { webhook: "off", stripeEventSource: source, webhookDomain: "hooks.shop.example" },
      'webhookDomain is "hooks.shop.example": give none',
    ],
    [{ rollout: "canary", monitoring: "lean" }, 'rollout is "canary": give all-at-once, or monitoring full'],
    [{ webhookDomain: "Shop" }, 'webhookDomain is "Shop": give a domain in lower case, or empty for none'],
    [
      { stripeEventSource: "stripe.com" },
      'stripeEventSource is "stripe.com": give a name such as aws.partner/stripe.com/ed_...',
    ],
  ])("refuse %j", async (settings, message) => {
    await expect(evaluate({ settings, program: settingsOnly })).rejects.toThrow(message);
  });

  it.each([
    [
      { webhook: "off", stripeEventSource: source },
      { webhook: "off", stripeEventSource: source },
    ],
    [{ webhookDomain: "hooks.shop.example" }, { webhookDomain: "hooks.shop.example" }],
    [{ rollout: "canary" }, { rollout: "canary" }],
    [{ monitoring: "lean" }, { monitoring: "lean" }],
    [
      { outageHours: "72", consumerConcurrency: "2" },
      { outageHours: 72, consumerConcurrency: 2 },
    ],
    [{ alertTargets: "a@shop.io, https://pager.io,a@shop.io," }, { alertTargets: ["a@shop.io", "https://pager.io"] }],
    [{ stripeMode: "live" }, { protectData: true }],
    [{ stripeMode: "live", protectData: "false" }, { protectData: false }],
    [{ protectData: "true" }, { protectData: true }],
  ])("take %j", async (settings, expected) => {
    const { outputs } = await evaluate({ settings, program: settingsOnly });
    expect(outputs["settings"]).toMatchObject(expected);
  });

  it("protect the data of a stack named prod, whatever its mode", async () => {
    const settings = { stripeMode: "test", sesFromEmail: "orders@shop.example", alertEmail: "on-call@shop.example" };
    const { outputs } = await evaluate({ stack: "prod", settings, program: settingsOnly });
    expect(outputs["settings"]).toMatchObject({ protectData: true });
  });

  it("watch a stack named preview leanly, and do not protect its data", async () => {
    const { outputs } = await evaluate({ stack: "preview", program: settingsOnly });
    expect(outputs["settings"]).toMatchObject({ monitoring: "lean", protectData: false });
  });

  it("are refused by the line of the stack's file that sets them, and by how to change them", async () => {
    const file = await readDocument("Pulumi.dev.yaml");
    const line = file.split("\n").findIndex((text) => text.includes("order-processing-system:sesFromEmail")) + 1;
    expect(line).toBeGreaterThan(0);
    const settings = { sesFromEmail: "nobody", stripeMode: "sandbox" };
    await expect(evaluate({ settings, program: settingsOnly })).rejects.toThrow(
      new RegExp(
        `\n  Pulumi\\.dev\\.yaml:${String(line)}: sesFromEmail is "nobody": [^\n]+\n(?:  [^\n]+\n)*Change one with: pulumi config set NAME VALUE$`,
        "u",
      ),
    );
    await expect(evaluate({ settings: { queueDepthAlarm: "0" }, program: settingsOnly })).rejects.toThrow(
      /\n  queueDepthAlarm is/u,
    );
  });

  it("are not named by the line of a setting whose name begins as theirs does", async () => {
    const rateLine = (await readDocument("Pulumi.prod.yaml"))
      .split("\n")
      .findIndex((text) => text.includes(":webhook"));
    expect(rateLine).toBeGreaterThan(0);
    await expect(evaluate({ stack: "prod", settings: { webhook: "maybe" }, program: settingsOnly })).rejects.toThrow(
      /\n  webhook is "maybe"/u,
    );
  });

  it("refuse the alertEmail among the alertTargets: SNS has one subscription for an address", async () => {
    const settings = { alertEmail: "on-call@shop.io", alertTargets: "https://pager.io, on-call@shop.io" };
    await expect(evaluate({ settings, program: settingsOnly })).rejects.toThrow(
      'alertTargets is "https://pager.io, on-call@shop.io": give others than on-call@shop.io, the alertEmail',
    );
  });

  it("say of each what it allows, so that the engine's tests know its ends", async () => {
    expect((await allowedValues()).get("alertTargets")).toContain("");
  });

  it("list every problem at once", async () => {
    const settings = { stripeMode: "sandbox", sesFromEmail: "" };
    await expect(evaluate({ settings, program: settingsOnly })).rejects.toThrow(
      /stripeMode is "sandbox"[^]*sesFromEmail is not set: give an e-mail address/u,
    );
  });

  it("have the defaults of Pulumi.yaml", async () => {
    const { outputs } = await evaluate({ program: settingsOnly });
    expect(outputs["settings"]).toEqual({
      stripeMode: "test",
      sesFromEmail: "orders-dev@example.com",
      defaultLocale: "en",
      tracing: "webhook",
      monitoring: "full",
      network: "public",
      interfaceEndpoints: false,
      alertTargets: [],
      encryption: "aws-managed",
      webhook: "on",
      protectData: false,
      archiveRetentionDays: 90,
      // Of Pulumi.dev.yaml.
      archiveWindowSeconds: 0,
      logRetentionDays: 30,
      webhookRateLimit: 500,
      webhookBurst: 1000,
      consumerConcurrency: 10,
      outageHours: 24,
      stripeRequestsPerSecond: 15,
      provisionedWebhooks: 0,
      rollout: "all-at-once",
      restockOnRefund: true,
      warehouseInbox: true,
      heartbeatHours: 0,
      reconcileHours: 0,
      queueAgeAlarmSeconds: 300,
      queueDepthAlarm: 1000,
    });
  });
});
