import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { NodeFunction } from "./node-function.ts";
import type { Queue } from "./queue.ts";
import type { Stack } from "./stack.ts";

export interface AlarmsArgs {
  readonly stack: Stack;
  readonly alertTopicArn: pulumi.Input<string>;
  /** Each branch's queue has a depth alarm and a dead-letter alarm, its function an error alarm. */
  readonly branches: Readonly<Record<string, { readonly queue: Queue; readonly handler: NodeFunction }>>;
  readonly webhook: NodeFunction;
  /** The queue that operators read the archive through; only its dead letters matter. */
  readonly inspection: Queue;
}

/** Queue depth, dead letters and function errors, told to the alert topic. */
export class Alarms extends pulumi.ComponentResource {
  readonly #notify: { readonly alarmActions: pulumi.Input<string>[]; readonly okActions: pulumi.Input<string>[] };

  constructor(name: string, args: AlarmsArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:alarm:Alarms", name, {}, options);
    this.#notify = { alarmActions: [args.alertTopicArn], okActions: [args.alertTopicArn] };

    for (const [branch, { queue, handler }] of Object.entries(args.branches)) {
      this.#queueDepth(branch, queue, args.stack.settings.queueDepthAlarm);
      this.#deadLetters(branch, queue);
      this.#functionErrors(branch, handler);
    }
    this.#functionErrors("webhook", args.webhook);
    this.#deadLetters("inspection", args.inspection);
    this.registerOutputs({});
  }

  #queueDepth(branch: string, queue: Queue, threshold: number): void {
    this.#alarm(`${branch}-queue-depth`, {
      alarmDescription: `More messages wait in the ${branch} queue than its consumer takes away.`,
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: queue.name },
      statistic: "Maximum",
      period: 60,
      // Three of five minutes: a burst that drains by itself wakes nobody.
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      threshold,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
    });
  }

  #deadLetters(branch: string, queue: Queue): void {
    this.#alarm(`${branch}-dead-letters`, {
      alarmDescription: `The ${branch} branch gave up on a message; it waits in the dead-letter queue for 14 days.`,
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: queue.deadLetterQueue.name },
      statistic: "Maximum",
      period: 60,
      evaluationPeriods: 1,
      threshold: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
    });
  }

  #functionErrors(branch: string, handler: NodeFunction): void {
    this.#alarm(`${branch}-function-errors`, {
      alarmDescription: `The ${branch} function threw, timed out or ran out of memory.`,
      namespace: "AWS/Lambda",
      metricName: "Errors",
      dimensions: { FunctionName: handler.name },
      statistic: "Sum",
      period: 60,
      evaluationPeriods: 5,
      datapointsToAlarm: 2,
      threshold: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
    });
  }

  #alarm(name: string, args: aws.cloudwatch.MetricAlarmArgs): void {
    new aws.cloudwatch.MetricAlarm(
      `${name}-alarm`,
      // No data means that nothing happened.
      { ...args, ...this.#notify, treatMissingData: "notBreaching" },
      { parent: this },
    );
  }
}
