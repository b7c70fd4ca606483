import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { NodeFunction } from "./node-function.ts";
import { identityPolicy, trustPolicy } from "./policy.ts";
import type { Queue } from "./queue.ts";
import type { Stack } from "./stack.ts";

export interface EventPipeArgs {
  readonly stack: Stack;
  readonly source: Queue;
  readonly enricher: NodeFunction;
  readonly busArn: pulumi.Input<string>;
}

/** Moves each message of a queue, enriched, to an event bus. The queue's dead-letter queue is the pipe's. */
export class EventPipe extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;

  constructor(name: string, args: EventPipeArgs, options?: pulumi.ComponentResourceOptions) {
    super("order-processing-system:archive:EventPipe", name, {}, options);
    const { stack, source, enricher } = args;
    // Named here, because the role's trust names the pipe before the pipe exists.
    const pipeName = `${stack.project}-${stack.stage}-${name}`;

    const role = new aws.iam.Role(
      `${name}-role`,
      {
        assumeRolePolicy: trustPolicy("pipes.amazonaws.com", {
          StringEquals: { "aws:SourceAccount": stack.accountId },
          ArnEquals: {
            "aws:SourceArn": pulumi.interpolate`arn:aws:pipes:${stack.region}:${stack.accountId}:pipe/${pipeName}`,
          },
        }),
      },
      { parent: this },
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-access`,
      {
        role: role.name,
        policy: identityPolicy([
          ...source.consumeStatements(),
          { actions: ["lambda:InvokeFunction"], resources: [enricher.arn] },
          { actions: ["events:PutEvents"], resources: [args.busArn] },
        ]),
      },
      { parent: this },
    );
    const pipe = new aws.pipes.Pipe(
      name,
      {
        name: pipeName,
        roleArn: role.arn,
        source: source.arn,
        // One by one: an enrichment fails as a whole, with all messages of its batch, and large events together exceed
        // the 256 KB that the bus takes at once: the whole batch would come back until it is given up.
        sourceParameters: { sqsQueueParameters: { batchSize: 1 } },
        enrichment: enricher.arn,
        target: args.busArn,
        // The enricher's answer is the event's detail whole, so that no template can drop a part of it.
        targetParameters: { eventbridgeEventBusParameters: { source: "stripe", detailType: "$.event.type" } },
      },
      { parent: this, dependsOn: [policy] },
    );
    this.name = pipe.name;
    this.registerOutputs({ name: this.name });
  }
}
