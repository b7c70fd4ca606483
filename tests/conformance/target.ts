import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { GetQueueAttributesCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { sampleBody, type SampleEvent } from "../../packages/stripe-offline/samples/index.ts";
import { signBody } from "../../packages/stripe-offline/sign.ts";
import type { StackOutputs } from "../../functions/shared/stack-outputs.ts";
import { createClients, type Clients } from "../../ops/clients.ts";
import type { SdkPlace } from "../../packages/aws-offline/graph/sdk-handler.ts";
import { readMails, type Mail } from "./mails.ts";
import { postTo, type Result } from "./post.ts";

export const offlineName = "offline";

type Item = Record<string, unknown>;

/** A deployed stack, known by its outputs and reached by AWS's API alone: the offline run and an emulator are equal here. */
export class Target {
  readonly name: string;
  readonly outputs: StackOutputs;
  readonly clients: Clients;
  readonly options: SdkPlace["client"];
  readonly #webhookSecret: string;

  constructor(name: string, options: SdkPlace["client"], outputs: StackOutputs, webhookSecret: string) {
    this.name = name;
    this.outputs = outputs;
    this.clients = createClients(options);
    this.options = options;
    this.#webhookSecret = webhookSecret;
  }

  /** Posts as Stripe does. */
  send(event: SampleEvent, secret = this.#webhookSecret): Promise<Result> {
    const body = sampleBody(event);
    return this.post(body, { "stripe-signature": signBody(body, secret) });
  }

  post(body: string, headers: Readonly<Record<string, string>>, path?: string): Promise<Result> {
    const url = new URL(this.outputs.webhookUrl);
    if (path !== undefined) url.pathname = url.pathname.replace(/\/webhook\/stripe$/u, path);
    return postTo(url, this.options.endpoint, body, { "content-type": "application/json; charset=utf-8", ...headers });
  }

  async scan(table: string): Promise<Item[]> {
    const { Items = [] } = await this.clients.documents.send(new ScanCommand({ TableName: table }));
    return Items;
  }

  /** Undefined where the endpoint shows no mail that it took. */
  mails(): Promise<Mail[] | undefined> {
    return readMails(this.options.endpoint);
  }

  /**
   * Lets a queue's failed messages come back after five seconds: with the program's three minutes a message is given up
   * after nine. The offline run's clock is fast anyway.
   */
  async hurry(queueUrl: string): Promise<void> {
    if (this.name === offlineName) return;
    const Attributes = { VisibilityTimeout: "5" };
    await this.clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes }));
  }

  /** Messages that are there, visible or not. */
  async depth(queueUrl: string): Promise<number> {
    const { Attributes = {} } = await this.clients.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
      }),
    );
    return Object.values(Attributes).reduce((sum, value) => sum + Number(value), 0);
  }
}
