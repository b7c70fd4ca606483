import {
  CreatePipeCommand,
  DeletePipeCommand,
  DescribePipeCommand,
  PipesClient,
  UpdatePipeCommand,
} from "@aws-sdk/client-pipes";
import type { InputsOf } from "../../graph/resource-type.ts";
import { given, handlerOf, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { pipeType } from "./resources.ts";

export const handlers: SdkHandlers = ({ client: options }) => {
  const pipes = new PipesClient(options);
  const common = ({
    targetParameters: { eventbridgeEventBusParameters: bus },
    ...inputs
  }: InputsOf<typeof pipeType>) => ({
    Name: inputs.name,
    RoleArn: inputs.roleArn,
    Enrichment: inputs.enrichment,
    Target: inputs.target,
    TargetParameters: { EventBridgeEventBusParameters: { Source: bus.source, DetailType: bus.detailType } },
  });
  const batch = ({ sourceParameters }: InputsOf<typeof pipeType>) => ({
    SqsQueueParameters: { BatchSize: sourceParameters.sqsQueueParameters.batchSize },
  });
  return [
    handlerOf(pipeType, {
      create: async (inputs) => {
        const { Arn } = await pipes.send(
          new CreatePipeCommand({
            ...common(inputs),
            Source: inputs.source,
            SourceParameters: batch(inputs),
            Tags: inputs.tags,
          }),
        );
        return { id: inputs.name, outputs: { arn: given(Arn, "Arn") } };
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
  ];
};
