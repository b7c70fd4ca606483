import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { type EventMessage, snsAttribute } from "./event-message.ts";

/** Resolves once SNS has accepted the message. */
export type Publish = (message: EventMessage) => Promise<void>;

export function publishTo(client: SNSClient, topicArn: string): Publish {
  return async ({ body, attributes }) => {
    await client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Message: body,
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [name, snsAttribute(value)]),
        ),
      }),
    );
  };
}
