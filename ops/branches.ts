import type { StackOutputs } from "../functions/shared/stack-outputs.ts";
import { consumersOf, type Consumer } from "./consumers.ts";
import { unknownName } from "./output/unknown-name.ts";

/** A queue of the fan-out with its dead-letter queue: a consumer's, or the archive's. */
export interface Branch {
  readonly name: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  /** Undefined for the archive, whose queue a pipe empties. */
  readonly consumer?: Consumer;
}

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

/** @throws UsageError that lists the branches */
export function readBranch(name: string, outputs: Outputs): Branch {
  const branches = branchesOf(outputs);
  const found = branches.find((branch) => branch.name === name);
  if (found !== undefined) return found;
  throw unknownName(
    "queue",
    name,
    branches.map((branch) => branch.name),
  );
}
