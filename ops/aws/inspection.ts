import { setTimeout as delay } from "node:timers/promises";
import type { SQS } from "@aws-sdk/client-sqs";
import { batchesOf, mostBatchBytes } from "../../functions/shared/batches.ts";
import type { InspectionQueue } from "../core/replay/read-archive.ts";
import { OpsError } from "../errors.ts";
import { queueDepth } from "./queues.ts";

const mostMessages = 10;
const mostTries = 5;

/** @param waitSeconds long polling: a short one asks some of SQS's servers only */
export function inspectionQueue(sqs: SQS, queueUrl: string, waitSeconds: number): InspectionQueue {
  return {
    depth: () => depthOf(sqs, queueUrl),
    async receive() {
      const { Messages: messages = [] } = await sqs.receiveMessage({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: mostMessages,
        WaitTimeSeconds: waitSeconds,
      });
      return messages.map(({ Body, ReceiptHandle }) => ({ body: Body ?? "", receipt: ReceiptHandle ?? "" }));
    },
    async remove(messages) {
      const Entries = messages.map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt }));
      // One that is not deleted comes again, and is known by its id then.
      await sqs.deleteMessageBatch({ QueueUrl: queueUrl, Entries });
    },
  };
}

/** Messages that are in a queue, whatever their state. */
export async function depthOf(sqs: SQS, queueUrl: string): Promise<number> {
  const { waiting, inFlight, delayed } = await queueDepth(sqs, queueUrl);
  return waiting + inFlight + delayed;
}

/** AWS purges within a minute, and its counts follow later still. */
const purgeLooks = 120;

/**
 * Takes everything out of a queue, and waits until it is out.
 * @throws OpsError when it is not after two minutes
 */
export async function discard(sqs: SQS, queueUrl: string): Promise<void> {
  if ((await depthOf(sqs, queueUrl)) === 0) return;
  await sqs.purgeQueue({ QueueUrl: queueUrl });
  for (let looks = 0; looks < purgeLooks; looks += 1) {
    if ((await depthOf(sqs, queueUrl)) === 0) return;
    await delay(1_000);
  }
  throw new OpsError("The inspection queue is not empty two minutes after its purge: another command fills it");
}

/**
 * Sends event bodies to a queue, in batches, until SQS has confirmed each.
 * @throws OpsError when it does not take one
 */
export async function sendBodies(sqs: SQS, queueUrl: string, bodies: readonly string[]): Promise<void> {
  for (const batch of batchesOf(bodies, mostBatchBytes.queue, (body) => Buffer.byteLength(body))) {
    let left = batch.map((body, index) => ({ Id: String(index), MessageBody: body }));
    for (let tries = 1; left.length > 0; tries += 1) {
      const { Failed: failed = [] } = await sqs.sendMessageBatch({ QueueUrl: queueUrl, Entries: left });
      const ids = new Set(failed.map(({ Id }) => Id));
      left = left.filter(({ Id }) => ids.has(Id));
      if (left.length > 0 && tries >= mostTries)
        throw new OpsError(`SQS does not take an event: ${failed[0]?.Message ?? failed[0]?.Code ?? "no reason given"}`);
    }
  }
}
