import {
  ListMessageMoveTasksCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
  GetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import type { Target } from "../target.ts";
import { settledAs, type Feature } from "./feature.ts";
import { readConsumer } from "../../../ops/consumers.ts";

async function arnOf(target: Target, queueUrl: string): Promise<string> {
  const { Attributes } = await target.clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["QueueArn"] }),
  );
  return Attributes?.["QueueArn"] ?? "";
}

const givenUp: Feature = {
  name: "dead letters: a record that fails three times, alone",
  source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
  observe: async (target) => {
    const { queueUrl: orders, deadLetterQueueUrl } = readConsumer("orders", target.outputs);
    await target.hurry(orders);
    await target.clients.sqs.send(new SendMessageCommand({ QueueUrl: orders, MessageBody: "no JSON" }));
    return settledAs(
      async () => ({
        letters: await target.depth(deadLetterQueueUrl),
        waiting: await target.depth(orders),
      }),
      ({ letters, waiting }) => letters > 0 && waiting === 0,
      45,
    );
  },
};

const moved: Feature = {
  name: "dead letters: a message-move task",
  source: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html",
  observe: async (target) => {
    const { queueUrl, deadLetterQueueUrl } = readConsumer("orders", target.outputs);
    const SourceArn = await arnOf(target, deadLetterQueueUrl);
    const DestinationArn = await arnOf(target, queueUrl);
    const started = await target.clients.sqs
      .send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }))
      .catch((error: unknown) => (error instanceof Error ? error.name : String(error)));
    if (typeof started === "string") return started;
    const states = async () =>
      (await target.clients.sqs.send(new ListMessageMoveTasksCommand({ SourceArn }))).Results?.map(
        ({ Status, ApproximateNumberOfMessagesMoved }) => ({ Status, ApproximateNumberOfMessagesMoved }),
      );
    return settledAs(states, (all) => all?.[0]?.Status !== "RUNNING");
  },
};

export const deadLetterFeatures: readonly Feature[] = [givenUp, moved];
