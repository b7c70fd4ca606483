import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { retryable } from "../../domain/failure.ts";
import { isObject } from "../../domain/event/event.ts";

/** The secret's content. A value that still is the placeholder of the first deployment is left out. */
export interface Secrets {
  readonly webhookSecret?: string;
  readonly stripeApiKey?: string;
  readonly sesFromEmail?: string;
  /** During a roll: the secret before, and until when (epoch milliseconds) it is honoured. */
  readonly previousWebhookSecret?: string;
  readonly previousExpires?: number;
}

export interface SecretReader {
  /**
   * The cached secret, read again after 15 minutes.
   * @throws ProcessingError `secret-unavailable` (retry) when it cannot be read or is not JSON.
   */
  read(): Promise<Secrets>;
  /** The secret after a fresh read, unless the last refresh was less than a few seconds ago. */
  refresh(): Promise<Secrets>;
}

const secretMaxAgeMilliseconds = 15 * 60 * 1000;
/**
 * A forger must not be able to make us read the secret with every request. Counted from refresh to refresh: a function
 * that has just started with the old secret must learn of the new one at once.
 */
const refreshEveryMilliseconds = 3 * 1000;

/** Reads a secret's text; the one place that knows where it lies. */
export type FetchSecretText = () => Promise<string>;

export function createSecretReader(fetchText: FetchSecretText, now: () => number = Date.now): SecretReader {
  let cached: { readonly at: number; readonly secrets: Promise<Secrets> } | undefined;
  let refreshedAt = Number.NEGATIVE_INFINITY;

  const fetchAgain = (): Promise<Secrets> => {
    const secrets = fetchText().then(parseSecrets, (error: unknown) => {
      throw retryable("secret-unavailable", "the secret cannot be read", error);
    });
    const entry = { at: now(), secrets };
    cached = entry;
    // A failed read is not kept: the next request tries again.
    secrets.catch(() => {
      if (cached === entry) cached = undefined;
    });
    return secrets;
  };

  const read = (): Promise<Secrets> =>
    cached !== undefined && now() - cached.at < secretMaxAgeMilliseconds ? cached.secrets : fetchAgain();

  return {
    read,
    refresh() {
      if (now() - refreshedAt < refreshEveryMilliseconds) return read();
      refreshedAt = now();
      return fetchAgain();
    },
  };
}

/** @throws ProcessingError `secret-unavailable` (retry: someone can put the secret right). */
export function parseSecrets(text: string): Secrets {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message would quote the secret.
    throw retryable("secret-unavailable", "the secret is not JSON");
  }
  if (!isObject(value)) {
    throw retryable("secret-unavailable", "the secret is not a JSON object");
  }
  const webhookSecret = signingSecret(value["stripe_webhook_secret"]);
  const previousWebhookSecret = signingSecret(value["stripe_webhook_secret_previous"]);
  const stripeApiKey = key(value["stripe_api_key"]);
  const sesFromEmail = filled(value["ses_from_email"]);
  const previousExpires = time(value["stripe_webhook_secret_previous_expires"]);
  return {
    ...(webhookSecret === undefined ? {} : { webhookSecret }),
    ...(stripeApiKey === undefined ? {} : { stripeApiKey }),
    ...(sesFromEmail === undefined ? {} : { sesFromEmail }),
    ...(previousWebhookSecret === undefined ? {} : { previousWebhookSecret }),
    ...(previousExpires === undefined ? {} : { previousExpires }),
  };
}

/** The secret of SECRETS_MANAGER_ARN. */
export function fetchSecretText(client: SecretsManagerClient, secretId: string): FetchSecretText {
  return async () => {
    const response = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    return response.SecretString ?? "";
  };
}

function filled(value: unknown): string | undefined {
  const trimmed = typeof value === "string" ? value.trim() : "";
  return trimmed === "" ? undefined : trimmed;
}

/** What people write where a key will be. A real key's random part is long and has no separators. */
const placeholder = /^([a-z]+_)*(x+|\.+|<.*>|todo|(replace|placeholder|change|your)(me|[-_\s].*)?)$/i;

function key(value: unknown): string | undefined {
  const text = filled(value);
  return text === undefined || placeholder.test(text) ? undefined : text;
}

/** Without Stripe's prefix it is not a signing secret; a guessable one would let everybody sign. */
function signingSecret(value: unknown): string | undefined {
  const secret = key(value);
  return secret !== undefined && /^whsec_\S+$/.test(secret) ? secret : undefined;
}

function time(value: unknown): number | undefined {
  const milliseconds = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
