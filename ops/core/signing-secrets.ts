import type { StripeObject } from "../../domain/event/event.ts";
import {
  mostSigningSecrets,
  signingEntriesOf,
  type Scope,
  type SigningSecret,
} from "../../functions/shared/signing-secrets.ts";
import { OpsError } from "../errors.ts";

/** The stack's signing secrets, each by its number. */
export interface SigningSecretStore {
  current(): Promise<readonly SigningSecret[]>;
  /** In the place of the one of the same number, or as a further one. */
  store(secret: SigningSecret): Promise<void>;
  /** Those behind it move up. */
  remove(number: number): Promise<void>;
}

/** @throws OpsError when every number is taken */
export function freeNumber(secrets: readonly SigningSecret[]): number {
  const used = new Set(secrets.map(({ number }) => number));
  for (let number = 1; number <= mostSigningSecrets; number += 1) if (!used.has(number)) return number;
  throw new OpsError(
    `The stack has ${String(mostSigningSecrets)} signing secrets, which is all that it may have: remove one (secret remove N)`,
  );
}

/** @returns the changed keys of the stack's secret */
export function withSigningSecret(raw: StripeObject, { number, ...secret }: SigningSecret): Record<string, unknown> {
  const entries = signingEntriesOf(raw);
  return layoutOf(entries.toSpliced(number - 1, 1, entryOf(secret)));
}

export function withoutSigningSecret(raw: StripeObject, number: number): Record<string, unknown> {
  const rest = signingEntriesOf(raw).toSpliced(number - 1, 1);
  return layoutOf(rest.length === 0 ? [{ secret: "" }] : rest);
}

function entryOf({ secret, scope, previous }: { secret: string; scope: Scope; previous?: SigningSecret["previous"] }) {
  return {
    secret,
    ...(scope === "account" ? {} : { scope }),
    ...(previous === undefined
      ? {}
      : { previous: previous.secret, previous_expires: new Date(previous.expires).toISOString() }),
  };
}

/** One secret of the own account is kept as a text, as the first deployment wrote it; all else as a list. */
function layoutOf(entries: readonly StripeObject[]): Record<string, unknown> {
  const [only, ...others] = entries;
  if (only !== undefined && others.length === 0 && only["scope"] === undefined) {
    return {
      stripe_webhook_secret: only["secret"],
      stripe_webhook_secret_previous: only["previous"],
      stripe_webhook_secret_previous_expires: only["previous_expires"],
    };
  }
  const isText = (entry: StripeObject): boolean =>
    Object.values(entry).filter((value) => value !== undefined).length === 1;
  return {
    stripe_webhook_secret: entries.map((entry) => (isText(entry) ? entry["secret"] : entry)),
    stripe_webhook_secret_previous: undefined,
    stripe_webhook_secret_previous_expires: undefined,
  };
}
