import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";

import type { WarehouseNotice } from "../../domain/stock/notices.ts";

/** Publishes notices to the warehouse topic, with `kind` as an attribute to filter on. */
export function snsWarehouse(client: SNSClient, topicArn: string) {
  return {
    async publish(notice: WarehouseNotice): Promise<void> {
      await client.send(
        new PublishCommand({
          TopicArn: topicArn,
          Message: noticeBody(notice),
          MessageAttributes: { kind: { DataType: "String", StringValue: notice.kind } },
        }),
      );
    },
  };
}

/** SNS refuses two characters that JSON leaves as they are. */
export function noticeBody(notice: WarehouseNotice): string {
  return JSON.stringify(notice).replaceAll("\ufffe", "\\ufffe").replaceAll("\uffff", "\\uffff");
}
