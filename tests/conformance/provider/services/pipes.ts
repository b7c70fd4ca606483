import {
  CreatePipeCommand,
  DeletePipeCommand,
  DescribePipeCommand,
  PipesClient,
  UpdatePipeCommand,
} from "@aws-sdk/client-pipes";
import * as v from "valibot";
import type { ClientOptions } from "../clients.ts";
import { given, handlerOf, tags, type Handler } from "../handler.ts";

const pipe = v.strictObject({
  name: v.string(),
  roleArn: v.string(),
  source: v.string(),
  sourceParameters: v.strictObject({ sqsQueueParameters: v.strictObject({ batchSize: v.number() }) }),
  enrichment: v.string(),
  target: v.string(),
  targetParameters: v.strictObject({
    eventbridgeEventBusParameters: v.strictObject({ source: v.string(), detailType: v.string() }),
  }),
  tags,
});

export function pipesHandlers(options: ClientOptions): Record<string, Handler> {
  const pipes = new PipesClient(options);
  const common = ({
    targetParameters: { eventbridgeEventBusParameters: bus },
    ...inputs
  }: v.InferOutput<typeof pipe>) => ({
    Name: inputs.name,
    RoleArn: inputs.roleArn,
    Enrichment: inputs.enrichment,
    Target: inputs.target,
    TargetParameters: { EventBridgeEventBusParameters: { Source: bus.source, DetailType: bus.detailType } },
  });
  const batch = ({ sourceParameters }: v.InferOutput<typeof pipe>) => ({
    SqsQueueParameters: { BatchSize: sourceParameters.sqsQueueParameters.batchSize },
  });
  return {
    "aws:pipes/pipe:Pipe": handlerOf(pipe, {
      create: async (inputs) => {
        const { Arn } = await pipes.send(
          new CreatePipeCommand({
            ...common(inputs),
            Source: inputs.source,
            SourceParameters: batch(inputs),
            Tags: inputs.tags,
          }),
        );
        return { id: inputs.name, computed: { arn: given(Arn, "Arn") } };
      },
      read: async (name) => {
        const { Arn } = await pipes.send(new DescribePipeCommand({ Name: name }));
        return { arn: given(Arn, "Arn") };
      },
      update: async (_id, inputs) => {
        await pipes.send(new UpdatePipeCommand({ ...common(inputs), SourceParameters: batch(inputs) }));
      },
      delete: async (name) => {
        await pipes.send(new DeletePipeCommand({ Name: name }));
      },
    }),
  };
}
