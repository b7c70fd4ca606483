import { randomUUID } from "node:crypto";
import { AwsError } from "../../../gateway/aws-error.ts";
import type { Input, Output } from "../../../gateway/types.ts";
import type { Message } from "../engine/message.ts";
import type { Queue } from "../engine/queue.ts";
import type { Queues } from "../engine/queues.ts";
import { optionalNumber } from "./input.ts";

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

/** Message move tasks (redrive). They take dead-letter queues of SQS queues only. */
export class MoveTasks {
  readonly #queues: Queues;
  readonly #tasks = new Map<string, Task[]>();

  constructor(queues: Queues) {
    this.#queues = queues;
  }

  start(input: Input): Output {
    const source = this.#queue(input["SourceArn"]);
    if (this.#queues.sourcesOf(source.arn).length === 0) {
      throw new AwsError("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.");
    }
    const destinationArn = input["DestinationArn"] === undefined ? undefined : this.#queue(input["DestinationArn"]).arn;
    if (destinationArn === source.arn) {
      throw new AwsError("InvalidParameterValue", "Source queue and destination queue must not be the same.");
    }
    const perSecond = optionalNumber(input, "MaxNumberOfMessagesPerSecond", 1, 500);
    const tasks = this.#tasks.get(source.arn) ?? [];
    if (tasks.some((task) => task.status === "RUNNING" || task.status === "CANCELLING")) {
      const problem = "There is already a task running. Only one active task is allowed for a source queue";
      throw new AwsError("InvalidParameterValue", `${problem} arn at a given time.`);
    }
    const task: Task = {
      handle: Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn: source.arn })).toString("base64"),
      source,
      destinationArn,
      perSecond,
      startedAt: this.#queues.clock.now(),
      toMove: source.stats().visible,
      moved: 0,
      status: "RUNNING",
    };
    this.#tasks.set(source.arn, [task, ...tasks].slice(0, remembered));
    void this.#run(task);
    return { TaskHandle: task.handle };
  }

  list(input: Input): Output {
    const source = this.#queue(input["SourceArn"]);
    const count = optionalNumber(input, "MaxResults", 1, 10) ?? 1;
    return { Results: (this.#tasks.get(source.arn) ?? []).slice(0, count).map((task) => this.#describe(task)) };
  }

  cancel(input: Input): Output {
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
      await this.#queues.clock.wait(pause);
      if (task.status === "RUNNING" && !this.#moveSome(task, chunk)) break;
    }
    if (task.status === "CANCELLING") task.status = "CANCELLED";
    else if (task.status === "RUNNING") task.status = "COMPLETED";
  }

  /** @returns false when the queue is empty, or the task has failed. */
  #moveSome(task: Task, count: number): boolean {
    for (let index = 0; index < count && task.moved < task.toMove; index += 1) {
      let destination: Queue | undefined;
      const message = task.source.takeFirst((next) => {
        destination = this.#destination(task, next);
        if (destination === undefined) {
          task.status = "FAILED";
          task.failure = "CouldNotDetermineMessageSource";
        }
        return destination !== undefined;
      });
      if (message === undefined) return false;
      // A moved message is a new one, with its own id and time of sending.
      const { body, attributes, senderId, system } = message;
      destination?.send({ body, attributes, senderId, ...(system === undefined ? {} : { system }) }, 0);
      task.moved += 1;
    }
    return true;
  }

  #destination(task: Task, message: Message): Queue | undefined {
    const arn = task.destinationArn ?? message.deadLetterSourceArn;
    return arn === undefined ? undefined : this.#queues.byArn(arn)?.queue;
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
      StartedTimestamp: task.startedAt,
    };
  }

  #queue(arn: unknown): Queue {
    const queue = typeof arn === "string" ? this.#queues.byArn(arn)?.queue : undefined;
    if (queue !== undefined) return queue;
    throw new AwsError("ResourceNotFoundException", `The queue ${String(arn)} does not exist.`, { status: 404 });
  }
}
