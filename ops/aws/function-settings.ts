import { GetFunctionConfigurationCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { StackOutputs } from "../../functions/shared/stack-outputs.ts";
import { OpsError } from "../errors.ts";

/** What the program gave its functions: the settings as they were deployed. */
export interface FunctionSettings {
  /** The stack's name. */
  readonly stage: string;
  readonly livemode: boolean;
  readonly restockOnRefund: boolean;
  readonly retentionDays: number;
}

export async function readFunctionSettings(
  client: LambdaClient,
  { functionNames }: Pick<StackOutputs, "functionNames">,
): Promise<FunctionSettings> {
  const FunctionName = functionNames.inventoryProcessor;
  const { Environment: environment } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const variables = environment?.Variables ?? {};
  const { STAGE: stage, STRIPE_MODE: mode } = variables;
  if (stage === undefined || mode === undefined) {
    throw new OpsError(`Function ${FunctionName} lacks STAGE or STRIPE_MODE: deploy the program again (pulumi up)`);
  }
  return {
    stage,
    livemode: mode === "live",
    restockOnRefund: variables["RESTOCK_ON_REFUND"] === "true",
    retentionDays: Number(variables["JOURNAL_RETENTION_DAYS"] ?? 90),
  };
}
