import type { Input, Output } from "../../gateway/types.ts";
import { isObject } from "../../input.ts";
import type { MetricDatum, MetricSink } from "../../metric.ts";

/** SQS's own metrics of one call. docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export function meter(emit: MetricSink, queueArn: string, action: string, input: Input, output: Output): void {
  const count = (name: string, value: number, unit: MetricDatum["unit"] = "Count"): void => {
    const QueueName = queueArn.split(":").at(-1) ?? queueArn;
    emit({ namespace: "AWS/SQS", name, dimensions: { QueueName }, value, unit });
  };
  if (action === "SendMessage") {
    count("NumberOfMessagesSent", 1);
    count("SentMessageSize", Buffer.byteLength(String(input["MessageBody"])), "Bytes");
  } else if (action === "SendMessageBatch") {
    count("NumberOfMessagesSent", length(output["Successful"]));
    for (const size of acceptedSizes(input, output)) count("SentMessageSize", size, "Bytes");
  } else if (action === "ReceiveMessage") {
    const received = length(output["Messages"]);
    if (received > 0) count("NumberOfMessagesReceived", received);
    else count("NumberOfEmptyReceives", 1);
  } else if (action === "DeleteMessage") {
    count("NumberOfMessagesDeleted", 1);
  } else if (action === "DeleteMessageBatch") {
    count("NumberOfMessagesDeleted", length(output["Successful"]));
  }
}

function length(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

/** Bytes of each message of a batch that was taken. */
function acceptedSizes(input: Input, output: Output): number[] {
  const objects = (value: unknown) => (Array.isArray(value) ? value.filter(isObject) : []);
  const accepted = new Set(objects(output["Successful"]).map(({ Id }) => Id));
  return objects(input["Entries"])
    .filter(({ Id }) => accepted.has(Id))
    .map(({ MessageBody }) => Buffer.byteLength(String(MessageBody)));
}
