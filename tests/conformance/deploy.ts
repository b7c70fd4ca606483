import { PutSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { sampleItems } from "../../packages/stripe-offline/samples/index.ts";
import { stackOutputs } from "../../functions/shared/stack-outputs.ts";
import { startBenchOn } from "../engine/bench.ts";
import type { Pulumi } from "../engine/pulumi.ts";
import { endpointBackend, type EndpointOptions } from "./provider/endpoint.ts";
import { Target } from "./target.ts";

/** What the operator stores in a new stack, and what he has in stock; the same in the offline run. */
export interface Furnishing {
  readonly webhookSecret: string;
  readonly stripeApiKey: string;
  readonly stock: Readonly<Record<string, number>>;
}

const stockOfEach = 1000;
export const stock = Object.fromEntries(sampleItems.map(({ sku }) => [sku, stockOfEach]));

export interface Deployment {
  readonly target: Target;
  /** Types of the program that the endpoint does not make. */
  readonly lacking: ReadonlySet<string>;
  readonly pulumi: Pulumi;
  close(): Promise<void>;
}

/** The options of `pulumi up` that give settings. @param config `NAME=VALUE` */
export function configured(config: readonly string[]): string[] {
  return config.flatMap((setting) => ["--config", `order-processing-system:${setting}`]);
}

/** `pulumi up` of the dev stack on an endpoint, with the engine and the program as they are. */
export async function deploy(
  name: string,
  options: EndpointOptions,
  furnishing: Furnishing,
  config: readonly string[] = [],
): Promise<Deployment> {
  const backend = await endpointBackend(options);
  const bench = await startBenchOn(backend, "dev");
  try {
    await bench.pulumi.succeed("up", "--yes", "--skip-preview", ...configured(config));
    const root = (await bench.state()).find(({ type }) => type === "pulumi:pulumi:Stack");
    const target = new Target(name, options.client, stackOutputs(root?.outputs ?? {}), furnishing.webhookSecret);
    await furnish(target, furnishing);
    return { target, lacking: backend.lacking, pulumi: bench.pulumi, close: () => bench.close() };
  } catch (error) {
    await bench.close();
    throw error;
  }
}

async function furnish({ clients, outputs }: Target, { webhookSecret, stripeApiKey, stock: units }: Furnishing) {
  const SecretString = JSON.stringify({
    stripe_webhook_secret: webhookSecret,
    stripe_api_key: stripeApiKey,
    ses_from_email: "orders-dev@example.com",
  });
  await clients.secrets.send(new PutSecretValueCommand({ SecretId: outputs.secretArn, SecretString }));
  for (const [sku, available] of Object.entries(units)) {
    const Item = { pk: `stock#${sku}`, sku, available, reserved: 0 };
    await clients.documents.send(new PutCommand({ TableName: outputs.inventoryTable, Item }));
  }
}
