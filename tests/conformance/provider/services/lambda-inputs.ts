import { Architecture, FunctionResponseType, LogFormat, Runtime, TracingMode } from "@aws-sdk/client-lambda";
import * as v from "valibot";
import { tags } from "../handler.ts";
import { codeArchive } from "../zip.ts";

export const lambdaFunction = v.strictObject({
  name: v.string(),
  description: v.string(),
  role: v.string(),
  handler: v.string(),
  runtime: v.enum(Runtime),
  architectures: v.array(v.enum(Architecture)),
  memorySize: v.number(),
  timeout: v.number(),
  publish: v.optional(v.boolean(), false),
  code: codeArchive,
  environment: v.strictObject({ variables: v.record(v.string(), v.string()) }),
  loggingConfig: v.strictObject({ logFormat: v.enum(LogFormat), logGroup: v.string() }),
  tracingConfig: v.strictObject({ mode: v.enum(TracingMode) }),
  tags,
});

export const mapping = v.strictObject({
  eventSourceArn: v.string(),
  functionName: v.string(),
  batchSize: v.number(),
  functionResponseTypes: v.array(v.enum(FunctionResponseType)),
  scalingConfig: v.strictObject({ maximumConcurrency: v.number() }),
  tags,
});

export const permission = v.strictObject({
  statementId: v.string(),
  action: v.string(),
  function: v.string(),
  qualifier: v.optional(v.string()),
  principal: v.string(),
  sourceArn: v.string(),
  sourceAccount: v.string(),
});

export const alias = v.strictObject({ name: v.string(), functionName: v.string(), functionVersion: v.string() });

export const provisioned = v.strictObject({
  functionName: v.string(),
  qualifier: v.string(),
  provisionedConcurrentExecutions: v.number(),
});
