import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { retryable } from "../../domain/failure.ts";
import { isObject, type StripeObject } from "../../domain/event/event.ts";

/** The part of the secret that a function uses, and the only part that it keeps. */
export interface SecretReader<Values> {
  /**
   * The cached values, read again after 15 minutes.
   * @throws ProcessingError `secret-unavailable` (retry) when the secret cannot be read or is not JSON.
   */
  read(): Promise<Values>;
  /** The values after a fresh read, unless the last refresh was less than {@link refreshEveryMilliseconds} ago. */
  refresh(): Promise<Values>;
}

/** A value that still is the placeholder of the first deployment is left out. */
export interface StripeKey {
  readonly stripeApiKey?: string;
}

export interface Sender {
  readonly sesFromEmail?: string;
}

const secretMaxAgeMilliseconds = 15 * 60 * 1000;
/**
 * A forger must not be able to make us read the secret with every request: one read a second and execution environment
 * costs less than the requests that cause it. Counted from refresh to refresh: a function that has just started with the
 * old secret must learn of the new one at once. Who writes a secret waits for so long, and every environment accepts it
 * at the first event: it has read the new one, or may read again.
 */
export const refreshEveryMilliseconds = 1000;

/** Reads a secret's text; the one place that knows where it lies. */
export type FetchSecretText = () => Promise<string>;

/** @param pick the values that the caller uses; nothing else of the secret is kept */
export function createSecretReader<Values>(
  fetchText: FetchSecretText,
  pick: (secret: StripeObject) => Values,
  now: () => number = Date.now,
): SecretReader<Values> {
  let cached: { readonly at: number; readonly values: Promise<Values> } | undefined;
  let refreshedAt = Number.NEGATIVE_INFINITY;

  const fetchAgain = (): Promise<Values> => {
    const values = fetchText().then(
      (text) => pick(parseSecret(text)),
      (error: unknown) => {
        throw retryable("secret-unavailable", "the secret cannot be read", error);
      },
    );
    const entry = { at: now(), values };
    cached = entry;
    // A failed read is not kept: the next request tries again.
    values.catch(() => {
      if (cached === entry) cached = undefined;
    });
    return values;
  };

  const read = (): Promise<Values> =>
    cached !== undefined && now() - cached.at < secretMaxAgeMilliseconds ? cached.values : fetchAgain();

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
export function parseSecret(text: string): StripeObject {
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
  return value;
}

/** The secret of SECRETS_MANAGER_ARN. */
export function fetchSecretText(client: SecretsManagerClient, secretId: string): FetchSecretText {
  return async () => {
    const response = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    return response.SecretString ?? "";
  };
}

export function stripeKeyOf(secret: StripeObject): StripeKey {
  const stripeApiKey = filled(secret["stripe_api_key"]);
  return stripeApiKey === undefined || isPlaceholder(stripeApiKey) ? {} : { stripeApiKey };
}

export function senderOf(secret: StripeObject): Sender {
  const sesFromEmail = filled(secret["ses_from_email"]);
  return sesFromEmail === undefined ? {} : { sesFromEmail };
}

export function filled(value: unknown): string | undefined {
  const trimmed = typeof value === "string" ? value.trim() : "";
  return trimmed === "" ? undefined : trimmed;
}

/** What people write where a key will be. A real key's random part is long and has no separators. */
const placeholder = /^([a-z]+_)*(x+|\.+|<.*>|todo|(replace|placeholder|change|your)(me|[-_\s].*)?)$/i;

export function isPlaceholder(text: string): boolean {
  return placeholder.test(text);
}
