import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { NodeFunction } from "./node-function.ts";
import type { Queue } from "./queue.ts";

export interface QueueMappingArgs {
  readonly queue: Queue;
  readonly handler: NodeFunction;
  readonly maximumConcurrency: number;
  /** How long Lambda waits for a batch to fill; 0: not at all. */
  readonly batchingWindowSeconds?: number;
}

/** Has a function take a queue's messages, the failed ones of a batch again. */
export function mapQueue(
  name: string,
  { queue, handler, maximumConcurrency, batchingWindowSeconds = 0 }: QueueMappingArgs,
  options: pulumi.CustomResourceOptions,
): aws.lambda.EventSourceMapping {
  const consume = handler.allow("consume", queue.consumeStatements());
  return new aws.lambda.EventSourceMapping(
    `${name}-mapping`,
    {
      eventSourceArn: queue.arn,
      functionName: handler.invokedArn,
      batchSize: 10,
      ...(batchingWindowSeconds === 0 ? {} : { maximumBatchingWindowInSeconds: batchingWindowSeconds }),
      functionResponseTypes: ["ReportBatchItemFailures"],
      // Not reserved concurrency: a throttled read would count as a receive.
      scalingConfig: { maximumConcurrency },
    },
    { ...options, dependsOn: [consume] },
  );
}
