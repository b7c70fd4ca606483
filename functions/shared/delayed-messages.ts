import type { MessageAttributeValue } from "@aws-sdk/client-sqs";
import type { openQueue } from "./own-queue.ts";
import type { Waited } from "../../domain/waiting.ts";
import type { QueueRecord } from "./queue-record.ts";

/** What a copy of a message carries beside the message's own attributes. */
export interface Carried {
  readonly waited: Waited;
  /** Receives that ended without an outcome before this copy was made. */
  readonly interruptions: number;
}

/** Puts messages of the function's own queue off. */
export interface DelayedMessages {
  /** Sends a copy that comes after a delay. The message itself is still there: it is to be handled as done. */
  sendAgain(record: QueueRecord, carried: Carried, delaySeconds: number): Promise<void>;
  /** Deletes a message before the batch is done. */
  remove(record: QueueRecord): Promise<void>;
}

const names = { times: "waited_times", seconds: "waited_seconds", interruptions: "interruptions" } as const;

export function carriedBy({ messageAttributes = {} }: Pick<QueueRecord, "messageAttributes">): Carried {
  const count = (name: string): number => {
    const value = Number(messageAttributes[name]?.stringValue ?? 0);
    return Number.isSafeInteger(value) && value > 0 ? value : 0;
  };
  return {
    waited: { times: count(names.times), seconds: count(names.seconds) },
    interruptions: count(names.interruptions),
  };
}

export function delayedMessages(queue: ReturnType<typeof openQueue>): DelayedMessages {
  return {
    async sendAgain({ body, messageAttributes = {} }, { waited, interruptions }, delaySeconds) {
      const counts = {
        [names.times]: waited.times,
        [names.seconds]: waited.seconds,
        [names.interruptions]: interruptions,
      };
      const texts = Object.entries(messageAttributes).flatMap(([name, { stringValue }]) =>
        stringValue === undefined ? [] : [[name, stringValue] as const],
      );
      const attributes = Object.fromEntries(
        [...texts, ...Object.entries(counts)].map(([name, value]): [string, MessageAttributeValue] => [
          name,
          { DataType: "String", StringValue: String(value) },
        ]),
      );
      await queue.send({ MessageBody: body, MessageAttributes: attributes, DelaySeconds: delaySeconds });
    },
    async remove({ receiptHandle }) {
      await queue.remove(receiptHandle);
    },
  };
}
