import { AwsError, notSupported } from "../../../gateway/aws-error.ts";
import {
  asAnswer,
  fauxqsActions,
  isFauxqsAction,
  type Fauxqs,
  type MessageAttribute,
  type Queue,
  type Store,
} from "./fauxqs.ts";
import { MoveTasks, sourcesOf } from "./move-tasks.ts";
import type { ToReal } from "./scaled-time.ts";
import { send, sendBatch, sent } from "./send.ts";
import { ageInSeconds, hideForGrace, holdForWork, releaseFromWork } from "./work-time.ts";

type Input = Record<string, unknown>;
type Output = Record<string, unknown>;

/** What SNS or EventBridge puts into a queue; the sender was authorised already. */
export interface Delivery {
  queueArn: string;
  body: string;
  attributes: Record<string, MessageAttribute>;
}

export interface QueueStats {
  name: string;
  arn: string;
  visible: number;
  inFlight: number;
  delayed: number;
  /** Of the oldest message not yet deleted, by the scaled clock besides the time of work; 0 where there is none. */
  oldestSeconds: number;
}

export interface EngineSettings {
  /** The gateway's `host:port`, for the queues' URLs. */
  host: string;
  region: string;
  scale: number;
}

const ownActions = [
  "SendMessage",
  "SendMessageBatch",
  "ListDeadLetterSourceQueues",
  "StartMessageMoveTask",
  "ListMessageMoveTasks",
  "CancelMessageMoveTask",
] as const;

export const sqsActions: readonly string[] = [...fauxqsActions, ...ownActions];

/** All queues, on fauxqs's store, with what AWS has and fauxqs lacks. Runs where the clock is scaled. */
export class Engine {
  readonly #fauxqs: Fauxqs;
  readonly #store: Store;
  readonly #request: { headers: { host: string } };
  readonly #toReal: ToReal;
  readonly #scale: number;
  readonly #moves: MoveTasks;
  /** Set while fauxqs hands out messages: what it enqueues then goes from this queue to its dead-letter queue. */
  #redrivingFrom: string | undefined;
  #closed = false;

  constructor(fauxqs: Fauxqs, settings: EngineSettings, toReal: ToReal) {
    this.#fauxqs = fauxqs;
    this.#store = new fauxqs.Store();
    // Empty: the queue's URL then has the host of the request that creates it.
    this.#store.host = "";
    this.#store.region = settings.region;
    this.#request = { headers: { host: settings.host } };
    this.#toReal = toReal;
    this.#scale = settings.scale;
    this.#moves = new MoveTasks(fauxqs, this.#store, toReal);
  }

