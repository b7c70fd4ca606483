import { DeleteMessageCommand, SendMessageCommand, type SendMessageCommandInput, SQSClient } from "@aws-sdk/client-sqs";
import { requestHandler } from "./aws-timeouts.ts";

/** The function's own queue, by the commands that it needs. The client is made at the first: most environments send none. */
export function openQueue(QueueUrl: string) {
  let client: SQSClient | undefined;
  const open = (): SQSClient => (client ??= new SQSClient({ requestHandler }));
  return {
    async send(message: Omit<SendMessageCommandInput, "QueueUrl">): Promise<void> {
      await open().send(new SendMessageCommand({ QueueUrl, ...message }));
    },
    async remove(ReceiptHandle: string): Promise<void> {
      await open().send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    },
  };
}
