import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { Language } from "../domain/mail/locale.ts";
import { isEmailAddress, isName, isSender, longestName, senderForm } from "../domain/mail/sender-form.ts";
import { eventSourceForm, logRetentions, settingRanges } from "../functions/shared/setting-ranges.ts";
import { usualStripeShare } from "../functions/shared/stripe/share.ts";
import { isDomain, isHttpsUrl, isNoticeEndpoint, isSenderOf } from "./setting-forms.ts";

/** The stack's settings; Pulumi.yaml declares their types, defaults and meanings. */
export interface Settings {
  readonly stripeMode: "test" | "live";
  /** Also with a display name. */
  readonly sesFromEmail: string;
  /** Verified as a whole, in the place of the sender's address. */
  readonly sesDomain: string | undefined;
  readonly shopName: string | undefined;
  readonly replyTo: string | undefined;
  readonly supportUrl: string | undefined;
  readonly logoUrl: string | undefined;
  readonly defaultLocale: Language;
  readonly alertEmail: string | undefined;
  /** E-mail addresses and HTTPS URLs beside it. */
  readonly alertTargets: readonly string[];
  readonly tracing: "webhook" | "all" | "off";
  /** `lean`: the alarms that page, one dashboard, and the metrics that these alarms read. */
  readonly monitoring: "full" | "lean";
  readonly network: "public" | "private";
  /** Of a private network. */
  readonly interfaceEndpoints: boolean;
  readonly encryption: "aws-managed" | "customer-key";
  /** Whether what holds data is protected from deletion, and stays when the stack goes. */
  readonly protectData: boolean;
  readonly archiveRetentionDays: number;
  /** How long the archive's pipe waits for a batch to fill. */
  readonly archiveWindowSeconds: number;
  readonly logRetentionDays: number;
  readonly webhookRateLimit: number;
  readonly webhookBurst: number;
  readonly consumerConcurrency: number;
  readonly outageHours: number;
  readonly stripeRequestsPerSecond: number;
  readonly provisionedWebhooks: number;
  /** `canary`: a new version of a function gets a tenth of the invocations before it gets all. */
  readonly rollout: "all-at-once" | "canary";
  readonly restockOnRefund: boolean;
  readonly warehouseInbox: boolean;
  /** 0 for no such alarm. */
  readonly heartbeatHours: number;
  /** 0 for no such count. */
  readonly reconcileHours: number;
  readonly queueAgeAlarmSeconds: number;
  readonly queueDepthAlarm: number;
  readonly warehouseEndpoint: string | undefined;
  /** `off`: no HTTP API and no webhook function, only with a partner event source. */
  readonly webhook: "on" | "off";
  /** In the place of API Gateway's own. */
  readonly webhookDomain: string | undefined;
  /** The name of Stripe's partner event source. */
  readonly stripeEventSource: string | undefined;
}

/**
 * Reads and checks every setting.
 * @throws pulumi.RunError that lists each invalid setting with its value and what is allowed
 */
export function readSettings(config: pulumi.Config = new pulumi.Config()): Settings {
  const reader = new SettingsReader(config);
  const stripeMode = reader.oneOf("stripeMode", ["test", "live"]);
  const settings: Settings = {
    stripeMode,
    sesFromEmail: reader.required("sesFromEmail", isSender, senderForm),
    sesDomain: reader.optional("sesDomain", isDomain, "a domain in lower case"),
    shopName: reader.optional("shopName", isName, `a name of at most ${longestName} characters without <, >, " or @`),
    replyTo: reader.optional("replyTo", isEmailAddress, "an e-mail address"),
    supportUrl: reader.optional("supportUrl", isHttpsUrl, "an https:// URL"),
    logoUrl: reader.optional("logoUrl", isHttpsUrl, "an https:// URL"),
    defaultLocale: reader.oneOf("defaultLocale", ["en", "vi"]),
    alertEmail: reader.optional("alertEmail", isEmailAddress, "an e-mail address"),
    alertTargets: reader.list(
      "alertTargets",
      isNoticeEndpoint,
      "e-mail addresses and https:// URLs with commas between",
    ),
    tracing: reader.oneOf("tracing", ["webhook", "all", "off"]),
    monitoring: reader.oneOf("monitoring", ["full", "lean"]),
    network: reader.oneOf("network", ["public", "private"]),
    interfaceEndpoints: reader.boolean("interfaceEndpoints"),
    encryption: reader.oneOf("encryption", ["aws-managed", "customer-key"]),
    protectData: reader.booleanOr("protectData", stripeMode === "live" || pulumi.getStack() === "prod"),
    archiveRetentionDays: reader.integer("archiveRetentionDays"),
    archiveWindowSeconds: reader.integer("archiveWindowSeconds"),
    logRetentionDays: reader.oneOfNumbers("logRetentionDays", logRetentions),
    webhookRateLimit: reader.integer("webhookRateLimit"),
    webhookBurst: reader.integer("webhookBurst"),
    consumerConcurrency: reader.integer("consumerConcurrency"),
    outageHours: reader.integer("outageHours"),
    stripeRequestsPerSecond: reader.integer("stripeRequestsPerSecond") || usualStripeShare(stripeMode),
    provisionedWebhooks: reader.integer("provisionedWebhooks"),
    rollout: reader.oneOf("rollout", ["all-at-once", "canary"]),
    restockOnRefund: reader.boolean("restockOnRefund"),
    warehouseInbox: reader.boolean("warehouseInbox"),
    heartbeatHours: reader.integer("heartbeatHours"),
    reconcileHours: reader.integer("reconcileHours"),
    queueAgeAlarmSeconds: reader.integer("queueAgeAlarmSeconds"),
    queueDepthAlarm: reader.integer("queueDepthAlarm"),
    warehouseEndpoint: reader.optional("warehouseEndpoint", isNoticeEndpoint, "an https:// URL or an e-mail address"),
    webhook: reader.oneOf("webhook", ["on", "off"]),
    webhookDomain: reader.optional("webhookDomain", isDomain, "a domain in lower case"),
    stripeEventSource: reader.optional(
      "stripeEventSource",
      (value) => eventSourceForm.test(value),
      "a name such as aws.partner/stripe.com/ed_...",
    ),
  };
  if (settings.webhook === "off" && settings.stripeEventSource === undefined)
    reader.refuse("webhook", "off", "on, or off together with stripeEventSource: otherwise no event would come in");
  if (settings.webhook === "off" && settings.webhookDomain !== undefined)
    reader.refuse("webhookDomain", settings.webhookDomain, "none: with webhook off, no webhook would be under it");
  const { sesDomain, sesFromEmail } = settings;
  if (sesDomain !== undefined && !isSenderOf(sesFromEmail, sesDomain))
    reader.refuse("sesFromEmail", sesFromEmail, `an address in ${sesDomain}, the sesDomain`);
  const { alertEmail, alertTargets } = settings;
  if (alertEmail !== undefined && isEmailAddress(alertEmail) && alertTargets.includes(alertEmail))
    // SNS has one subscription for an address: without either setting, `pulumi up` would take it from the other.
    reader.refuse("alertTargets", alertTargets.join(", "), `others than ${alertEmail}, the alertEmail`);
  if (settings.rollout === "canary" && settings.monitoring === "lean")
    reader.refuse("rollout", "canary", "all-at-once, or monitoring full: its alarms are what rolls a version back");
  reader.refuseOthers();
  reader.finish();
  return settings;
}

