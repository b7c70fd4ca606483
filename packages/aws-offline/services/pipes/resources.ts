import * as v from "valibot";
import { optionalTags, resourceType } from "../../graph/resource-type.ts";

export const pipeType = resourceType({
  token: "aws:pipes/pipe:Pipe",
  autoname: "name",
  entries: {
    name: v.string(),
    roleArn: v.string(),
    source: v.string(),
    sourceParameters: v.strictObject({
      sqsQueueParameters: v.strictObject({
        batchSize: v.optional(v.number(), 10),
        maximumBatchingWindowInSeconds: v.optional(v.number(), 0),
      }),
    }),
    enrichment: v.string(),
    target: v.string(),
    targetParameters: v.strictObject({
      eventbridgeEventBusParameters: v.strictObject({ source: v.string(), detailType: v.string() }),
    }),
    tags: optionalTags,
  },
  create: (_inputs, { name }, { accountId, region }) => ({
    id: name,
    outputs: { name, arn: `arn:aws:pipes:${region}:${accountId}:pipe/${name}` },
  }),
});
