import { SQS, type QueueAttributeName } from "@aws-sdk/client-sqs";
import type { InputsOf, ResourceType, Outputs } from "../../graph/resource-type.ts";
import { after, given, handlerOf, type SdkHandlers, type SdkHandler } from "../../graph/sdk-handler.ts";
import { queuePolicyType, queueType, redriveAllowPolicyType } from "./resources.ts";

export const handlers: SdkHandlers = ({ client: options }) => {
  const sqs = new SQS(options);

  const attributesOf = (inputs: InputsOf<typeof queueType>) => ({
    VisibilityTimeout: String(inputs.visibilityTimeoutSeconds ?? 30),
    MessageRetentionPeriod: String(inputs.messageRetentionSeconds ?? 345_600),
    // The provider's default.
    MaximumMessageSize: String(inputs.maxMessageSize ?? 262_144),
    ReceiveMessageWaitTimeSeconds: String(inputs.receiveWaitTimeSeconds ?? 0),
    ...(inputs.kmsMasterKeyId === undefined
      ? { SqsManagedSseEnabled: String(inputs.sqsManagedSseEnabled ?? true) }
      : {
          KmsMasterKeyId: inputs.kmsMasterKeyId,
          KmsDataKeyReusePeriodSeconds: String(inputs.kmsDataKeyReusePeriodSeconds ?? 300),
        }),
    ...(inputs.redrivePolicy === undefined ? {} : { RedrivePolicy: inputs.redrivePolicy }),
  });
  const describe = async (url: string): Promise<Outputs> => {
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ["QueueArn"] });
    return { url, arn: given(Attributes?.["QueueArn"], "QueueArn") };
  };
  /** A resource of the program that is one attribute of a queue. */
  const attribute = <Inputs extends { readonly queueUrl: string }>(
    type: ResourceType<Inputs>,
    name: QueueAttributeName,
    valueOf: (inputs: Inputs) => string,
  ): SdkHandler => {
    const write = async (url: string, value: string): Promise<void> => {
      await sqs.setQueueAttributes({ QueueUrl: url, Attributes: { [name]: value } });
    };
    return handlerOf(type, {
      create: (inputs) => after(write(inputs.queueUrl, valueOf(inputs)), { id: inputs.queueUrl, outputs: {} }),
      read: async (url) => {
        const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: [name] });
        return Attributes?.[name] === undefined ? undefined : {};
      },
      update: (url, inputs) => write(url, valueOf(inputs)),
      delete: (url) => write(url, ""),
    });
  };

  return [
    handlerOf(queueType, {
      create: async (inputs) => {
        const { QueueUrl } = await sqs.createQueue({
          QueueName: inputs.name,
          Attributes: attributesOf(inputs),
          tags: inputs.tags,
        });
        const url = given(QueueUrl, "QueueUrl");
        return { id: url, outputs: await describe(url) };
      },
      read: describe,
      update: (url, inputs) => sqs.setQueueAttributes({ QueueUrl: url, Attributes: attributesOf(inputs) }),
      delete: (url) => sqs.deleteQueue({ QueueUrl: url }),
    }),
    attribute(queuePolicyType, "Policy", (inputs) => inputs.policy),
    attribute(redriveAllowPolicyType, "RedriveAllowPolicy", (inputs) => inputs.redriveAllowPolicy),
  ];
};
