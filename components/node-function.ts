import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { usualTimeoutSeconds } from "../functions/shared/queue-settings.ts";
import { bundle } from "./bundle.ts";
import { attachmentStatements } from "./network-attachment.ts";
import { identityPolicy, trustPolicy, type Grant, type PolicyStatement } from "./policy.ts";
import type { Stack } from "./stack.ts";

/** The alias by which a published function is invoked. */
export const liveAlias = "live";

export interface NodeFunctionArgs {
  readonly stack: Stack;
  readonly description: string;
  /** All that the function may do; it receives nothing else. */
  readonly access: readonly Grant[];
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Where an event comes in: traced unless tracing is off. */
  readonly isEntry?: boolean;
  readonly timeoutSeconds?: number;
  readonly memoryMb?: number;
  /** Execution environments kept initialised; 0 for none. */
  readonly provisionedConcurrency?: number;
}

/** The Lambda function of `functions/<name>/handler.ts`, with a role and a log group of its own. */
export class NodeFunction extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  readonly timeoutSeconds: number;
  readonly logGroupName: pulumi.Output<string>;
  /** What a caller invokes: the function, or its alias where it has one. */
  readonly invokedArn: pulumi.Output<string>;
  /** The same as API Gateway writes it. */
  readonly invokeArn: pulumi.Output<string>;
  readonly aliasName: pulumi.Output<string> | undefined;

  readonly #name: string;
  readonly #role: aws.iam.Role;

  constructor(name: string, args: NodeFunctionArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:function:NodeFunction", name, {}, options);
    const { stack } = args;
    this.timeoutSeconds = args.timeoutSeconds ?? usualTimeoutSeconds;
    // The CPU grows with the memory: 512 MB start about three times as fast as 128 MB and cost less per event.
    const memorySize = args.memoryMb ?? 512;
    const provisionedConcurrency = args.provisionedConcurrency ?? 0;
    const { tracing, monitoring, rollout } = stack.settings;
    const isPublished = provisionedConcurrency > 0 || rollout === "canary";
    const isTraced = tracing === "all" || (tracing === "webhook" && args.isEntry === true);

    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { retentionInDays: stack.settings.logRetentionDays, kmsKeyId: stack.key?.arn },
      { parent: this },
    );
    this.#name = name;
    this.#role = new aws.iam.Role(
      `${name}-role`,
      {
        // Not the function's ARN too: AWS does not say that Lambda names it when it polls a queue under the role.
        // https://docs.aws.amazon.com/lambda/latest/dg/permissions-managed-policies.html
        assumeRolePolicy: trustPolicy("lambda.amazonaws.com", {
          StringEquals: { "aws:SourceAccount": stack.accountId },
        }),
      },
      { parent: this },
    );
    const policy = this.allow("access", [
      ...args.access.flatMap((grant) => grant.statements),
      {
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [pulumi.interpolate`${logGroup.arn}:log-stream:*`],
      },
      // X-Ray knows no resources: its actions can be granted on everything only.
      ...(isTraced ? [{ actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], resources: ["*"] }] : []),
      ...attachmentStatements(stack),
    ]);
    const lambda = new aws.lambda.Function(
      name,
      {
        description: args.description,
        runtime: "nodejs24.x",
        architectures: ["arm64"],
        handler: "index.handler",
        code: bundle(`functions/${name}/handler.ts`),
        role: this.#role.arn,
        timeout: this.timeoutSeconds,
        memorySize,
        environment: {
          variables: {
            STAGE: stack.stage,
            STRIPE_MODE: stack.settings.stripeMode,
            ...(monitoring === "lean" ? { MONITORING: "lean" } : {}),
            ...Object.assign({}, ...args.access.map((grant) => grant.environment)),
            ...args.environment,
          },
        },
        loggingConfig: {
          logFormat: "JSON",
          logGroup: logGroup.name,
          // Stripe waits for an entry, so how long each took matters; of the others the metrics say it.
          ...(args.isEntry === true ? {} : { applicationLogLevel: "INFO", systemLogLevel: "WARN" }),
        },
        tracingConfig: { mode: isTraced ? "Active" : "PassThrough" },
        ...(stack.network === undefined ? {} : { vpcConfig: stack.network.vpcConfig() }),
        publish: isPublished,
      },
      { parent: this, dependsOn: [policy] },
    );
    this.name = lambda.name;
    this.arn = lambda.arn;
    this.logGroupName = logGroup.name;

    const alias = isPublished ? this.#route(lambda, rollout === "canary") : undefined;
    if (alias !== undefined && provisionedConcurrency > 0) this.#provision(alias, provisionedConcurrency);
    this.invokedArn = (alias ?? lambda).arn;
    this.invokeArn = (alias ?? lambda).invokeArn;
    this.aliasName = alias?.name;
    this.registerOutputs({ name: this.name, arn: this.arn });
  }

  /** Adds a policy of its own to the role, for what exists only after the function (its queue). */
  allow(what: string, statements: readonly PolicyStatement[]): aws.iam.RolePolicy {
    return new aws.iam.RolePolicy(
      `${this.#name}-${what}`,
      { role: this.#role.name, policy: identityPolicy(statements) },
      { parent: this },
    );
  }

  /** @param isMovedByRollout by `ops rollout`, and not by `pulumi up` */
  #route(lambda: aws.lambda.Function, isMovedByRollout: boolean): aws.lambda.Alias {
    return new aws.lambda.Alias(
      `${this.#name}-live`,
      { name: liveAlias, functionName: lambda.name, functionVersion: lambda.version },
      { parent: this, ignoreChanges: isMovedByRollout ? ["functionVersion", "routingConfig"] : [] },
    );
  }

  #provision(alias: aws.lambda.Alias, concurrency: number): void {
    new aws.lambda.ProvisionedConcurrencyConfig(
      `${this.#name}-provisioned`,
      { functionName: alias.functionName, qualifier: alias.name, provisionedConcurrentExecutions: concurrency },
      { parent: this },
    );
  }
}
