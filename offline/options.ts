import type { Command } from "commander";
import * as v from "valibot";
import { signingSecretForm, signingSecretPattern } from "../functions/shared/signing-secrets.ts";
import { UsageError } from "../ops/errors.ts";
import { addRunOptions, readyFileOf } from "../ops/ready-file.ts";

/** The offline run's options. A port of 0 takes any free one. */
export interface OfflineOptions {
  readonly ports: Readonly<Record<PortName, number>>;
  readonly samples: boolean;
  /** Stop after the samples, or without them as soon as all is up. */
  readonly exit: boolean;
  /** Absent: the usual one, or a numbered one where another run has that. */
  readonly readyFile?: string;
  /** Whose stack's settings to evaluate. */
  readonly settings: string;
  /** Absent: one is made up. */
  readonly webhookSecret?: string;
  /** Absent: the offline Stripe API. */
  readonly stripeApiKey?: string;
  /** Initial stock by SKU, beside the samples'. */
  readonly stock: Readonly<Record<string, number>>;
  readonly timeScale: number;
  /** Print the functions' warnings as they logged them. */
  readonly json: boolean;
  /** Bring edits of the program into the run. */
  readonly watch: boolean;
  /** Where the run's state is kept; absent: nowhere. */
  readonly stateFolder?: string;
  /** JSON file of a fault plan. */
  readonly faultsFile?: string;
}

export type PortName = "webhook" | "console" | "aws" | "stripe";

const schema = v.object({
  webhookPort: v.number(),
  consolePort: v.number(),
  stripePort: v.number(),
  awsPort: v.number(),
  samples: v.boolean(),
  exit: v.boolean(),
  run: v.optional(v.string()),
  readyFile: v.optional(v.string()),
  settings: v.string(),
  webhookSecret: v.optional(v.string()),
  stripeApiKey: v.optional(v.string()),
  stock: v.optional(v.record(v.string(), v.number()), {}),
  timeScale: v.number(),
  json: v.boolean(),
  watch: v.boolean(),
  state: v.optional(v.string()),
  faults: v.optional(v.string()),
});

/** Each option's text is read by a function that throws a UsageError, which names the option and what it takes. */
export function addOptions(program: Command): Command {
  return addRunOptions(program)
    .option("--webhook-port <n>", "HTTP API; 0 takes any free port, here and below", port("--webhook-port"), 4000)
    .option("--console-port <n>", "console page", port("--console-port"), 4001)
    .option("--stripe-port <n>", "offline Stripe API", port("--stripe-port"), 4002)
    .option("--aws-port <n>", "AWS services, each in its own wire protocol", port("--aws-port"), 4566)
    .option("--no-samples", "do not send the three signed sample events at the start")
    .option("--exit", "stop after the samples; exit code 0 only if each was fully processed", false)
    .option("--settings <name>", "the stack whose settings to evaluate", stackName, "dev")
    .option("--webhook-secret <whsec>", "Stripe's signing secret (or the environment's STRIPE_WEBHOOK_SECRET)")
    .option(
      "--stripe-api-key <key>",
      "a Stripe test key: Stripe's own API is asked (or the environment's STRIPE_API_KEY)",
    )
    .option("--stock <sku=n,...>", "initial stock beside the samples'", stock)
    .option(
      "--time-scale <n>",
      "makes waits N times shorter: visibility time-outs, batching windows, archive delay",
      timeScale,
      1,
    )
    .option("--json", "print the functions' warnings as the JSON lines that they log", false)
    .option("--watch", "bring edits of functions, components and settings into the run, which keeps its data", false)
    .option("--state <folder>", "keep tables, queues, archive, mails and secrets there from run to run")
    .option("--faults <file>", "a fault plan: what fails, and how often (packages/aws-offline/README.md)");
}

/**
 * @param values as commander read them
 * @throws UsageError that names the option and what it takes
 */
export function readOptions(
  values: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
): OfflineOptions {
  const { webhookPort, consolePort, stripePort, awsPort, faults, ...others } = v.parse(schema, values);
  const { webhookSecret = environment["STRIPE_WEBHOOK_SECRET"], stripeApiKey = environment["STRIPE_API_KEY"] } = others;
  const { samples, exit, settings, run, readyFile } = others;
  return {
    ports: { webhook: webhookPort, console: consolePort, stripe: stripePort, aws: awsPort },
    samples,
    exit,
    ...(run === undefined && readyFile === undefined ? {} : { readyFile: readyFileOf({ run, readyFile }) }),
    settings,
    ...(webhookSecret ? { webhookSecret: signingSecret(webhookSecret) } : {}),
    ...(stripeApiKey ? { stripeApiKey: testKey(stripeApiKey) } : {}),
    stock: others.stock,
    timeScale: others.timeScale,
    json: others.json,
    watch: others.watch,
    ...(others.state === undefined ? {} : { stateFolder: others.state }),
    ...(faults === undefined ? {} : { faultsFile: faults }),
  };
}

function port(option: string): (text: string) => number {
  return (text) => {
    const number = /^\d{1,5}$/u.test(text) ? Number(text) : Number.NaN;
    if (!(number <= 65_535)) throw new UsageError(`${option} ${text}: give a port from 0 to 65535`);
    return number;
  };
}

function stackName(text: string): string {
  if (!/^[A-Za-z0-9_.-]+$/u.test(text)) throw new UsageError(`--settings ${text}: give a stack's name, such as dev`);
  return text;
}

function signingSecret(text: string): string {
  if (signingSecretPattern.test(text)) return text;
  throw new UsageError(`--webhook-secret (or STRIPE_WEBHOOK_SECRET): give a signing secret: ${signingSecretForm}`);
}

/** The samples would charge and refund nothing, but a live key has no place on a laptop. */
function testKey(text: string): string {
  if (!/^[rs]k_test_/u.test(text)) {
    throw new UsageError("--stripe-api-key (or STRIPE_API_KEY): give a test key, it starts with sk_test_ or rk_test_");
  }
  return text;
}

function stock(text: string): Record<string, number> {
  const entries = text.split(",").filter((entry) => entry !== "");
  if (entries.length === 0) throw new UsageError(`--stock ${text}: give SKU=N, with a comma between`);
  return Object.fromEntries(
    entries.map((entry) => {
      const [, sku = "", count = ""] = /^\s*(?<sku>[^=]+)=(?<count>\d{1,9})\s*$/u.exec(entry) ?? [];
      if (sku === "") throw new UsageError(`--stock ${entry}: give SKU=N, with a comma between`);
      return [sku, Number(count)];
    }),
  );
}

function timeScale(text: string): number {
  const scale = Number(text);
  if (!(scale >= 1 && scale <= 1_000)) throw new UsageError(`--time-scale ${text}: give a number from 1 to 1000`);
  return scale;
}
