import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { NodeFunction } from "./node-function.ts";
import { type Grant, identityPolicy, trustPolicy } from "./policy.ts";
import type { QueueConsumer } from "./queue-consumer.ts";
import type { Stack } from "./stack.ts";
import { isOwnEventType } from "../domain/event/types.ts";

export interface ScheduledReconcileArgs {
  readonly stack: Stack;
  readonly consumers: Readonly<Record<string, QueueConsumer>>;
  readonly access: readonly Grant[];
}

/** None where the setting `reconcileHours` is 0. */
export function scheduledReconcile(args: ScheduledReconcileArgs): ScheduledReconcile | undefined {
  return args.stack.settings.reconcileHours === 0 ? undefined : new ScheduledReconcile("reconcile", args);
}

/** Counts from time to time what Stripe has and the journal lacks: what never came in rings nothing else. */
export class ScheduledReconcile extends pulumi.ComponentResource {
  readonly handler: NodeFunction;

  constructor(name: string, args: ScheduledReconcileArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:reconcile:ScheduledReconcile", name, {}, options);
    const { stack, consumers } = args;
    const hours = stack.settings.reconcileHours;
    const handled = new Set(Object.values(consumers).flatMap(({ outputs }) => outputs.eventTypes));
    const eventTypes = [...handled].filter((type) => !isOwnEventType(type));
    this.handler = new NodeFunction(
      "event-reconciler",
      {
        stack,
        description: "Counts the events that are at Stripe only",
        access: args.access,
        environment: { RECONCILE_HOURS: String(hours), EVENT_TYPES: eventTypes.join(",") },
        // A page of a hundred events takes about a second: some ten thousand.
        timeoutSeconds: 300,
      },
      { parent: this },
    );
    const role = new aws.iam.Role(
      `${name}-schedule-role`,
      {
        // Of the schedule's group: a schedule's own ARN is not accepted.
        // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
        assumeRolePolicy: trustPolicy("scheduler.amazonaws.com", {
          StringEquals: { "aws:SourceAccount": stack.accountId },
          ArnEquals: {
            "aws:SourceArn": pulumi.interpolate`arn:aws:scheduler:${stack.region}:${stack.accountId}:schedule-group/default`,
          },
        }),
      },
      { parent: this },
    );
    const access = new aws.iam.RolePolicy(
      `${name}-schedule-access`,
      {
        role: role.name,
        policy: identityPolicy([{ actions: ["lambda:InvokeFunction"], resources: [this.handler.invokedArn] }]),
      },
      { parent: this },
    );
    new aws.scheduler.Schedule(
      `${name}-schedule`,
      {
        description: "Looks for events that are at Stripe only",
        scheduleExpression: `rate(${hours} ${hours === 1 ? "hour" : "hours"})`,
        flexibleTimeWindow: { mode: "OFF" },
        // The next count makes up for one that was not to be had within an hour.
        target: { arn: this.handler.invokedArn, roleArn: role.arn, retryPolicy: { maximumEventAgeInSeconds: 3600 } },
      },
      { parent: this, dependsOn: [access] },
    );
    this.registerOutputs({});
  }
}