  /** @param ofPoller whether a service receives, for a function or a pipe that will work on the messages */
  async call(action: string, input: Input, signal: AbortSignal, ofPoller: boolean): Promise<Output> {
    switch (action) {
      case "SendMessage":
        return sent(send(this.#fauxqs, this.#queue(input), input));
      case "SendMessageBatch":
        return sendBatch(this.#fauxqs, this.#queue(input), input);
      case "ReceiveMessage":
        return this.#receive(input, signal, ofPoller);
      case "CreateQueue":
        return this.#create(input);
      case "GetQueueAttributes":
        return this.#attributes(input);
      case "ListDeadLetterSourceQueues":
        return { queueUrls: sourcesOf(this.#store, this.#queue(input).arn).map(({ url }) => url) };
      case "StartMessageMoveTask":
        return this.#moves.start(input);
      case "ListMessageMoveTasks":
        return this.#moves.list(input);
      case "CancelMessageMoveTask":
        return this.#moves.cancel(input);
      default:
        return this.#plain(action, input);
    }
  }

  /** A queue that has gone meanwhile takes nothing. */
  deliver(deliveries: readonly Delivery[]): void {
    for (const { queueArn, body, attributes } of deliveries) {
      this.#store.getQueueByArn(queueArn)?.enqueue(this.#fauxqs.Store.createMessage(body, attributes));
    }
  }

  hold(queueArn: string, receiptHandles: readonly string[]): void {
    holdForWork(this.#store.getQueueByArn(queueArn), receiptHandles, this.#scale);
  }

  release(queueArn: string, receiptHandles: readonly string[]): void {
    releaseFromWork(this.#store.getQueueByArn(queueArn), receiptHandles);
  }

  /** Ends what waits for messages: its timers would keep the process. */
  close(): void {
    this.#closed = true;
    for (const queue of this.#store.allQueues()) queue.cancelWaiters();
  }

  stats(): QueueStats[] {
    return [...this.#store.allQueues()].map((queue) => {
      queue.processTimers();
      const inFlight = [...queue.inflightMessages.values()].map(({ message }) => message);
      const ages = [...queue.messages, ...inFlight, ...queue.delayedMessages].map((message) =>
        ageInSeconds(message, this.#scale),
      );
      const { name, arn, messages, delayedMessages } = queue;
      return {
        name,
        arn,
        visible: messages.length,
        inFlight: inFlight.length,
        delayed: delayedMessages.length,
        oldestSeconds: ages.reduce((oldest, age) => Math.max(oldest, age), 0),
      };
    });
  }

  async #plain(action: string, input: Input): Promise<Output> {
    if (!isFauxqsAction(action)) throw notSupported(`sqs:${action}`);
    try {
      return (await this.#fauxqs.actions[action](input, this.#store, this.#request)) as Output;
    } catch (error) {
      throw asAnswer(error);
    }
  }

  async #create(input: Input): Promise<Output> {
    const attributes = (input["Attributes"] ?? {}) as Record<string, string>;
    const name = String(input["QueueName"]);
    if (name.endsWith(".fifo") || attributes["FifoQueue"] === "true") {
      throw notSupported("a FIFO queue");
    }
    if (!/^[\w-]{1,80}$/.test(name)) {
      const rule = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
      throw new AwsError("InvalidParameterValue", `${rule} (${name})`);
    }
    const output = await this.#plain("CreateQueue", { ...input, tags: input["tags"] ?? input["Tags"] ?? {} });
    const queue = this.#queue(output);
    const enqueue = queue.enqueue.bind(queue);
    queue.enqueue = (message) => {
      if (this.#redrivingFrom !== undefined) message.deadLetterSourceArn = this.#redrivingFrom;
      enqueue(message);
    };
    return output;
  }

  async #attributes(input: Input): Promise<Output> {
    // fauxqs looks at its timeouts only when somebody receives; nobody receives from a dead-letter queue.
    this.#queue(input).processTimers();
    const output = await this.#plain("GetQueueAttributes", input);
    const attributes = output["Attributes"] as Record<string, string>;
    for (const name of ["CreatedTimestamp", "LastModifiedTimestamp"]) {
      const seconds = attributes[name];
      if (seconds !== undefined) attributes[name] = String(Math.floor(this.#toReal(Number(seconds) * 1000) / 1000));
    }
    return output;
  }

  async #receive(input: Input, signal: AbortSignal, ofPoller: boolean): Promise<Output> {
    const queue = this.#queue(input);
    const seconds = Number(input["WaitTimeSeconds"] ?? queue.attributes["ReceiveMessageWaitTimeSeconds"]);
    if (!(seconds >= 0 && seconds <= 20)) {
      const reason = "Reason: Must be >= 0 and <= 20, if provided.";
      throw new AwsError(
        "InvalidParameterValue",
        `Value ${String(seconds)} for parameter WaitTimeSeconds is invalid. ${reason}`,
      );
    }
    const deadline = Date.now() + seconds * 1000;
    const gone = seconds > 0 ? aborted(signal) : Promise.resolve();
    for (;;) {
      // A receiver that has gone must not take messages with it.
      if (signal.aborted || this.#closed) return {};
      const output = await this.#take(queue, input, ofPoller);
      const left = deadline - Date.now();
      if (output["Messages"] !== undefined || left <= 0) return output;
      // fauxqs wakes all that wait for one message: those who come late wait on.
      await Promise.race([queue.waitForMessages(left / 1000), gone]);
    }
  }

  async #take(queue: Queue, input: Input, ofPoller: boolean): Promise<Output> {
    // The action runs to its end before it returns its promise, as nothing in it waits.
    this.#redrivingFrom = queue.arn;
    const taking = this.#plain("ReceiveMessage", { ...input, WaitTimeSeconds: 0 });
    this.#redrivingFrom = undefined;
    const output = await taking;
    for (const message of (output["Messages"] ?? []) as Input[]) {
      if (ofPoller && this.#scale > 1) hideForGrace(queue, String(message["ReceiptHandle"]), this.#scale);
      this.#finish(queue, message, input);
    }
    return output;
  }

  #finish(queue: Queue, message: Input, input: Input): void {
    if (((input["MessageAttributeNames"] ?? []) as string[]).length === 0) {
      delete message["MessageAttributes"];
      delete message["MD5OfMessageAttributes"];
    }
    const names = (key: string): string[] => (input[key] ?? []) as string[];
    const wanted = new Set([...names("AttributeNames"), ...names("MessageSystemAttributeNames")]);
    const attributes = message["Attributes"] as Record<string, string> | undefined;
    if (attributes === undefined) return;
    for (const name of ["SentTimestamp", "ApproximateFirstReceiveTimestamp"]) {
      if (attributes[name] !== undefined) attributes[name] = String(this.#toReal(Number(attributes[name])));
    }
    const source = queue.inflightMessages.get(String(message["ReceiptHandle"]))?.message.deadLetterSourceArn;
    if (source !== undefined && (wanted.has("All") || wanted.has("DeadLetterQueueSourceArn"))) {
      attributes["DeadLetterQueueSourceArn"] = source;
    }
  }

  #queue(input: Input): Queue {
    const url = input["QueueUrl"];
    if (typeof url !== "string")
      throw new AwsError("MissingParameter", "The request must contain the parameter QueueUrl.");
    const queue = this.#store.getQueue(url);
    if (queue !== undefined) return queue;
    throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.", {
      queryCode: "AWS.SimpleQueueService.NonExistentQueue",
    });
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
