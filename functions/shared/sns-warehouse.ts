import {
  type BatchResultErrorEntry,
  PublishBatchCommand,
  PublishCommand,
  SNSServiceException,
  type SNSClient,
} from "@aws-sdk/client-sns";
import type { WarehouseNotice } from "../../domain/stock/notices.ts";
import { atOnce } from "./at-once.ts";
import { batchesOf, mostBatchBytes } from "./batches.ts";

/** Publishes notices to the warehouse topic, with `kind` as an attribute to filter on; those of the same moment by one call. */
export function snsWarehouse(client: SNSClient, TopicArn: string) {
  /** @returns what SNS did not take, each with its error */
  const publishBatch = async (batch: readonly Message[]): Promise<[WarehouseNotice, unknown][]> => {
    const [only, ...others] = batch.map(({ notice, body }, index) => ({
      Id: String(index),
      Message: body,
      MessageAttributes: { kind: { DataType: "String", StringValue: notice.kind } },
    }));
    if (only === undefined) return [];
    try {
      if (others.length === 0) {
        const { Id: _, ...message } = only;
        await client.send(new PublishCommand({ TopicArn, ...message }));
        return [];
      }
      const command = new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [only, ...others] });
      const { Failed: failed = [] } = await client.send(command);
      return batch.flatMap(({ notice }, index) => {
        const entry = failed.find(({ Id }) => Id === String(index));
        return entry === undefined ? [] : [[notice, refusal(entry)]];
      });
    } catch (error) {
      return batch.map(({ notice }) => [notice, error]);
    }
  };

  return {
    publish: atOnce(async (notices: readonly WarehouseNotice[]) => {
      const messages = notices.map((notice) => ({ notice, body: noticeBody(notice) }));
      const batches = batchesOf(messages, mostBatchBytes.topic, ({ body }) => Buffer.byteLength(body));
      const errors = new Map((await Promise.all(batches.map(publishBatch))).flat());
      return (notice): void => {
        if (errors.has(notice)) throw errors.get(notice);
      };
    }),
  };
}

interface Message {
  readonly notice: WarehouseNotice;
  readonly body: string;
}

function refusal({ Code: name = "Unknown", Message: message = "", SenderFault }: BatchResultErrorEntry) {
  return new SNSServiceException({ name, message, $fault: SenderFault === true ? "client" : "server", $metadata: {} });
}

/** SNS refuses two characters that JSON leaves as they are. */
export function noticeBody(notice: WarehouseNotice): string {
  return JSON.stringify(notice).replaceAll("\ufffe", "\\ufffe").replaceAll("\uffff", "\\uffff");
}
