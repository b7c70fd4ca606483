/**
 * Every service: its folder, and its line here. `resources` are the types that a program may declare, `plugin` is what
 * makes them; both are loaded where they are needed, because the process that evaluates the program needs types alone.
 */
export const registry = {
  iam: { resources: () => import("./iam/resources.ts"), plugin: () => import("./iam/plugin.ts") },
  sts: { plugin: () => import("./sts/plugin.ts") },
  kms: { resources: () => import("./kms/resources.ts"), plugin: () => import("./kms/plugin.ts") },
  sqs: { resources: () => import("./sqs/resources.ts"), plugin: () => import("./sqs/plugin.ts") },
  sns: { resources: () => import("./sns/resources.ts"), plugin: () => import("./sns/plugin.ts") },
  events: { resources: () => import("./events/resources.ts"), plugin: () => import("./events/plugin.ts") },
  secretsManager: {
    resources: () => import("./secrets-manager/resources.ts"),
    plugin: () => import("./secrets-manager/plugin.ts"),
  },
  ses: { resources: () => import("./ses/resources.ts"), plugin: () => import("./ses/plugin.ts") },
  dynamodb: { resources: () => import("./dynamodb/resources.ts"), plugin: () => import("./dynamodb/plugin.ts") },
  logs: { resources: () => import("./logs/resources.ts"), plugin: () => import("./logs/plugin.ts") },
  cloudwatch: { resources: () => import("./cloudwatch/resources.ts"), plugin: () => import("./cloudwatch/plugin.ts") },
  ec2: { resources: () => import("./ec2/resources.ts") },
  lambda: { resources: () => import("./lambda/resources.ts"), plugin: () => import("./lambda/plugin.ts") },
  pipes: { resources: () => import("./pipes/resources.ts"), plugin: () => import("./pipes/plugin.ts") },
  apiGateway: {
    resources: () => import("./api-gateway/resources.ts"),
    plugin: () => import("./api-gateway/plugin.ts"),
  },
} as const;
