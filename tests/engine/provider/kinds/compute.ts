import { arnAndId, named, type Kind } from "./kind.ts";
import { text } from "../values.ts";

export const compute: Readonly<Record<string, Kind>> = {
  "aws:lambda/function:Function": {
    name: named("name", 64),
    replaces: ["packageType"],
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
    name: named("name", 128),
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
    references: { functionName: "aws:lambda/function:Function" },
    computed: (draft) => ({ id: `${text(draft.inputs, "functionName")},${text(draft.inputs, "qualifier")}` }),
  },
  "aws:lambda/permission:Permission": {
    name: named("statementId", 100),
    replaces: ["action", "function", "principal", "qualifier", "sourceAccount", "sourceArn"],
    references: { function: "aws:lambda/function:Function" },
    computed: (draft) => ({ id: draft.name }),
  },
  "aws:lambda/eventSourceMapping:EventSourceMapping": {
    replaces: ["eventSourceArn", "startingPosition"],
    references: { functionName: "aws:lambda/function:Function" },
    computed: (draft) => {
      const uuid = draft.token(32);
      return { ...arnAndId(draft.arn("lambda", `event-source-mapping:${uuid}`), uuid), uuid, state: "Enabled" };
    },
  },
  "aws:iam/role:Role": {
    name: named("name", 64),
    replaces: ["path"],
    computed: (draft) => ({
      ...arnAndId(`arn:aws:iam::${draft.account}:role/${draft.name}`, draft.name),
      uniqueId: `AROA${draft.token(16).toUpperCase()}`,
    }),
  },
  "aws:iam/rolePolicy:RolePolicy": {
    name: named("name", 128),
    replaces: ["role"],
    references: { role: "aws:iam/role:Role" },
    computed: (draft) => ({ id: `${text(draft.inputs, "role")}:${draft.name}` }),
  },
};
