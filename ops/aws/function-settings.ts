import type { Lambda } from "@aws-sdk/client-lambda";
import type { StackOutputs } from "../../functions/shared/stack-outputs.ts";
import { consumerWith } from "../consumers.ts";
import { OpsError } from "../errors.ts";

export interface FunctionSettings {
  readonly stage: string;
  readonly livemode: boolean;
  readonly retentionDays: number;
}

export async function readFunctionSettings(
  client: Lambda,
  { functionNames }: Pick<StackOutputs, "functionNames">,
): Promise<FunctionSettings> {
  // Every function has the first two; this one keeps the journal too.
  const name = functionNames.eventEnricher;
  const variables = await variablesOf(client, name);
  const { STAGE: stage, STRIPE_MODE: mode } = variables;
  if (stage === undefined || mode === undefined) {
    throw new OpsError(`Function ${name} lacks STAGE or STRIPE_MODE: deploy the program again (pulumi up)`);
  }
  return { stage, livemode: mode === "live", retentionDays: Number(variables["JOURNAL_RETENTION_DAYS"] ?? 90) };
}

/** Whether the consumer that keeps the stock returns it on a full refund. */
export async function restocksOnRefund(client: Lambda, outputs: Pick<StackOutputs, "consumers">): Promise<boolean> {
  const keeper = consumerWith("stock", outputs);
  if (keeper === undefined) return false;
  return (await variablesOf(client, keeper.functionName))["RESTOCK_ON_REFUND"] === "true";
}

async function variablesOf(client: Lambda, FunctionName: string): Promise<Readonly<Record<string, string>>> {
  const { Environment } = await client.getFunctionConfiguration({ FunctionName });
  return Environment?.Variables ?? {};
}
