import { SNS } from "@aws-sdk/client-sns";
import type { InputsOf } from "../../graph/resource-type.ts";
import { after, given, handlerOf, tagList, type SdkHandlers } from "../../graph/sdk-handler.ts";
import { topicPolicyType, topicSubscriptionType, topicType } from "./resources.ts";

export const handlers: SdkHandlers = ({ client: options }) => {
  const sns = new SNS(options);

  const setTopic = async (TopicArn: string, AttributeName: string, AttributeValue: string): Promise<void> => {
    await sns.setTopicAttributes({ TopicArn, AttributeName, AttributeValue });
  };
  const attributesOf = (inputs: InputsOf<typeof topicSubscriptionType>): Record<string, string> => ({
    RawMessageDelivery: String(inputs.rawMessageDelivery ?? false),
    ...(inputs.redrivePolicy === undefined ? {} : { RedrivePolicy: inputs.redrivePolicy }),
    ...(inputs.filterPolicyScope === undefined ? {} : { FilterPolicyScope: inputs.filterPolicyScope }),
    ...(inputs.filterPolicy === undefined ? {} : { FilterPolicy: inputs.filterPolicy }),
  });

  return [
    handlerOf(topicType, {
      create: async ({ name, kmsMasterKeyId, tags: all }) => {
        const Attributes: Record<string, string> =
          kmsMasterKeyId === undefined ? {} : { KmsMasterKeyId: kmsMasterKeyId };
        const { TopicArn } = await sns.createTopic({ Name: name, Attributes, Tags: tagList(all) });
        const arn = given(TopicArn, "TopicArn");
        return { id: arn, outputs: { arn } };
      },
      read: (arn) => after(sns.getTopicAttributes({ TopicArn: arn }), { arn }),
      update: (arn, { kmsMasterKeyId }) => setTopic(arn, "KmsMasterKeyId", kmsMasterKeyId ?? ""),
      delete: (arn) => sns.deleteTopic({ TopicArn: arn }),
    }),
    handlerOf(topicPolicyType, {
      create: ({ arn, policy }) => after(setTopic(arn, "Policy", policy), { id: arn, outputs: {} }),
      read: async (arn) => {
        const { Attributes } = await sns.getTopicAttributes({ TopicArn: arn });
        return Attributes?.["Policy"] === undefined ? undefined : {};
      },
      update: (arn, { policy }) => setTopic(arn, "Policy", policy),
      // SNS has no topic without a policy; the topic goes with this one.
      delete: () => Promise.resolve(),
    }),
    handlerOf(topicSubscriptionType, {
      create: async (inputs) => {
        const { SubscriptionArn } = await sns.subscribe({
          TopicArn: inputs.topic,
          Protocol: inputs.protocol,
          Endpoint: inputs.endpoint,
          Attributes: attributesOf(inputs),
          ReturnSubscriptionArn: true,
        });
        const arn = given(SubscriptionArn, "SubscriptionArn");
        return { id: arn, outputs: { arn } };
      },
      read: (arn) => after(sns.getSubscriptionAttributes({ SubscriptionArn: arn }), { arn }),
      update: async (arn, inputs) => {
        for (const [AttributeName, AttributeValue] of Object.entries(attributesOf(inputs))) {
          await sns.setSubscriptionAttributes({ SubscriptionArn: arn, AttributeName, AttributeValue });
        }
      },
      delete: (arn) => sns.unsubscribe({ SubscriptionArn: arn }),
    }),
  ];
};
