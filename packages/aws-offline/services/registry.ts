/**
 * Every service: its folder, and its entry here. Each part is loaded where it is needed: `resources`, the types that a
 * program may declare, by the process that evaluates it; `plugin`, which makes them here, by the run; `sdk`, which makes
 * them on another endpoint, by tests.
 */
export const registry = {
  iam: {
    resources: () => import("./iam/resources.ts"),
    plugin: () => import("./iam/plugin.ts"),
    sdk: () => import("./iam/resources.sdk.ts"),
  },
  sts: { plugin: () => import("./sts/plugin.ts") },
  kms: {
    resources: () => import("./kms/resources.ts"),
    plugin: () => import("./kms/plugin.ts"),
    sdk: () => import("./kms/resources.sdk.ts"),
  },
  sqs: {
    resources: () => import("./sqs/resources.ts"),
    plugin: () => import("./sqs/plugin.ts"),
    sdk: () => import("./sqs/resources.sdk.ts"),
  },
  sns: {
    resources: () => import("./sns/resources.ts"),
    plugin: () => import("./sns/plugin.ts"),
    sdk: () => import("./sns/resources.sdk.ts"),
  },
  events: {
    resources: () => import("./events/resources.ts"),
    plugin: () => import("./events/plugin.ts"),
    sdk: () => import("./events/resources.sdk.ts"),
  },
  secretsManager: {
    resources: () => import("./secrets-manager/resources.ts"),
    plugin: () => import("./secrets-manager/plugin.ts"),
    sdk: () => import("./secrets-manager/resources.sdk.ts"),
  },
  ses: {
    resources: () => import("./ses/resources.ts"),
    plugin: () => import("./ses/plugin.ts"),
    sdk: () => import("./ses/resources.sdk.ts"),
  },
  dynamodb: {
    resources: () => import("./dynamodb/resources.ts"),
    plugin: () => import("./dynamodb/plugin.ts"),
    sdk: () => import("./dynamodb/resources.sdk.ts"),
  },
  logs: {
    resources: () => import("./logs/resources.ts"),
    plugin: () => import("./logs/plugin.ts"),
    sdk: () => import("./logs/resources.sdk.ts"),
  },
  cloudwatch: {
    resources: () => import("./cloudwatch/resources.ts"),
    plugin: () => import("./cloudwatch/plugin.ts"),
    sdk: () => import("./cloudwatch/resources.sdk.ts"),
  },
  ec2: { resources: () => import("./ec2/resources.ts"), sdk: () => import("./ec2/resources.sdk.ts") },
  lambda: {
    resources: () => import("./lambda/resources.ts"),
    plugin: () => import("./lambda/plugin.ts"),
    sdk: () => import("./lambda/resources.sdk.ts"),
  },
  codeDeploy: {
    resources: () => import("./codedeploy/resources.ts"),
    plugin: () => import("./codedeploy/plugin.ts"),
    sdk: () => import("./codedeploy/resources.sdk.ts"),
  },
  pipes: {
    resources: () => import("./pipes/resources.ts"),
    plugin: () => import("./pipes/plugin.ts"),
    sdk: () => import("./pipes/resources.sdk.ts"),
  },
  scheduler: {
    resources: () => import("./scheduler/resources.ts"),
    plugin: () => import("./scheduler/plugin.ts"),
    sdk: () => import("./scheduler/resources.sdk.ts"),
  },
  acm: { resources: () => import("./acm/resources.ts"), sdk: () => import("./acm/resources.sdk.ts") },
  apiGateway: {
    resources: () => import("./api-gateway/resources.ts"),
    plugin: () => import("./api-gateway/plugin.ts"),
    sdk: () => import("./api-gateway/resources.sdk.ts"),
  },
} as const;
