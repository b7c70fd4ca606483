import { createHash } from "node:crypto";
import type { Input, Operation, OperationContext } from "../../../gateway/types.ts";
import { isObject } from "../../../input.ts";
import type { DeclaredQueue, Queues } from "../engine/queues.ts";
import { eachEntry, optionalNumber, requiredText, shown, textMap, texts } from "./input.ts";
import { MoveTasks } from "./move-tasks.ts";
import { describe, purge, urlPage } from "./queue.ts";
import { receive } from "./receive.ts";
import { send, sendBatch } from "./send.ts";

type Operations = Record<string, Operation>;

export function sqsOperations(queues: Queues, urlOf: (queueArn: string) => string): Operations {
  const named = (input: Input): DeclaredQueue => queues.byName(requiredText(input, "QueueUrl").split("/").at(-1) ?? "");
  return {
    ...queueOperations(queues, named, urlOf),
    ...messageOperations(named),
    ...moveOperations(queues),
    ...tagOperations(named),
  };
}

function queueOperations(
  queues: Queues,
  named: (input: Input) => DeclaredQueue,
  urlOf: (queueArn: string) => string,
): Operations {
  return {
    CreateQueue(input) {
      const attributes = isObject(input["Attributes"]) ? input["Attributes"] : {};
      const tags = textMap(input["tags"] ?? input["Tags"]);
      return { QueueUrl: urlOf(queues.create(requiredText(input, "QueueName"), attributes, tags).queue.arn) };
    },
    DeleteQueue(input) {
      queues.delete(named(input));
      return {};
    },
    GetQueueUrl: (input) => ({ QueueUrl: urlOf(queues.byName(requiredText(input, "QueueName")).queue.arn) }),
    ListQueues(input) {
      const prefix = shown(input["QueueNamePrefix"]);
      const found = queues.all().filter(({ queue }) => queue.name.startsWith(prefix));
      return urlPage(
        "QueueUrls",
        found.map(({ queue }) => urlOf(queue.arn)),
        input,
      );
    },
    ListDeadLetterSourceQueues(input) {
      const sources = queues.sourcesOf(named(input).queue.arn);
      return urlPage(
        "queueUrls",
        sources.map(({ arn }) => urlOf(arn)),
        input,
      );
    },
    GetQueueAttributes: (input) => describe(named(input), input),
    SetQueueAttributes(input) {
      queues.change(named(input), isObject(input["Attributes"]) ? input["Attributes"] : {});
      return {};
    },
    PurgeQueue(input) {
      purge(named(input), queues.clock);
      return {};
    },
  };
}

function messageOperations(named: (input: Input) => DeclaredQueue): Operations {
  const remove = ({ queue }: DeclaredQueue, input: Input) => {
    queue.delete(requiredText(input, "ReceiptHandle"));
    return {};
  };
  const changeVisibility = ({ queue }: DeclaredQueue, input: Input) => {
    const handle = requiredText(input, "ReceiptHandle");
    const seconds = optionalNumber(input, "VisibilityTimeout", 0, 43_200);
    queue.changeVisibility(handle, seconds ?? Number(requiredText(input, "VisibilityTimeout")));
    return {};
  };
  return {
    SendMessage: (input, { principal }) => send(named(input).queue, input, senderId(principal)),
    SendMessageBatch: (input, { principal }) => sendBatch(named(input).queue, input, senderId(principal)),
    ReceiveMessage: (input, { principal, signal }) =>
      receive(named(input).queue, input, principal.kind === "role", signal),
    DeleteMessage: (input) => remove(named(input), input),
    DeleteMessageBatch(input) {
      const declared = named(input);
      return eachEntry(input, (entry) => remove(declared, entry));
    },
    ChangeMessageVisibility: (input) => changeVisibility(named(input), input),
    ChangeMessageVisibilityBatch(input) {
      const declared = named(input);
      return eachEntry(input, (entry) => changeVisibility(declared, entry));
    },
  };
}

function moveOperations(queues: Queues): Operations {
  const moves = new MoveTasks(queues);
  return {
    StartMessageMoveTask: (input) => moves.start(input),
    ListMessageMoveTasks: (input) => moves.list(input),
    CancelMessageMoveTask: (input) => moves.cancel(input),
  };
}

function tagOperations(named: (input: Input) => DeclaredQueue): Operations {
  return {
    TagQueue(input) {
      Object.assign(named(input).tags, textMap(input["Tags"]));
      return {};
    },
    UntagQueue(input) {
      const { tags } = named(input);
      for (const key of texts(input, "TagKeys")) delete tags[key];
      return {};
    },
    ListQueueTags: (input) => ({ Tags: named(input).tags }),
  };
}

const senderIds = new Map<string, string>();

/** A user's id, or a role's with its session. */
function senderId({ kind, arn, sessionArn }: OperationContext["principal"]): string {
  const known = senderIds.get(sessionArn);
  if (known !== undefined) return known;
  const id = createHash("sha256").update(arn).digest("hex").slice(0, 17).toUpperCase();
  const made = kind === "role" ? `AROA${id}:${sessionArn.split("/").at(-1) ?? ""}` : `AIDA${id}`;
  senderIds.set(sessionArn, made);
  return made;
}
