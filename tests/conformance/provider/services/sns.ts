import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import * as v from "valibot";
import type { ClientOptions } from "../clients.ts";
import { given, handlerOf, tagList, tags, type Handler } from "../handler.ts";

const topic = v.strictObject({ name: v.string(), kmsMasterKeyId: v.optional(v.string(), ""), tags });
const topicPolicy = v.strictObject({ arn: v.string(), policy: v.string() });
const subscription = v.strictObject({
  topic: v.string(),
  protocol: v.string(),
  endpoint: v.string(),
  rawMessageDelivery: v.optional(v.boolean(), false),
  redrivePolicy: v.optional(v.string()),
  filterPolicy: v.optional(v.string()),
  filterPolicyScope: v.optional(v.string()),
});

export function snsHandlers(options: ClientOptions): Record<string, Handler> {
  const sns = new SNSClient(options);

  const setTopic = async (TopicArn: string, AttributeName: string, AttributeValue: string): Promise<void> => {
    await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue }));
  };
  const attributesOf = (inputs: v.InferOutput<typeof subscription>): Record<string, string> => ({
    RawMessageDelivery: String(inputs.rawMessageDelivery),
    ...(inputs.redrivePolicy === undefined ? {} : { RedrivePolicy: inputs.redrivePolicy }),
    ...(inputs.filterPolicyScope === undefined ? {} : { FilterPolicyScope: inputs.filterPolicyScope }),
    ...(inputs.filterPolicy === undefined ? {} : { FilterPolicy: inputs.filterPolicy }),
  });

  return {
    "aws:sns/topic:Topic": handlerOf(topic, {
      create: async ({ name, kmsMasterKeyId, tags: all }) => {
        const Attributes = kmsMasterKeyId === "" ? {} : { KmsMasterKeyId: kmsMasterKeyId };
        const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: name, Attributes, Tags: tagList(all) }));
        const arn = given(TopicArn, "TopicArn");
        return { id: arn, computed: { arn } };
      },
      read: async (arn) => {
        await sns.send(new GetTopicAttributesCommand({ TopicArn: arn }));
        return { arn };
      },
      update: (arn, { kmsMasterKeyId }) => setTopic(arn, "KmsMasterKeyId", kmsMasterKeyId),
      delete: async (arn) => {
        await sns.send(new DeleteTopicCommand({ TopicArn: arn }));
      },
    }),
    "aws:sns/topicPolicy:TopicPolicy": handlerOf(topicPolicy, {
      create: async ({ arn, policy }) => {
        await setTopic(arn, "Policy", policy);
        return { id: arn, computed: {} };
      },
      read: async (arn) => {
        const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: arn }));
        return Attributes?.["Policy"] === undefined ? undefined : {};
      },
      update: (arn, { policy }) => setTopic(arn, "Policy", policy),
      // SNS has no topic without a policy; the topic goes with this one.
      delete: () => Promise.resolve(),
    }),
    "aws:sns/topicSubscription:TopicSubscription": handlerOf(subscription, {
      create: async (inputs) => {
        const { SubscriptionArn } = await sns.send(
          new SubscribeCommand({
            TopicArn: inputs.topic,
            Protocol: inputs.protocol,
            Endpoint: inputs.endpoint,
            Attributes: attributesOf(inputs),
            ReturnSubscriptionArn: true,
          }),
        );
        const arn = given(SubscriptionArn, "SubscriptionArn");
        return { id: arn, computed: { arn } };
      },
      read: async (arn) => {
        await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }));
        return { arn };
      },
      update: async (arn, inputs) => {
        for (const [AttributeName, AttributeValue] of Object.entries(attributesOf(inputs))) {
          await sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn: arn, AttributeName, AttributeValue }));
        }
      },
      delete: async (arn) => {
        await sns.send(new UnsubscribeCommand({ SubscriptionArn: arn }));
      },
    }),
  };
}
