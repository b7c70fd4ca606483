import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { parseSecrets, type Secrets } from "../../functions/shared/secret.ts";
import { isObject } from "../../domain/event/event.ts";
import { OpsError } from "../errors.ts";

/** The stack's secret: as the functions read it, and as stored, with keys unknown here. */
export interface StackSecret {
  readonly secrets: Secrets;
  readonly raw: Readonly<Record<string, unknown>>;
}

/** @throws OpsError when it is not a JSON object; the message never quotes its text */
export async function readStackSecret(client: SecretsManagerClient, secretArn: string): Promise<StackSecret> {
  const { SecretString: text = "" } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    raw = undefined;
  }
  if (!isObject(raw)) {
    throw new OpsError(
      "The stack's secret is not a JSON object: put one with the keys stripe_webhook_secret, stripe_api_key and ses_from_email",
    );
  }
  return { secrets: parseSecrets(text), raw };
}

/** Writes a new version with these keys changed; undefined takes a key out. All others stay as they are. */
export async function changeStackSecret(
  client: SecretsManagerClient,
  secretArn: string,
  changes: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const { raw } = await readStackSecret(client, secretArn);
  const next = Object.fromEntries(Object.entries({ ...raw, ...changes }).filter(([, value]) => value !== undefined));
  await client.send(new PutSecretValueCommand({ SecretId: secretArn, SecretString: JSON.stringify(next) }));
}
