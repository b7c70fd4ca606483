import { anArn, atLeast, length, matching, oneOf, policy, range } from "../constraints.ts";
import { arnAndId, named, type Kind } from "./kind.ts";
import { text } from "../values.ts";

/** Lambda's managed runtimes that a function can still be created with. */
const runtimes = [
  "dotnet8",
  "dotnet10",
  "java8.al2",
  "java11",
  "java17",
  "java21",
  "java25",
  "nodejs20.x",
  "nodejs22.x",
  "nodejs24.x",
  "provided.al2",
  "provided.al2023",
  "python3.10",
  "python3.11",
  "python3.12",
  "python3.13",
  "python3.14",
  "ruby3.2",
  "ruby3.3",
  "ruby3.4",
];

export const compute: Readonly<Record<string, Kind>> = {
  "aws:lambda/function:Function": {
    name: named("name", 140, /^[\w-]{1,64}$|^arn:/u),
    replaces: ["packageType"],
    constraints: {
      role: anArn,
      runtime: oneOf(...runtimes),
      memorySize: range(128, 10_240),
      timeout: range(1, 900),
      reservedConcurrentExecutions: atLeast(-1),
      description: length(0, 256),
      handler: length(1, 128),
      "architectures[]": oneOf("x86_64", "arm64"),
      "ephemeralStorage.size": range(512, 10_240),
      "tracingConfig.mode": oneOf("Active", "PassThrough"),
      "loggingConfig.logFormat": oneOf("JSON", "Text"),
      "loggingConfig.applicationLogLevel": oneOf("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"),
      "loggingConfig.systemLogLevel": oneOf("DEBUG", "INFO", "WARN"),
      "deadLetterConfig.targetArn": anArn,
      kmsKeyArn: anArn,
    },
    references: {
      "loggingConfig.logGroup": "aws:cloudwatch/logGroup:LogGroup",
      "vpcConfig.subnetIds[0]": "aws:ec2/subnet:Subnet",
      "vpcConfig.subnetIds[1]": "aws:ec2/subnet:Subnet",
      "vpcConfig.securityGroupIds[0]": "aws:ec2/securityGroup:SecurityGroup",
    },
    computed: (draft) => {
      const arn = draft.arn("lambda", `function:${draft.name}`);
      const invokeArn = `arn:aws:apigateway:${draft.region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
      const version = draft.inputs["publish"] === true ? "1" : "$LATEST";
      return { ...arnAndId(arn, draft.name), invokeArn, qualifiedArn: `${arn}:${version}`, version };
    },
  },
  "aws:lambda/alias:Alias": {
    name: named("name", 128, /^(?!\d+$)[\w-]+$/u),
    replaces: ["functionName"],
    references: { functionName: "aws:lambda/function:Function" },
    computed: (draft) => {
      const fn = text(draft.inputs, "functionName").split(":").at(-1) ?? "";
      const arn = draft.arn("lambda", `function:${fn}:${draft.name}`);
      const invokeArn = `arn:aws:apigateway:${draft.region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
      return { ...arnAndId(arn, arn), invokeArn };
    },
  },
  "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": {
    replaces: ["functionName", "qualifier"],
    constraints: {
      provisionedConcurrentExecutions: atLeast(1),
      functionName: length(1, 140),
      qualifier: length(1, 128),
    },
    references: { functionName: "aws:lambda/function:Function" },
    computed: (draft) => ({ id: `${text(draft.inputs, "functionName")},${text(draft.inputs, "qualifier")}` }),
  },
  "aws:lambda/permission:Permission": {
    name: named("statementId", 100, /^[\w-]+$/u),
    constraints: {
      action: matching(/^(?:lambda:[*]|lambda:[a-zA-Z]+|[*])$/u),
      sourceAccount: matching(/^\d{12}$/u),
      sourceArn: anArn,
    },
    replaces: ["action", "function", "principal", "qualifier", "sourceAccount", "sourceArn"],
    references: { function: "aws:lambda/function:Function" },
    computed: (draft) => ({ id: draft.name }),
  },
  "aws:lambda/eventSourceMapping:EventSourceMapping": {
    replaces: ["eventSourceArn", "startingPosition"],
    constraints: {
      eventSourceArn: anArn,
      batchSize: range(1, 10_000),
      maximumBatchingWindowInSeconds: range(0, 300),
      "functionResponseTypes[]": oneOf("ReportBatchItemFailures"),
      "scalingConfig.maximumConcurrency": range(2, 1000),
    },
    references: { functionName: "aws:lambda/function:Function" },
    computed: (draft) => {
      const uuid = draft.token(32);
      return { ...arnAndId(draft.arn("lambda", `event-source-mapping:${uuid}`), uuid), uuid, state: "Enabled" };
    },
  },
  "aws:iam/role:Role": {
    name: named("name", 64, /^[\w+=,.@-]*$/u),
    replaces: ["path"],
    constraints: {
      assumeRolePolicy: policy,
      maxSessionDuration: range(3600, 43_200),
      description: length(0, 1000),
      permissionsBoundary: anArn,
      "managedPolicyArns[]": anArn,
    },
    computed: (draft) => ({
      ...arnAndId(`arn:aws:iam::${draft.account}:role/${draft.name}`, draft.name),
      uniqueId: `AROA${draft.token(16).toUpperCase()}`,
    }),
  },
  "aws:iam/rolePolicy:RolePolicy": {
    name: named("name", 128, /^[\w+=,.@-]*$/u),
    replaces: ["role"],
    constraints: { policy },
    references: { role: "aws:iam/role:Role" },
    computed: (draft) => ({ id: `${text(draft.inputs, "role")}:${draft.name}` }),
  },
};
