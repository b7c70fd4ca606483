import { Pipes } from "@aws-sdk/client-pipes";
import type { InputsOf } from "../../graph/resource-type.ts";
import { capitalised, given, handlerOf, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { pipeType } from "./resources.ts";

export const handlers: SdkHandlers = ({ client: options }) => {
  const pipes = new Pipes(options);
  const request = ({
    targetParameters,
    sourceParameters,
    source: _source,
    tags: _tags,
    ...inputs
  }: InputsOf<typeof pipeType>) => ({
    ...capitalised(inputs),
    TargetParameters: { EventBridgeEventBusParameters: capitalised(targetParameters.eventbridgeEventBusParameters) },
    SourceParameters: { SqsQueueParameters: { BatchSize: sourceParameters.sqsQueueParameters.batchSize } },
  });
  return [
    handlerOf(pipeType, {
      create: async (inputs) => {
        const { Arn } = await pipes.createPipe({ ...request(inputs), Source: inputs.source, Tags: inputs.tags });
        return { id: inputs.name, outputs: { arn: given(Arn, "Arn") } };
      },
      read: async (name) => {
        const { Arn } = await pipes.describePipe({ Name: name });
        return { arn: given(Arn, "Arn") };
      },
      update: (_id, inputs) => pipes.updatePipe(request(inputs)),
      delete: (name) => pipes.deletePipe({ Name: name }),
    }),
  ];
};
