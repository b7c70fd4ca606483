import { parseJson } from "../../domain/json.ts";
import type { SecretsManager } from "@aws-sdk/client-secrets-manager";
import { senderOf, stripeKeyOf, type Sender, type StripeKey } from "../../functions/shared/secret.ts";
import { signingSecretsOf, type SigningSecrets } from "../../functions/shared/signing-secrets.ts";
import { isObject, type StripeObject } from "../../domain/event/event.ts";
import { OpsError } from "../errors.ts";

/** All that the functions read of it, each its part. */
export interface Secrets extends StripeKey, Sender {
  readonly signing: SigningSecrets;
}

/** @throws OpsError when it is not a JSON object; the message never quotes its text */
export async function readStackSecret(client: SecretsManager, secretArn: string): Promise<Secrets> {
  const raw = await readRaw(client, secretArn);
  return { signing: signingSecretsOf(raw), ...stripeKeyOf(raw), ...senderOf(raw) };
}

/** Writes a new version with what `change` returns; undefined takes a key out. All other keys stay as they are. */
export async function changeStackSecret(
  client: SecretsManager,
  secretArn: string,
  change: (raw: StripeObject) => Readonly<Record<string, unknown>>,
): Promise<void> {
  const raw = await readRaw(client, secretArn);
  // JSON leaves out what is undefined.
  const SecretString = JSON.stringify({ ...raw, ...change(raw) });
  await client.putSecretValue({ SecretId: secretArn, SecretString });
}

/** @throws OpsError when there is none */
export function firstSigningSecret({ signing }: Secrets): string {
  const [first] = signing.usable;
  if (first !== undefined) return first.secret;
  const why = signing.refused.join("; ");
  throw new OpsError(`The stack has no usable signing secret yet (${why}): connect-stripe stores one`);
}

async function readRaw(client: SecretsManager, secretArn: string): Promise<StripeObject> {
  const { SecretString: text = "" } = await client.getSecretValue({ SecretId: secretArn });
  const raw = parseJson(text);
  if (isObject(raw)) return raw;
  throw new OpsError(
    "The stack's secret is not a JSON object: put one with the keys stripe_webhook_secret, stripe_api_key and ses_from_email",
  );
}
