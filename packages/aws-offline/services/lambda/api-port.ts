import type { LambdaService } from "./runtime/types.ts";

export interface LambdaPort {
  functions(): readonly FunctionSummary[];
  readonly runtime: Pick<LambdaService, "update" | "publish" | "versions" | "setAlias" | "aliases">;
  /** Rejects only for a fault of the runtime itself; a function's error is a response. */
  invoke(
    invoked: string,
    payload: unknown,
  ): Promise<
    | { ok: true; payload: unknown; requestId: string }
    | { ok: false; errorType: string; errorMessage: string; requestId: string }
  >;
  mappings(): readonly MappingSummary[];
  setMappingEnabled(uuid: string, enabled: boolean): void;
}

export interface FunctionSummary {
  name: string;
  arn: string;
  roleArn: string;
  handler: string;
  timeoutSeconds: number;
  memoryMb: number;
  environment: Record<string, string>;
  logGroup: string;
  runtime?: string;
}

export interface MappingSummary {
  uuid: string;
  queueArn: string;
  functionArn: string;
  batchSize: number;
  maximumBatchingWindowSeconds: number;
  maximumConcurrency: number;
  reportBatchItemFailures: boolean;
  /** `Enabled`, `Disabled`, `Enabling`, `Disabling`. */
  state: string;
}
