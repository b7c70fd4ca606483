import { Pipes } from "@aws-sdk/client-pipes";
import type { InputsOf } from "../../graph/resource-type.ts";
import { given, handlerOf, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { pipeType } from "./resources.ts";

export const handlers: SdkHandlers = ({ client: options }) => {
  const pipes = new Pipes(options);
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
        const { Arn } = await pipes.createPipe({
          ...common(inputs),
          Source: inputs.source,
          SourceParameters: batch(inputs),
          Tags: inputs.tags,
        });
        return { id: inputs.name, outputs: { arn: given(Arn, "Arn") } };
      },
      read: async (name) => {
        const { Arn } = await pipes.describePipe({ Name: name });
        return { arn: given(Arn, "Arn") };
      },
      update: (_id, inputs) => pipes.updatePipe({ ...common(inputs), SourceParameters: batch(inputs) }),
      delete: (name) => pipes.deletePipe({ Name: name }),
    }),
  ];
};
