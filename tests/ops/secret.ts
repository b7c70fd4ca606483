import type { System } from "../support/system.ts";

/** The stack's secret, as it is stored. */
export async function storedSecret({ run }: System): Promise<Record<string, string>> {
  const { SecretString: text } = await run.operator.call("secretsmanager", "GetSecretValue", {
    SecretId: run.outputs.secretArn,
  });
  return JSON.parse(String(text)) as Record<string, string>;
}

export async function storeSecret({ run }: System, value: Readonly<Record<string, string>>): Promise<void> {
  await run.operator.call("secretsmanager", "PutSecretValue", {
    SecretId: run.outputs.secretArn,
    SecretString: JSON.stringify(value),
  });
}
