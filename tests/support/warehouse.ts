import type { Item } from "../../packages/aws-offline/operator.ts";
import type { System } from "./system.ts";

/** A queue in the warehouse's place, with the stack's dead-letter queue behind its subscription. */
export class Warehouse {
  readonly #system: System;
  readonly #url: string;
  readonly #arn: string;

  static async subscribe(system: System): Promise<Warehouse> {
    const { deadLetterQueueUrls, warehouseTopicArn: TopicArn } = system.run.outputs;
    const { QueueUrl } = await system.run.operator.call("sqs", "CreateQueue", { QueueName: "warehouse" });
    const warehouse = new Warehouse(system, String(QueueUrl), await arnOf(system, String(QueueUrl)));
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: await arnOf(system, deadLetterQueueUrls.warehouse) });
    await warehouse.takeNotices(true);
    await system.run.operator.call("sns", "Subscribe", {
      TopicArn,
      Protocol: "sqs",
      Endpoint: warehouse.#arn,
      Attributes: { RedrivePolicy },
    });
    return warehouse;
  }

  private constructor(system: System, url: string, arn: string) {
    this.#system = system;
    this.#url = url;
    this.#arn = arn;
  }

  /** @param takes false: SNS cannot deliver */
  async takeNotices(takes: boolean): Promise<void> {
    const Effect = takes ? "Allow" : "Deny";
    const Principal = { Service: "sns.amazonaws.com" };
    const Statement = [{ Effect, Principal, Action: "sqs:SendMessage", Resource: this.#arn }];
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await this.#system.run.operator.call("sqs", "SetQueueAttributes", { QueueUrl: this.#url, Attributes: { Policy } });
  }

  /** Takes all that it got. */
  async received(): Promise<Item[]> {
    const notices: Item[] = [];
    for (;;) {
      const messages = await this.#receive();
      if (messages.length === 0) return notices;
      notices.push(...messages);
    }
  }

  async #receive(): Promise<Item[]> {
    const { operator } = this.#system.run;
    const { Messages } = await operator.call("sqs", "ReceiveMessage", { QueueUrl: this.#url, MaxNumberOfMessages: 10 });
    const messages = (Messages ?? []) as { Body: string; ReceiptHandle: string }[];
    for (const { ReceiptHandle } of messages) {
      await operator.call("sqs", "DeleteMessage", { QueueUrl: this.#url, ReceiptHandle });
    }
    return messages.map(({ Body }) => JSON.parse((JSON.parse(Body) as { Message: string }).Message) as Item);
  }
}

async function arnOf({ run }: System, QueueUrl: string): Promise<string> {
  const { Attributes } = await run.operator.call("sqs", "GetQueueAttributes", {
    QueueUrl,
    AttributeNames: ["QueueArn"],
  });
  return (Attributes as { QueueArn: string }).QueueArn;
}
