import type { Input, Output } from "../../gateway/types.ts";
import type { MetricDatum, MetricSink } from "../metric.ts";

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
