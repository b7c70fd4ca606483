import { randomUUID } from "node:crypto";
import { AwsError } from "../../../gateway/aws-error.ts";
import type { Fauxqs, Message, Queue, Store } from "./fauxqs.ts";
import type { ToReal } from "./scaled-time.ts";

type Input = Record<string, unknown>;

interface Task {
  handle: string;
  source: Queue;
  destinationArn: string | undefined;
  perSecond: number | undefined;
  startedAt: number;
  toMove: number;
  moved: number;
  status: "RUNNING" | "COMPLETED" | "CANCELLING" | "CANCELLED" | "FAILED";
  failure?: string;
}

/** How many finished tasks AWS remembers of a queue. */
const remembered = 10;
const unlimitedChunk = 100;

/** Message move tasks (redrive), which fauxqs lacks. They take dead-letter queues of SQS queues only. */
export class MoveTasks {
  readonly #fauxqs: Fauxqs;
  readonly #store: Store;
  readonly #toReal: ToReal;
  readonly #tasks = new Map<string, Task[]>();

  constructor(fauxqs: Fauxqs, store: Store, toReal: ToReal) {
    this.#fauxqs = fauxqs;
    this.#store = store;
    this.#toReal = toReal;
  }

  start(input: Input): Record<string, unknown> {
    const source = this.#queue(input["SourceArn"]);
    if (sourcesOf(this.#store, source.arn).length === 0) {
      throw new AwsError("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.");
    }
    const destinationArn = input["DestinationArn"] === undefined ? undefined : this.#queue(input["DestinationArn"]).arn;
    if (destinationArn === source.arn) {
      throw new AwsError("InvalidParameterValue", "Source queue and destination queue must not be the same.");
    }
    const perSecond = checkRate(input["MaxNumberOfMessagesPerSecond"]);
    const tasks = this.#tasks.get(source.arn) ?? [];
    if (tasks.some((task) => task.status === "RUNNING" || task.status === "CANCELLING")) {
      const problem = "There is already a task running. Only one active task is allowed for a source queue";
      throw new AwsError("InvalidParameterValue", `${problem} arn at a given time.`);
    }
    source.processTimers();
    const task: Task = {
      handle: Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn: source.arn })).toString("base64"),
      source,
      destinationArn,
      perSecond,
      startedAt: Date.now(),
      toMove: source.messages.length,
      moved: 0,
      status: "RUNNING",
    };
    this.#tasks.set(source.arn, [task, ...tasks].slice(0, remembered));
    void this.#run(task);
    return { TaskHandle: task.handle };
  }

  list(input: Input): Record<string, unknown> {
    const source = this.#queue(input["SourceArn"]);
    const count = Number(input["MaxResults"] ?? 1);
    return { Results: (this.#tasks.get(source.arn) ?? []).slice(0, count).map((task) => this.#describe(task)) };
  }

  cancel(input: Input): Record<string, unknown> {
    const task = [...this.#tasks.values()].flat().find(({ handle }) => handle === input["TaskHandle"]);
    if (task === undefined) throw new AwsError("ResourceNotFoundException", "Task does not exist.", { status: 404 });
    if (task.status !== "RUNNING") {
      throw new AwsError("InvalidParameterValue", "Only active tasks can be cancelled.");
    }
    task.status = "CANCELLING";
    return { ApproximateNumberOfMessagesMoved: task.moved };
  }

  async #run(task: Task): Promise<void> {
    // With a rate, one message and its share of a second; without one, chunks that leave others their turn.
    const chunk = task.perSecond === undefined ? unlimitedChunk : 1;
    const pause = task.perSecond === undefined ? 0 : 1000 / task.perSecond;
    while (task.status === "RUNNING" && task.moved < task.toMove) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      if (task.status === "RUNNING" && !this.#moveSome(task, chunk)) break;
    }
    if (task.status === "CANCELLING") task.status = "CANCELLED";
    else if (task.status === "RUNNING") task.status = "COMPLETED";
  }

  /** @returns false when the queue is empty, or the task has failed. */
  #moveSome(task: Task, count: number): boolean {
    task.source.processTimers();
    for (let index = 0; index < count && task.moved < task.toMove; index += 1) {
      const [message] = task.source.messages;
      if (message === undefined) return false;
      const destination = this.#destination(task, message);
      if (destination === undefined) {
        task.status = "FAILED";
        task.failure = "CouldNotDetermineMessageSource";
        return false;
      }
      task.source.messages.shift();
      // A moved message is a new one, with its own id and time of sending.
      destination.enqueue(this.#fauxqs.Store.createMessage(message.body, message.messageAttributes));
      task.moved += 1;
    }
    return true;
  }

  #destination(task: Task, message: Message): Queue | undefined {
    const arn = task.destinationArn ?? message.deadLetterSourceArn;
    return arn === undefined ? undefined : this.#store.getQueueByArn(arn);
  }

  #describe(task: Task): object {
    return {
      ...(task.status === "RUNNING" ? { TaskHandle: task.handle } : {}),
      Status: task.status,
      SourceArn: task.source.arn,
      ...(task.destinationArn === undefined ? {} : { DestinationArn: task.destinationArn }),
      ...(task.perSecond === undefined ? {} : { MaxNumberOfMessagesPerSecond: task.perSecond }),
      ApproximateNumberOfMessagesMoved: task.moved,
      ApproximateNumberOfMessagesToMove: task.toMove,
      ...(task.failure === undefined ? {} : { FailureReason: task.failure }),
      StartedTimestamp: this.#toReal(task.startedAt),
    };
  }

  #queue(arn: unknown): Queue {
    const queue = typeof arn === "string" ? this.#store.getQueueByArn(arn) : undefined;
    if (queue !== undefined) return queue;
    throw new AwsError("ResourceNotFoundException", `The queue ${String(arn)} does not exist.`, { status: 404 });
  }
}

/** The queues whose redrive policy names `arn` as their dead-letter queue. */
export function sourcesOf(store: Store, arn: string): Queue[] {
  return [...store.allQueues()].filter((queue) => {
    const policy = queue.attributes["RedrivePolicy"];
    return policy !== undefined && (JSON.parse(policy) as Input)["deadLetterTargetArn"] === arn;
  });
}

function checkRate(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 500) return value;
  throw new AwsError("InvalidParameterValue", "MaxNumberOfMessagesPerSecond must be between 1 and 500.");
}
