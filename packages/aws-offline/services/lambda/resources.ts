import * as v from "valibot";
import { optionalTags, resourceType } from "../../graph/resource-type.ts";

/** Memory in MB and time-out in seconds within Lambda's limits. */
export const functionType = resourceType({
  token: "aws:lambda/function:Function",
  autoname: "name",
  entries: {
    name: v.string(),
    description: v.optional(v.string()),
    runtime: v.literal("nodejs24.x"),
    architectures: v.optional(v.tuple([v.picklist(["arm64", "x86_64"])])),
    handler: v.string(),
    /** File name to text. */
    code: v.record(v.string(), v.string()),
    role: v.string(),
    timeout: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(900)),
    memorySize: v.pipe(v.number(), v.integer(), v.minValue(128), v.maxValue(10_240)),
    environment: v.optional(v.strictObject({ variables: v.record(v.string(), v.string()) })),
    loggingConfig: v.strictObject({ logFormat: v.literal("JSON"), logGroup: v.optional(v.string()) }),
    tracingConfig: v.optional(v.strictObject({ mode: v.picklist(["Active", "PassThrough"]) })),
    publish: v.optional(v.boolean()),
    vpcConfig: v.optional(v.strictObject({ subnetIds: v.array(v.string()), securityGroupIds: v.array(v.string()) })),
    tags: optionalTags,
  },
  create: (_inputs, { name }, { accountId, region }) => {
    const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
    return {
      id: name,
      outputs: { name, arn, invokeArn: invocation(region, arn), version: "1", qualifiedArn: `${arn}:1` },
    };
  },
});

export const aliasType = resourceType({
  token: "aws:lambda/alias:Alias",
  entries: { name: v.string(), functionName: v.string(), functionVersion: v.string() },
  create: ({ name, functionName }, _identity, { accountId, region }) => {
    const arn = `arn:aws:lambda:${region}:${accountId}:function:${functionName}:${name}`;
    return { id: arn, outputs: { arn, invokeArn: invocation(region, arn) } };
  },
});

export const provisionedConcurrencyType = resourceType({
  token: "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
  entries: { functionName: v.string(), qualifier: v.string(), provisionedConcurrentExecutions: v.number() },
  create: ({ functionName, qualifier }) => ({ id: `${functionName},${qualifier}`, outputs: {} }),
});

export const permissionType = resourceType({
  token: "aws:lambda/permission:Permission",
  entries: {
    action: v.literal("lambda:InvokeFunction"),
    function: v.string(),
    qualifier: v.optional(v.string()),
    principal: v.string(),
    sourceArn: v.string(),
    sourceAccount: v.optional(v.string()),
  },
  create: (_inputs, { digest }) => ({ id: digest, outputs: {} }),
});

export const eventSourceMappingType = resourceType({
  token: "aws:lambda/eventSourceMapping:EventSourceMapping",
  entries: {
    eventSourceArn: v.string(),
    functionName: v.string(),
    batchSize: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)), 10),
    maximumBatchingWindowInSeconds: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(300)), 0),
    functionResponseTypes: v.optional(v.array(v.literal("ReportBatchItemFailures")), []),
    scalingConfig: v.optional(
      v.strictObject({ maximumConcurrency: v.pipe(v.number(), v.minValue(2), v.maxValue(1_000)) }),
    ),
    tags: optionalTags,
  },
  create: (_inputs, { digest }) => {
    const uuid = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4000-8000-${digest}`;
    return { id: uuid, outputs: { uuid } };
  },
});

function invocation(region: string, functionArn: string): string {
  return `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}
