import type { Message, SQS } from "@aws-sdk/client-sqs";
import { batchesOf, mostBatchBytes } from "../../functions/shared/batches.ts";
import type { DeadLetterSource } from "../branches.ts";
import type { DeadLetter } from "../core/dead-letters/letter.ts";
import type { DeadLetterQueue, OpenedLetter } from "../core/dead-letters/survey.ts";
import type { Target } from "../target.ts";

/** How long what is read stays hidden: long enough for a large queue, short enough when the command is killed. */
const hiddenSeconds = 600;
/** A shorter wait asks some of SQS's servers only, and may find nothing where there is something; offline there is one. */
const waitSeconds = { aws: 2, offline: 0 } as const;
const mostMessages = 10;

export function deadLetterQueue(branch: DeadLetterSource, { clients: { sns, sqs }, offline }: Target): DeadLetterQueue {
  const { deadLetterQueueUrl: QueueUrl, queueUrl, topicArn } = branch;
  return {
    async receive() {
      const { Messages: messages = [] } = await sqs.receiveMessage({
        QueueUrl,
        MaxNumberOfMessages: mostMessages,
        VisibilityTimeout: hiddenSeconds,
        WaitTimeSeconds: offline === undefined ? waitSeconds.aws : waitSeconds.offline,
        MessageAttributeNames: ["All"],
        MessageSystemAttributeNames: ["SentTimestamp", "DeadLetterQueueSourceArn"],
      });
      return messages.map(letterOf);
    },
    async giveBack(letters) {
      for (const batch of batchesOf(letters, mostBatchBytes.queue, () => 0)) {
        const Entries = batch.map(({ receipt }, index) => ({
          Id: String(index),
          ReceiptHandle: receipt,
          VisibilityTimeout: 0,
        }));
        // One that is visible already is what is wanted.
        await sqs.changeMessageVisibilityBatch({ QueueUrl, Entries });
      }
    },
    async remove(letters) {
      const removed: DeadLetter[] = [];
      for (const batch of batchesOf(letters, mostBatchBytes.queue, () => 0)) {
        const Entries = batch.map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt }));
        const { Successful = [] } = await sqs.deleteMessageBatch({ QueueUrl, Entries });
        removed.push(...byId(batch, Successful));
      }
      return removed;
    },
    async send(letters) {
      const sent: OpenedLetter[] = [];
      const most = mostBatchBytes[topicArn === undefined ? "queue" : "topic"];
      for (const batch of batchesOf(letters, most, ({ content }) => Buffer.byteLength(content.body))) {
        const Entries = batch.map(({ letter, content }, index) => ({
          Id: String(index),
          MessageBody: content.body,
          MessageAttributes: messageAttributes(branch, letter, content.attributes),
        }));
        const { Successful = [] } =
          topicArn === undefined
            ? await sqs.sendMessageBatch({ QueueUrl: queueUrl, Entries })
            : await sns.publishBatch({
                TopicArn: topicArn,
                PublishBatchRequestEntries: Entries.map(({ MessageBody: Message, ...entry }) => ({
                  ...entry,
                  Message,
                })),
              });
        sent.push(...byId(batch, Successful));
      }
      return sent;
    },
  };
}

export async function queueArn(sqs: SQS, queueUrl: string): Promise<string> {
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: queueUrl, AttributeNames: ["QueueArn"] });
  return Attributes?.QueueArn ?? "";
}

function letterOf({ MessageId, ReceiptHandle, Body, Attributes, MessageAttributes = {} }: Message): DeadLetter {
  const texts = Object.entries(MessageAttributes).flatMap(([name, { StringValue }]) =>
    StringValue === undefined ? [] : [[name, StringValue] as const],
  );
  return {
    messageId: MessageId ?? "",
    receipt: ReceiptHandle ?? "",
    body: Body ?? "",
    attributes: Object.fromEntries(texts),
    sentAt: Number(Attributes?.SentTimestamp ?? 0),
    isMoved: Attributes?.DeadLetterQueueSourceArn !== undefined,
  };
}

/** The archive reads the time of acceptance from `received_at`; without it a message sent again would be dated now. */
function messageAttributes(
  branch: DeadLetterSource,
  { sentAt }: DeadLetter,
  attributes: Readonly<Record<string, string>>,
) {
  const received = branch.name === "archive" ? { received_at: new Date(sentAt).toISOString() } : {};
  const entries = Object.entries({ ...received, ...attributes });
  return Object.fromEntries(entries.map(([name, StringValue]) => [name, { DataType: "String", StringValue }]));
}

function byId<T>(batch: readonly T[], entries: readonly { readonly Id?: string | undefined }[]): T[] {
  const ids = new Set(entries.map(({ Id }) => Id));
  return batch.filter((_, index) => ids.has(String(index)));
}
