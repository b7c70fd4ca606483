import { AwsError } from "../../gateway/aws-error.ts";
import type { Input, Operation, Output } from "../../gateway/types.ts";
import { accountId } from "../../arn.ts";
import { isObject, reader } from "../../input.ts";
import { invalid } from "./message.ts";
import { setTopicAttribute, type SnsState } from "./state.ts";
import { setSubscriptionAttributes, type Subscription } from "./subscription.ts";

const read = reader("InvalidParameter");

type Operations = Record<string, Operation>;

export function snsOperations(state: SnsState): Operations {
  return {
    ...topicOperations(state),
    ...subscriptionOperations(state),
    ...publishOperations(state),
    ...tagOperations(state),
  };
}

function topicOperations(state: SnsState): Operations {
  return {
    CreateTopic(input) {
      const created = state.createTopic({ name: read.text(input, "Name"), tags: tagsOf(input) });
      for (const [name, value] of Object.entries(attributesOf(input))) setTopicAttribute(created, name, value);
      return { TopicArn: created.arn };
    },
    DeleteTopic(input) {
      const topicArn = read.text(input, "TopicArn");
      state.topics.delete(topicArn);
      for (const one of state.subscriptionsOf(topicArn)) state.subscriptions.delete(one.arn);
      return {};
    },
    ListTopics: () => ({ Topics: [...state.topics.keys()].map((TopicArn) => ({ TopicArn })) }),
    GetTopicAttributes(input) {
      const { arn, attributes } = state.topic(read.text(input, "TopicArn"));
      const own = state.subscriptionsOf(arn);
      const confirmed = own.filter((one) => one.confirmed).length;
      const counted = {
        TopicArn: arn,
        Owner: accountId,
        SubscriptionsConfirmed: String(confirmed),
        SubscriptionsPending: String(own.length - confirmed),
        SubscriptionsDeleted: "0",
      };
      return { Attributes: new Map(Object.entries({ ...counted, ...attributes })) };
    },
    SetTopicAttributes(input) {
      const value = read.optionalText(input, "AttributeValue") ?? "";
      setTopicAttribute(state.topic(read.text(input, "TopicArn")), read.text(input, "AttributeName"), value);
      return {};
    },
  };
}

function subscriptionOperations(state: SnsState): Operations {
  const subscription = (input: Input): Subscription => {
    const found = state.subscriptions.get(read.text(input, "SubscriptionArn"));
    if (found !== undefined) return found;
    throw new AwsError("NotFound", "Subscription does not exist", { status: 404 });
  };
  return {
    Subscribe(input) {
      const made = state.subscribe(
        read.text(input, "TopicArn"),
        read.text(input, "Protocol"),
        read.text(input, "Endpoint"),
        attributesOf(input),
      );
      const returnArn = String(input["ReturnSubscriptionArn"]) === "true";
      return { SubscriptionArn: made.confirmed || returnArn ? made.arn : "pending confirmation" };
    },
    Unsubscribe(input) {
      state.subscriptions.delete(read.text(input, "SubscriptionArn"));
      return {};
    },
    ListSubscriptions: () => ({ Subscriptions: [...state.subscriptions.values()].map(listed) }),
    ListSubscriptionsByTopic(input) {
      const { arn } = state.topic(read.text(input, "TopicArn"));
      return { Subscriptions: state.subscriptionsOf(arn).map(listed) };
    },
    GetSubscriptionAttributes(input) {
      const found = subscription(input);
      const described = {
        SubscriptionArn: found.arn,
        TopicArn: found.topicArn,
        Owner: accountId,
        Protocol: found.protocol,
        Endpoint: found.endpoint,
        PendingConfirmation: String(!found.confirmed),
        ConfirmationWasAuthenticated: String(found.confirmed),
        RawMessageDelivery: "false",
      };
      return { Attributes: new Map(Object.entries({ ...described, ...found.attributes })) };
    },
    SetSubscriptionAttributes(input) {
      const name = read.text(input, "AttributeName");
      setSubscriptionAttributes(subscription(input), { [name]: read.optionalText(input, "AttributeValue") ?? "" });
      return {};
    },
  };
}

function publishOperations(state: SnsState): Operations {
  return {
    async Publish(input) {
      const target = input["TopicArn"] ?? input["TargetArn"];
      if (typeof target !== "string") throw invalid("TopicArn or TargetArn Reason: no value for required parameter");
      return { MessageId: await state.publish(target, input) };
    },
    PublishBatch: (input) => publishBatch(state, input),
  };
}

function tagOperations(state: SnsState): Operations {
  return {
    TagResource(input) {
      Object.assign(state.topic(read.text(input, "ResourceArn")).tags, tagsOf(input));
      return {};
    },
    UntagResource(input) {
      const { tags } = state.topic(read.text(input, "ResourceArn"));
      for (const key of read.texts(input, "TagKeys")) delete tags[key];
      return {};
    },
    ListTagsForResource(input) {
      const { tags } = state.topic(read.text(input, "ResourceArn"));
      return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
    },
  };
}

async function publishBatch(state: SnsState, input: Input): Promise<Output> {
  const entries = read.objects(input, "PublishBatchRequestEntries");
  const ids = entries.map((entry) => read.text(entry, "Id"));
  if (ids.length === 0) throw new AwsError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  if (ids.length > 10) {
    throw new AwsError("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.");
  }
  if (new Set(ids).size < ids.length) {
    throw new AwsError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
  }
  const topicArn = read.text(input, "TopicArn");
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry["Id"], MessageId: await state.publish(topicArn, entry) });
    } catch (error) {
      if (!(error instanceof AwsError) || error.code === "NotFound") throw error;
      Failed.push({ Id: entry["Id"], Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
}

function listed({ arn, topicArn, protocol, endpoint, confirmed }: Subscription): object {
  const SubscriptionArn = confirmed ? arn : "PendingConfirmation";
  return { SubscriptionArn, Owner: accountId, Protocol: protocol, Endpoint: endpoint, TopicArn: topicArn };
}

function attributesOf(input: Input): Record<string, string> {
  const attributes = input["Attributes"];
  if (!isObject(attributes)) return {};
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)]));
}

function tagsOf(input: Input): Record<string, string> {
  return Object.fromEntries(
    read.objects(input, "Tags").map((tag) => [read.text(tag, "Key"), read.optionalText(tag, "Value") ?? ""]),
  );
}
