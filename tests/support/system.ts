import {
  sampleBody,
  type SampleEvent,
  type SampleObject,
  type SampleThinEvent,
  thinEventOf,
} from "../../packages/stripe-offline/samples/index.ts";
import { signBody } from "../../packages/stripe-offline/sign.ts";
import type { CapturedMail } from "../../packages/aws-offline/services/ses/definition.ts";
import type { LogLine } from "../../packages/aws-offline/services/lambda/runtime/types.ts";
import type { Item } from "../../packages/aws-offline/operator.ts";
import { startRun, type OfflineRun, type RunOptions } from "../../offline/run.ts";
import { evaluateAt } from "./evaluate.ts";
import { until } from "./until.ts";

export interface Result {
  readonly status: number;
  readonly body: unknown;
}

/** The offline run as a test uses it. */
export class System {
  readonly run: OfflineRun;
  readonly logs: LogLine[] = [];

  /** Free ports, and a clock that makes a visibility timeout of three minutes last two seconds. */
  static async start(options: Partial<RunOptions> = {}): Promise<System> {
    const ports = { webhook: 0, console: 0, aws: 0, stripe: 0 };
    const run = await startRun({
      ports,
      settings: "dev",
      timeScale: 90,
      stock: {},
      evaluate: evaluateAt,
      ...options,
    });
    return new System(run);
  }

  private constructor(run: OfflineRun) {
    this.run = run;
    run.lambda.onLog((line) => this.logs.push(line));
  }

  /** Posts raw bytes to the webhook. */
  async post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>): Promise<Result> {
    const type = { "content-type": "application/json; charset=utf-8" };
    const response = await fetch(this.run.webhookUrl, { method: "POST", headers: { ...type, ...headers }, body });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  }

  /** Posts an event as Stripe does. */
  send(event: SampleEvent | SampleThinEvent, secret = this.run.webhookSecret): Promise<Result> {
    const body = sampleBody(event);
    return this.post(body, { "stripe-signature": signBody(body, secret) });
  }

  /** Puts an event on the bus of the partner event source, as Stripe does. */
  async sendByPartner(event: SampleEvent | SampleThinEvent): Promise<Result> {
    const { operator, outputs } = this.run;
    const Source = outputs.partnerSource?.busName;
    const Entries = [{ Source, DetailType: event.type, Detail: sampleBody(event) }];
    const { FailedEntryCount: failed, Entries: results } = await operator.call("events", "PutPartnerEvents", {
      Entries,
    });
    return { status: failed === 0 ? 200 : 400, body: results };
  }

  /** Posts the thin event of the same fact, which Stripe has. */
  sendThin(event: SampleEvent): Promise<Result> {
    this.run.stripe?.put(event);
    return this.send(thinEventOf(event));
  }

  /** Makes Stripe's API know objects that no event carried; events that come change them. */
  know(objects: readonly SampleObject[], account?: string): void {
    for (const object of objects) this.run.stripe?.put(object, account);
  }

  /** As {@link know}, in their last state: an event that comes late does not take Stripe back to an earlier one. */
  knowAtTheEnd(objects: readonly SampleObject[], account?: string): void {
    for (const object of objects) this.run.stripe?.put(object, account, Number.MAX_SAFE_INTEGER);
  }

  order(orderId: string): Promise<Item | undefined> {
    return this.run.operator.getItem(this.run.outputs.ordersTable, { orderId });
  }

  orders(): Promise<Item[]> {
    return this.run.operator.scan(this.run.outputs.ordersTable);
  }

  reservation(orderKey: string): Promise<Item | undefined> {
    return this.run.operator.getItem(this.run.outputs.inventoryTable, { pk: `reservation#${orderKey}` });
  }

  async stock(sku: string): Promise<{ available: unknown; reserved: unknown }> {
    const item = await this.run.operator.getItem(this.run.outputs.inventoryTable, { pk: `stock#${sku}` });
    return { available: item?.["available"], reserved: item?.["reserved"] };
  }

  mailsTo(address: string): CapturedMail[] {
    return this.run.aws.ses.messages().filter(({ Destination }) => Destination.ToAddresses.includes(address));
  }

  /** The warehouse notices of an order, in the order of their publishing. */
  notices(orderKey: string): Record<string, unknown>[] {
    return this.run.aws.sns
      .published(this.run.outputs.warehouseTopicArn)
      .map(({ message }) => JSON.parse(message) as Record<string, unknown>)
      .filter((notice) => notice["orderId"] === orderKey);
  }

  /** The archived events with an id of Stripe's. */
  archived(eventId: string): unknown[] {
    return this.run.aws.events
      .archived(this.run.outputs.archiveArn)
      .map(({ detail }) => detail["event"])
      .filter((event) => typeof event === "object" && event !== null && Reflect.get(event, "id") === eventId);
  }

  /** Waits until every message was taken, worked on and deleted, or is in a dead-letter queue. */
  async settled(deadlineMilliseconds = 20_000): Promise<void> {
    const { mappings, pipes } = this.run.compute;
    const empty = async (): Promise<boolean> => {
      const sources = new Set([
        ...mappings.map(({ definition }) => definition.queueArn),
        ...pipes.map(({ definition }) => definition.sourceQueueArn),
      ]);
      const queues = this.run.aws.sqs.stats().filter(({ arn }) => sources.has(arn));
      const waiting = queues.reduce((sum, { visible, inFlight, delayed }) => sum + visible + inFlight + delayed, 0);
      return waiting + this.run.faults.held === 0;
    };
    await until("all queues empty", empty, deadlineMilliseconds);
  }

  /** Messages by queue name's part: `orders-dead-letter-queue`. */
  async depth(queue: string): Promise<number> {
    const stats = this.run.aws.sqs.stats();
    return stats
      .filter(({ name }) => name.includes(queue))
      .reduce((sum, { visible, inFlight }) => sum + visible + inFlight, 0);
  }

  /** Takes all dead letters of a branch out. @returns their bodies */
  async takeDeadLetters(branch: string): Promise<string[]> {
    const { operator, outputs } = this.run;
    const QueueUrl = outputs.deadLetterQueueUrls[branch];
    const bodies: string[] = [];
    for (;;) {
      const { Messages: messages } = await operator.call("sqs", "ReceiveMessage", {
        QueueUrl,
        MaxNumberOfMessages: 10,
        // Of the run's clock: none comes back before it is deleted.
        VisibilityTimeout: 43_200,
      });
      if (!Array.isArray(messages) || messages.length === 0) return bodies;
      for (const { Body: body, ReceiptHandle } of messages as { Body: string; ReceiptHandle: string }[]) {
        bodies.push(body);
        await operator.call("sqs", "DeleteMessage", { QueueUrl, ReceiptHandle });
      }
    }
  }

  /** Waits until the alarm of a branch's dead-letter queue rings. */
  async deadLettersAlarm(branch: string): Promise<void> {
    await until(`the alarm of the ${branch} branch's dead letters`, async () => {
      const { MetricAlarms } = await this.run.operator.call("cloudwatch", "DescribeAlarms", { StateValue: "ALARM" });
      const names = (MetricAlarms as { AlarmName: string }[]).map(({ AlarmName }) => AlarmName);
      return names.some((name) => name.includes(`-${branch}-dead-letters`));
    });
  }

  close(): Promise<void> {
    return this.run.close();
  }
}