/** The setting's line in the stack's file, such as `Pulumi.dev.yaml:3: `; empty where the file does not have it. */
function placeOf(key: string): string {
  const file = `Pulumi.${pulumi.getStack()}.yaml`;
  const lines = readStackFile(file).split("\n");
  const index = lines.findIndex((line) => /^\s*["']?([\w:-]+)["']?\s*:(?:\s|$)/u.exec(line)?.[1] === key);
  return index === -1 ? "" : `${file}:${String(index + 1)}: `;
}

/** A setting may come from the command line or the environment alone, without any file. */
function readStackFile(file: string): string {
  try {
    return readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
  } catch {
    return "";
  }
}

class SettingsReader {
  readonly #problems: string[] = [];
  readonly #known = new Set<string>();
  readonly #config: pulumi.Config;

  constructor(config: pulumi.Config) {
    this.#config = config;
  }

  oneOf<const Value extends string>(name: string, allowed: readonly [Value, ...Value[]]): Value {
    const value = this.#text(name);
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) this.refuse(name, value, allowed.join(" or "));
    return found ?? allowed[0];
  }

  oneOfNumbers(name: string, allowed: readonly number[]): number {
    const value = Number(this.#text(name));
    if (!allowed.includes(value)) this.refuse(name, this.#text(name), `one of ${allowed.join(", ")}`);
    return value;
  }

  required(name: string, accepts: (value: string) => boolean, what: string): string {
    const value = this.#text(name);
    if (!accepts(value)) this.refuse(name, value, what);
    return value;
  }

  optional(name: string, accepts: (value: string) => boolean, what: string): string | undefined {
    const value = this.#text(name);
    if (value === "") return undefined;
    if (!accepts(value)) this.refuse(name, value, `${what}, or empty for none`);
    return value;
  }

  list(name: string, accepts: (value: string) => boolean, what: string): readonly string[] {
    const text = this.#text(name);
    const values = text.split(",").flatMap((value) => value.trim() || []);
    if (!values.every(accepts)) this.refuse(name, text, `${what}, or empty for none`);
    return [...new Set(values)];
  }

  integer(name: keyof typeof settingRanges): number {
    const [least, most] = settingRanges[name];
    const text = this.#text(name);
    const value = /^-?\d+$/u.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) this.refuse(name, text, `a whole number from ${least} to ${most}`);
    return value;
  }

  boolean(name: string): boolean {
    return this.oneOf(name, ["true", "false"]) === "true";
  }

  /** `auto` is what is given here. */
  booleanOr(name: string, auto: boolean): boolean {
    const value = this.oneOf(name, ["auto", "true", "false"]);
    return value === "auto" ? auto : value === "true";
  }

  /** A misspelt name would leave the default in force without a word. */
  refuseOthers(): void {
    const prefix = `${this.#config.name}:`;
    for (const key of Object.keys(pulumi.runtime.allConfig())) {
      if (!key.startsWith(prefix)) continue;
      const name = key.slice(prefix.length);
      if (!this.#known.has(name))
        this.#problems.push(`${name} is not a setting: Pulumi.yaml declares ${[...this.#known].join(", ")}`);
    }
  }

  finish(): void {
    if (this.#problems.length === 0) return;
    throw new pulumi.RunError(
      `Invalid settings of stack ${pulumi.getStack()}:\n${this.#problems.map((problem) => `  ${problem}`).join("\n")}\n` +
        `Change one with: pulumi config set NAME VALUE`,
    );
  }

  #text(name: string): string {
    this.#known.add(name);
    return this.#config.get(name) ?? "";
  }

  refuse(name: string, value: string, allowed: string): void {
    const fault = value === "" ? `${name} is not set` : `${name} is ${JSON.stringify(value)}`;
    this.#problems.push(`${placeOf(`${this.#config.name}:${name}`)}${fault}: give ${allowed}`);
  }
}
