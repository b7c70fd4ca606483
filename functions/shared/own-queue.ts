import { DeleteMessageCommand, SendMessageCommand, type SendMessageCommandInput, SQSClient } from "@aws-sdk/client-sqs";
import { requestHandler } from "./aws-timeouts.ts";

/** The function's own queue, by the commands that it needs: a module of its own, so that it is loaded when one is. */
export function openQueue(QueueUrl: string) {
  const client = new SQSClient({ requestHandler });
  return {
    async send(message: Omit<SendMessageCommandInput, "QueueUrl">): Promise<void> {
      await client.send(new SendMessageCommand({ QueueUrl, ...message }));
    },
    async remove(ReceiptHandle: string): Promise<void> {
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    },
  };
}
