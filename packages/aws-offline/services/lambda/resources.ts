import * as v from "valibot";
import { arn, atLeast, length, matching, name, oneOf, range, tags } from "../../graph/property.ts";
import { resourceType } from "../../graph/resource-type.ts";

export const functionType = resourceType({
  token: "aws:lambda/function:Function",
  terraform: { type: "aws_lambda_function", arguments: { name: "function_name" } },
  cloudFormation: "AWS::Lambda::Function",
  autoname: "name",
  entries: {
    name: name(140, /^[\w-]{1,64}$|^arn:/u),
    description: v.optional(length(0, 256)),
    runtime: oneOf("nodejs24.x"),
    architectures: v.optional(v.tuple([oneOf("arm64", "x86_64")])),
    handler: length(1, 128),
    /** File name to text. */
    code: v.record(v.string(), v.string()),
    role: arn,
    timeout: v.optional(range(1, 900), 3),
    memorySize: v.optional(range(128, 10_240), 128),
    environment: v.optional(v.strictObject({ variables: v.record(v.string(), v.string()) })),
    loggingConfig: v.strictObject({
      logFormat: oneOf("JSON"),
      logGroup: v.optional(v.string()),
      applicationLogLevel: v.optional(oneOf("INFO")),
      systemLogLevel: v.optional(oneOf("INFO", "WARN")),
    }),
    tracingConfig: v.optional(v.strictObject({ mode: oneOf("Active", "PassThrough") })),
    publish: v.optional(v.boolean()),
    vpcConfig: v.optional(v.strictObject({ subnetIds: v.array(v.string()), securityGroupIds: v.array(v.string()) })),
    tags,
  },
  references: {
    "loggingConfig.logGroup": "aws:cloudwatch/logGroup:LogGroup",
    "vpcConfig.subnetIds[]": "aws:ec2/subnet:Subnet",
    "vpcConfig.securityGroupIds[]": "aws:ec2/securityGroup:SecurityGroup",
  },
  create: ({ publish }, { name: functionName }, { accountId, region }) => {
    const own = `arn:aws:lambda:${region}:${accountId}:function:${functionName}`;
    const version = publish === true ? "1" : "$LATEST";
    return {
      id: functionName,
      outputs: {
        name: functionName,
        arn: own,
        invokeArn: invocation(region, own),
        version,
        qualifiedArn: `${own}:${version}`,
      },
    };
  },
});

export const aliasType = resourceType({
  token: "aws:lambda/alias:Alias",
  terraform: "aws_lambda_alias",
  cloudFormation: "AWS::Lambda::Alias",
  autoname: "name",
  entries: {
    name: name(128, /^(?!\d+$)[\w-]+$/u),
    functionName: v.string(),
    functionVersion: matching(/^\$LATEST$|^[1-9]\d*$/u),
  },
  replaces: ["functionName"],
  references: { functionName: functionType.token },
  create: ({ functionName }, { name: alias }, { accountId, region }) => {
    const own = `arn:aws:lambda:${region}:${accountId}:function:${functionName}:${alias}`;
    return { id: own, outputs: { arn: own, invokeArn: invocation(region, own) } };
  },
});

export const provisionedConcurrencyType = resourceType({
  token: "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
  terraform: "aws_lambda_provisioned_concurrency_config",
  cloudFormation: "AWS::Lambda::Version",
  entries: {
    functionName: length(1, 140),
    qualifier: length(1, 128),
    provisionedConcurrentExecutions: atLeast(1),
  },
  replaces: ["functionName", "qualifier"],
  references: { functionName: functionType.token },
  create: ({ functionName, qualifier }) => ({ id: `${functionName},${qualifier}`, outputs: {} }),
});

export const permissionType = resourceType({
  token: "aws:lambda/permission:Permission",
  terraform: { type: "aws_lambda_permission", arguments: { function: "function_name" } },
  cloudFormation: "AWS::Lambda::Permission",
  autoname: "statementId",
  entries: {
    statementId: name(100, /^[\w-]+$/u),
    action: oneOf("lambda:InvokeFunction"),
    function: v.string(),
    qualifier: v.optional(v.string()),
    principal: v.string(),
    sourceArn: arn,
    sourceAccount: v.optional(matching(/^\d{12}$/u)),
  },
  replaces: ["action", "function", "principal", "qualifier", "sourceAccount", "sourceArn"],
  references: { function: functionType.token },
  create: (_inputs, { name: statement }) => ({ id: statement, outputs: {} }),
});

export const eventSourceMappingType = resourceType({
  token: "aws:lambda/eventSourceMapping:EventSourceMapping",
  terraform: "aws_lambda_event_source_mapping",
  cloudFormation: "AWS::Lambda::EventSourceMapping",
  entries: {
    eventSourceArn: arn,
    functionName: v.string(),
    batchSize: v.optional(range(1, 10_000), 10),
    maximumBatchingWindowInSeconds: v.optional(range(0, 300), 0),
    functionResponseTypes: v.optional(v.array(oneOf("ReportBatchItemFailures")), []),
    scalingConfig: v.optional(v.strictObject({ maximumConcurrency: range(2, 1000) })),
    tags,
  },
  replaces: ["eventSourceArn"],
  references: { functionName: functionType.token },
  create: (_inputs, { digest }, { accountId, region }) => {
    const uuid = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4000-8000-${digest.slice(0, 12)}`;
    return { id: uuid, outputs: { uuid, arn: `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${uuid}` } };
  },
});

function invocation(region: string, functionArn: string): string {
  return `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}
