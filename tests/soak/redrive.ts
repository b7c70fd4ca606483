import type { Item } from "../../packages/aws-offline/operator.ts";
import type { System } from "../support/system.ts";
import { until } from "../support/until.ts";
import { deadLetterSources, type DeadLetterSource } from "../../ops/branches.ts";
import { readConsumer } from "../../ops/consumers.ts";

export interface Redriven {
  /** Messages that were moved from dead-letter queues back to their queues, each time counted. */
  readonly messages: number;
  /** Messages about a mail whose outcome only a person can find out: taken out of their dead-letter queue. */
  readonly leftToPerson: number;
}

/** One is enough where no fault is left; more would hide that a message does not come right. */
const mostPasses = 2;

/**
 * Does what an operator does once the fault is over: moves all dead letters back until none comes again.
 * @throws Error when messages keep coming back
 */
export async function redriveAll(system: System): Promise<Redriven> {
  let messages = 0;
  let leftToPerson = await takeOutUnknown(system);
  for (let pass = 0; (await system.depth("dead-letter-queue")) > 0; pass += 1) {
    if (pass === mostPasses) throw new Error(`dead letters came back: ${await causesOf(system)}`);
    for (const { name, queueUrl, deadLetterQueueUrl } of deadLetterSources(system.run.outputs)) {
      if (queueUrl !== undefined) messages += await redrive(system, { name, queueUrl, deadLetterQueueUrl });
    }
    await system.settled(120_000);
    leftToPerson += await takeOutUnknown(system);
  }
  return { messages, leftToPerson };
}

async function redrive(
  { run }: System,
  branch: Required<Pick<DeadLetterSource, "name" | "queueUrl" | "deadLetterQueueUrl">>,
): Promise<number> {
  const { operator } = run;
  const source = { SourceArn: await arnOf(run, branch.deadLetterQueueUrl) };
  const DestinationArn = await arnOf(run, branch.queueUrl);
  await operator.call("sqs", "StartMessageMoveTask", { ...source, DestinationArn });
  return until(`the move of the ${branch.name} dead letters`, async () => {
    const { Results: results } = await operator.call("sqs", "ListMessageMoveTasks", source);
    const [task] = Array.isArray(results) ? (results as Item[]) : [];
    return task?.["Status"] === "RUNNING" ? undefined : Number(task?.["ApproximateNumberOfMessagesMoved"] ?? 0);
  });
}

async function arnOf({ operator }: System["run"], queueUrl: string): Promise<string> {
  const { Attributes: attributes } = await operator.call("sqs", "GetQueueAttributes", {
    QueueUrl: queueUrl,
    AttributeNames: ["QueueArn"],
  });
  return String((attributes as Item)["QueueArn"]);
}

/** Mails that SES may or may not have taken are never sent again automatically: their messages are a person's to judge. */
async function takeOutUnknown(system: System): Promise<number> {
  const { operator, outputs } = system.run;
  const queueUrl = readConsumer("email", outputs).deadLetterQueueUrl;
  let judged = 0;
  for (const message of await receiveAll(system, queueUrl)) {
    const { entry } = await journalled(system, message);
    const isUnknown = (entry?.["failure_email"] as Item | undefined)?.["causeCode"] === "outcome-unknown";
    const receipt = { QueueUrl: queueUrl, ReceiptHandle: message["ReceiptHandle"] };
    if (isUnknown) await operator.call("sqs", "DeleteMessage", receipt);
    else await operator.call("sqs", "ChangeMessageVisibility", { ...receipt, VisibilityTimeout: 0 });
    judged += isUnknown ? 1 : 0;
  }
  return judged;
}

async function receiveAll({ run }: System, queueUrl: string): Promise<Item[]> {
  const all: Item[] = [];
  for (;;) {
    const input = { QueueUrl: queueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 43_200 };
    const { Messages: messages } = await run.operator.call("sqs", "ReceiveMessage", input);
    if (!Array.isArray(messages) || messages.length === 0) return all;
    all.push(...(messages as Item[]));
  }
}

/** What is still in the dead-letter queues: of each message the event and the recorded causes. */
async function causesOf(system: System): Promise<string> {
  const { outputs } = system.run;
  const queues = deadLetterSources(outputs).map(async ({ name, deadLetterQueueUrl }) => {
    const messages = await receiveAll(system, deadLetterQueueUrl);
    return Promise.all(messages.map(async (message) => `${name}: ${await causeOf(system, message)}`));
  });
  return (await Promise.all(queues)).flat().join(", ");
}

async function causeOf(system: System, message: Item): Promise<string> {
  const { id, entry } = await journalled(system, message);
  const failures = Object.entries(entry ?? {}).filter(([name]) => name.startsWith("failure_"));
  return `${id} ${JSON.stringify(Object.fromEntries(failures))}`;
}

async function journalled({ run }: System, message: Item): Promise<{ id: string; entry: Item | undefined }> {
  const id = String(/"id": ?"(evt_\w+)"/u.exec(String(message["Body"]))?.[1]);
  return { id, entry: await run.operator.getItem(run.outputs.journalTable, { pk: `event#${id}` }) };
}
