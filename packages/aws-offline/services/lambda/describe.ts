import type { FunctionSummary } from "./api-port.ts";

export function describeFunction(one: FunctionSummary): Record<string, unknown> {
  return {
    FunctionName: one.name,
    FunctionArn: one.arn,
    Runtime: one.runtime ?? "nodejs24.x",
    Role: one.roleArn,
    Handler: one.handler,
    Timeout: one.timeoutSeconds,
    MemorySize: one.memoryMb,
    Environment: { Variables: one.environment },
    LoggingConfig: { LogFormat: "JSON", LogGroup: one.logGroup },
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: "Zip",
    Architectures: ["arm64"],
    Version: "$LATEST",
  };
}
