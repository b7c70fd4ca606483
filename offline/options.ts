import { parseArgs } from "node:util";

/** A mistake in what the user gave: one line, no stack trace. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The offline run's options. A port of 0 takes any free one. */
export interface OfflineOptions {
  readonly ports: Readonly<Record<PortName, number>>;
  readonly samples: boolean;
  /** Stop after the samples, or without them as soon as all is up. */
  readonly exit: boolean;
  readonly readyFile: string;
  /** Whose stack's settings to evaluate. */
  readonly settings: string;
  /** Absent: one is made up. */
  readonly webhookSecret?: string;
  /** Absent: the offline Stripe API answers. */
  readonly stripeApiKey?: string;
  /** Initial stock by SKU, beside the samples'. */
  readonly stock: Readonly<Record<string, number>>;
  readonly timeScale: number;
  /** JSON file of a fault plan. */
  readonly faultsFile?: string;
}

export type PortName = "webhook" | "console" | "aws" | "stripe";

export const usage = `npm start [-- options]

  --webhook-port N        HTTP API (default 4000; 0 takes any free port, here and below)
  --console-port N        console page (default 4001)
  --stripe-port N         offline Stripe API (default 4002)
  --aws-port N            AWS services, each in its own wire protocol (default 4566)
  --no-samples            do not send the three signed sample events at the start
  --exit                  stop after the samples; exit code 0 only if each was fully processed
  --ready-file FILE       addresses and credentials, written when all is up (default .offline/ready.json)
  --settings NAME         the stack whose settings to evaluate (default dev)
  --webhook-secret WHSEC  Stripe's signing secret (or the environment's STRIPE_WEBHOOK_SECRET)
  --stripe-api-key KEY    a Stripe test key: Stripe's own API is asked (or the environment's STRIPE_API_KEY)
  --stock SKU=N,...       initial stock beside the samples'
  --time-scale N          makes waits N times shorter: visibility time-outs, batching windows, archive delay
  --faults FILE           a fault plan: what shall go wrong, and how often (offline/README.md)
  --help                  this text`;

const definition = {
  "webhook-port": { type: "string", default: "4000" },
  "console-port": { type: "string", default: "4001" },
  "stripe-port": { type: "string", default: "4002" },
  "aws-port": { type: "string", default: "4566" },
  "no-samples": { type: "boolean", default: false },
  exit: { type: "boolean", default: false },
  "ready-file": { type: "string", default: ".offline/ready.json" },
  settings: { type: "string", default: "dev" },
  "webhook-secret": { type: "string" },
  "stripe-api-key": { type: "string" },
  stock: { type: "string", default: "" },
  "time-scale": { type: "string", default: "1" },
  faults: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/**
 * @returns undefined when the user asked for help
 * @throws UsageError that names the option and what it takes
 */
export function parseOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): OfflineOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const webhookSecret = values["webhook-secret"] ?? environment["STRIPE_WEBHOOK_SECRET"];
  const stripeApiKey = values["stripe-api-key"] ?? environment["STRIPE_API_KEY"];
  return {
    ports: {
      webhook: port("--webhook-port", values["webhook-port"]),
      console: port("--console-port", values["console-port"]),
      stripe: port("--stripe-port", values["stripe-port"]),
      aws: port("--aws-port", values["aws-port"]),
    },
    samples: !values["no-samples"],
    exit: values.exit,
    readyFile: values["ready-file"],
    settings: stackName(values.settings),
    ...(webhookSecret ? { webhookSecret: signingSecret(webhookSecret) } : {}),
    ...(stripeApiKey ? { stripeApiKey: testKey(stripeApiKey) } : {}),
    stock: stock(values.stock),
    timeScale: timeScale(values["time-scale"]),
    ...(values.faults === undefined ? {} : { faultsFile: values.faults }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: definition, strict: true, allowPositionals: false }).values;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`${message.split(". ")[0] ?? message}; --help lists the options`, { cause });
  }
}

function port(option: string, text: string): number {
  const number = /^\d{1,5}$/u.test(text) ? Number(text) : Number.NaN;
  if (!(number <= 65_535)) throw new UsageError(`${option} ${text}: give a port from 0 to 65535`);
  return number;
}

function stackName(text: string): string {
  if (!/^[A-Za-z0-9_.-]+$/u.test(text)) throw new UsageError(`--settings ${text}: give a stack's name, such as dev`);
  return text;
}

function signingSecret(text: string): string {
  if (!text.startsWith("whsec_")) {
    throw new UsageError("--webhook-secret (or STRIPE_WEBHOOK_SECRET): give a signing secret, it starts with whsec_");
  }
  return text;
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
