import { setTimeout as delay } from "node:timers/promises";
import type { Branch } from "../branches.ts";
import type { MoveTaskPorts } from "../core/dead-letters/move-task.ts";
import type { Target } from "../target.ts";
import { queueArn } from "./dead-letter-queue.ts";

const pauseMilliseconds = 200;

/** Names the destination: without it SQS sends each message to where it came from, and knows that of its own only. */
export async function moveTask(
  { queueUrl, deadLetterQueueUrl }: Branch,
  { clients: { sqs } }: Target,
  { signal, onProgress }: Pick<MoveTaskPorts, "signal" | "onProgress">,
): Promise<MoveTaskPorts> {
  const [SourceArn, DestinationArn] = await Promise.all([queueArn(sqs, deadLetterQueueUrl), queueArn(sqs, queueUrl)]);
  const latest = async () => {
    const { Results = [] } = await sqs.listMessageMoveTasks({ SourceArn, MaxResults: 1 });
    return Results[0];
  };
  return {
    // SQS returns a task's handle only while the task runs.
    running: async () => (await latest())?.TaskHandle,
    async start() {
      const { TaskHandle } = await sqs.startMessageMoveTask({ SourceArn, DestinationArn });
      return TaskHandle ?? "";
    },
    async state() {
      const task = await latest();
      const failure = task?.FailureReason;
      return {
        status: task?.Status ?? "RUNNING",
        moved: task?.ApproximateNumberOfMessagesMoved ?? 0,
        ...(failure === undefined ? {} : { failure }),
      };
    },
    cancel: async (TaskHandle) => void (await sqs.cancelMessageMoveTask({ TaskHandle })),
    wait: () => delay(pauseMilliseconds),
    signal,
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}
