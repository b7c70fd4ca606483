import { isObject, type StripeObject } from "../../domain/event/event.ts";
import { filled, isPlaceholder } from "./secret.ts";

/** Whose events an endpoint at Stripe sends. */
export const scopes = ["account", "connect", "organisation"] as const;
export type Scope = (typeof scopes)[number];

/** The signing secret of one endpoint at Stripe. */
export interface SigningSecret {
  /** Its place in the list, from 1: what logs, metrics and commands call it by. */
  readonly number: number;
  readonly secret: string;
  readonly scope: Scope;
  /** During a roll: the secret before, and until when (epoch milliseconds) it is valid. */
  readonly previous?: { readonly secret: string; readonly expires: number };
}

export interface SigningSecrets {
  readonly usable: readonly SigningSecret[];
  /** What cannot be used, by number, and why; never a value. */
  readonly refused: readonly string[];
}

export const mostSigningSecrets = 8;

/** What Stripe issues: `whsec_` and 32 characters, 64 by its CLI. A shorter one can be guessed, and then everybody can sign. */
export const signingSecretPattern = /^whsec_\S{32,}$/;
export const signingSecretForm = "whsec_ and at least 32 characters, as Stripe issues it";

/**
 * `stripe_webhook_secret`: a text, or a list with one for each endpoint. An entry is a text or
 * `{"secret", "scope", "previous", "previous_expires"}`; the roll of a text has keys beside it
 * (`stripe_webhook_secret_previous`, `stripe_webhook_secret_previous_expires`). Times are ISO.
 */
export function signingSecretsOf(secret: StripeObject): SigningSecrets {
  const numbered = signingEntriesOf(secret).map((entry, index) => read(entry, index + 1));
  return {
    usable: numbered.slice(0, mostSigningSecrets).flatMap(({ usable }) => usable ?? []),
    refused: [
      ...numbered.slice(0, mostSigningSecrets).flatMap(({ refused }) => refused ?? []),
      ...(numbered.length > mostSigningSecrets
        ? [`stripe_webhook_secret lists ${numbered.length} secrets: only the first ${mostSigningSecrets} are used`]
        : []),
    ],
  };
}

/** The entries as stored, usable or not. */
export function signingEntriesOf(secret: StripeObject): StripeObject[] {
  const value = secret["stripe_webhook_secret"];
  if (Array.isArray(value) && value.length > 0) return value.map(entryOf);
  const previous = secret["stripe_webhook_secret_previous"];
  const expires = secret["stripe_webhook_secret_previous_expires"];
  return [{ previous, previous_expires: expires, ...entryOf(value) }];
}

function entryOf(entry: unknown): StripeObject {
  return isObject(entry) ? entry : { secret: entry };
}

function read(entry: StripeObject, number: number): { readonly usable?: SigningSecret; readonly refused?: string } {
  const secret = filled(entry["secret"]);
  const name = `stripe_webhook_secret number ${number}`;
  if (secret === undefined || isPlaceholder(secret)) return { refused: `${name} is missing or a placeholder` };
  if (!secret.startsWith("whsec_")) return { refused: `${name} is not a signing secret: ${signingSecretForm}` };
  if (!signingSecretPattern.test(secret))
    return { refused: `${name} is shorter than Stripe's own: ${signingSecretForm}` };
  const previous = filled(entry["previous"]);
  const expires = time(entry["previous_expires"]);
  const isRoll = previous !== undefined && signingSecretPattern.test(previous) && expires !== undefined;
  const scope = scopes.find((each) => each === entry["scope"]) ?? "account";
  return { usable: { number, secret, scope, ...(isRoll ? { previous: { secret: previous, expires } } : {}) } };
}

function time(value: unknown): number | undefined {
  const milliseconds = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}
