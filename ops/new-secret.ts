import { signingSecretForm, signingSecretPattern } from "../functions/shared/signing-secrets.ts";
import { UsageError } from "./errors.ts";

/**
 * A signing secret from the environment: a command line ends up in the shell's history.
 * @param what needs it, for the message
 * @throws UsageError when it is missing or not Stripe's
 */
export function newSigningSecret(what: string): string {
  const secret = given(process.env["NEW_WEBHOOK_SECRET"], "NEW_WEBHOOK_SECRET", what);
  if (signingSecretPattern.test(secret)) return secret;
  throw new UsageError(`${what}: NEW_WEBHOOK_SECRET is not a signing secret of Stripe's: ${signingSecretForm}`);
}

/** Any other value, in the same way. */
export function newValue(what: string): string {
  return given(process.env["NEW_SECRET_VALUE"], "NEW_SECRET_VALUE", what);
}

function given(value: string | undefined, variable: string, what: string): string {
  const text = (value ?? "").trim();
  if (text !== "") return text;
  throw new UsageError(`${what}: give the new value in the variable ${variable}`);
}
