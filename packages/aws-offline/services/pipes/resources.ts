import * as v from "valibot";
import { arn, length, name, range, tags } from "../../graph/property.ts";
import { resourceType } from "../../graph/resource-type.ts";

export const pipeType = resourceType({
  token: "aws:pipes/pipe:Pipe",
  terraform: "aws_pipes_pipe",
  cloudFormation: "AWS::Pipes::Pipe",
  autoname: "name",
  entries: {
    name: name(64, /^[.\w-]+$/u),
    roleArn: arn,
    source: arn,
    sourceParameters: v.strictObject({
      sqsQueueParameters: v.strictObject({
        batchSize: v.optional(range(1, 10_000), 10),
        maximumBatchingWindowInSeconds: v.optional(range(0, 300), 0),
      }),
    }),
    enrichment: arn,
    target: arn,
    targetParameters: v.strictObject({
      eventbridgeEventBusParameters: v.strictObject({ source: length(1, 256), detailType: length(1, 128) }),
    }),
    tags,
  },
  replaces: ["source"],
  create: (_inputs, { name: pipe }, { accountId, region }) => ({
    id: pipe,
    outputs: { name: pipe, arn: `arn:aws:pipes:${region}:${accountId}:pipe/${pipe}` },
  }),
});
