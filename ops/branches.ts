import type { StackOutputs } from "../functions/shared/stack-outputs.ts";
import { consumersOf, type Consumer } from "./consumers.ts";
import { unknownName } from "./output/unknown-name.ts";

/** What was given up, and where it can be sent again: to its queue, or to its topic. */
export interface DeadLetterSource {
  readonly name: string;
  readonly deadLetterQueueUrl: string;
  readonly queueUrl?: string;
  readonly topicArn?: string;
  /** Undefined for the archive, whose queue a pipe empties, and for what the fan-out does not feed. */
  readonly consumer?: Consumer;
}

/** A queue of the fan-out with its dead-letter queue: a consumer's, or the archive's. */
export interface Branch extends DeadLetterSource {
  readonly queueUrl: string;
}

/** In the outputs of a stack that takes the warehouse's messages. */
export const warehouseInbox = "warehouse-inbox";

type Outputs = Pick<StackOutputs, "consumers" | "queueUrls" | "deadLetterQueueUrls">;

export function branchesOf(outputs: Outputs): Branch[] {
  const { queueUrls, deadLetterQueueUrls } = outputs;
  return [
    ...consumersOf(outputs).map((consumer) => ({
      name: consumer.name,
      queueUrl: consumer.queueUrl,
      deadLetterQueueUrl: consumer.deadLetterQueueUrl,
      consumer,
    })),
    { name: "archive", queueUrl: queueUrls.archive, deadLetterQueueUrl: deadLetterQueueUrls.archive },
  ];
}

/** Every dead-letter queue of the stack, whoever added it; one without a queue before it is the warehouse topic's. */
export function deadLetterSources(
  outputs: Outputs & Pick<StackOutputs, "warehouseTopicArn">,
): (Branch | DeadLetterSource)[] {
  const { queueUrls, deadLetterQueueUrls, warehouseTopicArn: topicArn } = outputs;
  const branches = branchesOf(outputs);
  const besides = Object.entries(deadLetterQueueUrls).filter(([name]) => !branches.some((each) => each.name === name));
  return [
    ...branches,
    ...besides.map(([name, deadLetterQueueUrl]) => {
      const queueUrl = queueUrls[name];
      return { name, deadLetterQueueUrl, ...(queueUrl === undefined ? { topicArn } : { queueUrl }) };
    }),
  ];
}

/** @throws UsageError that lists them */
export function readDeadLetterSource(name: string, outputs: StackOutputs): DeadLetterSource {
  const sources = deadLetterSources(outputs);
  const found = sources.find((source) => source.name === name);
  if (found !== undefined) return found;
  throw unknownName(
    "queue",
    name,
    sources.map((source) => source.name),
  );
}
