import type Stripe from "stripe";
import { OpsError, UsageError } from "./errors.ts";
import { readStackSecret } from "./aws/stack-secret.ts";
import type { Target } from "./target.ts";

/**
 * The address of Stripe's API; STRIPE_API_URL is for Stripe what AWS_ENDPOINT_URL is for AWS.
 * @throws UsageError when it is not a URL
 */
export function stripeApiUrl({ offline }: Pick<Target, "offline">): string {
  const url = offline?.stripeApiUrl ?? (process.env["STRIPE_API_URL"] || "https://api.stripe.com");
  if (!URL.canParse(url))
    throw new UsageError(`STRIPE_API_URL is ${url}: give an address such as http://127.0.0.1:4002`);
  return url;
}

/**
 * Stripe's client for a stack, with its own API key. To write it takes the one in STRIPE_API_KEY where there is one: the
 * stack's only reads. Offline it is the offline run's API.
 */
export async function openStripe(target: Target, use: "read" | "write" = "read"): Promise<Stripe> {
  const own = (await readStackSecret(target.clients.secrets, target.outputs.secretArn)).stripeApiKey;
  const key = use === "write" ? writingKey(target, own) : own;
  if (key === undefined) {
    throw new OpsError("The stack's secret holds no stripe_api_key yet: secret set stripe_api_key stores one");
  }
  const { default: StripeClient } = await import("stripe");
  const url = new URL(stripeApiUrl(target));
  return new StripeClient(key, {
    timeout: 10_000,
    maxNetworkRetries: 3,
    telemetry: false,
    protocol: url.protocol === "http:" ? "http" : "https",
    host: url.hostname,
    port: url.port === "" ? (url.protocol === "http:" ? 80 : 443) : url.port,
  });
}

/** The offline run has a full key beside its reading one; a key in the environment is for Stripe. */
function writingKey({ offline }: Pick<Target, "offline">, own: string | undefined): string | undefined {
  return offline === undefined ? process.env["STRIPE_API_KEY"] || own : own?.replace(/^rk_/u, "sk_");
}

/** Calls Stripe, with its errors as {@link askStripe} words them. */
export function stripeAsker(stripe: Stripe) {
  return <T>(what: string, call: (stripe: Stripe) => Promise<T>): Promise<T> => askStripe(what, call(stripe));
}

/** Stripe's errors as one line that says what to do. */
export async function askStripe<T>(what: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const status: unknown = error instanceof Error ? Reflect.get(error, "statusCode") : undefined;
    const type: unknown = error instanceof Error ? Reflect.get(error, "type") : undefined;
    if (!(error instanceof Error) || typeof type !== "string" || !type.startsWith("Stripe")) throw error;
    throw new OpsError(`Stripe, ${what}: ${error.message} - ${adviceFor(status)}`, { cause: error });
  }
}

function adviceFor(status: unknown): string {
  if (status === 401) return "the API key is not accepted: put a valid stripe_api_key into the stack's secret";
  if (status === 403) return "the API key may not do it: give it the permission, or another key by STRIPE_API_KEY";
  if (status === 429) return "too many requests: try again in a minute";
  if (typeof status === "number" && status < 500) return "Stripe does not take it as it is";
  return "Stripe cannot be reached or has a failure of its own: try again";
}
