import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bodies, eventually, receive, startTestAws, type TestAws } from "../../testing.ts";
import type { QueueDefinition } from "./queue-definition.ts";

let aws: TestAws;
let unique = 0;

beforeAll(async () => {
  aws = await startTestAws();
});
afterAll(() => aws.close());

const queue = (definition: Partial<QueueDefinition> = {}): { url: string; arn: string } =>
  aws.sqs.createQueue({ name: `queue-${String((unique += 1))}`, ...definition });
const send = (QueueUrl: string, MessageBody: string): Promise<unknown> =>
  aws.operate("sqs", "SendMessage", { QueueUrl, MessageBody });
const attributesOf = (message: Record<string, unknown> | undefined): Record<string, string> =>
  (message?.["Attributes"] ?? {}) as Record<string, string>;

describe("a move task", () => {
  const finished = (SourceArn: string): Promise<Record<string, unknown>> =>
    eventually(async () => {
      const { Results } = await aws.operate("sqs", "ListMessageMoveTasks", { SourceArn });
      const [task] = Results as Record<string, unknown>[];
      return ["RUNNING", "CANCELLING"].includes(String(task?.["Status"])) ? undefined : task;
    });

  it("moves all dead letters to the queue that is named, as new messages", async () => {
    const dead = queue();
    const source = queue({ redrivePolicy: { deadLetterTargetArn: dead.arn, maxReceiveCount: 1 } });
    for (let index = 0; index < 15; index += 1) await send(dead.url, `m${String(index)}`);
    const task = { SourceArn: dead.arn, DestinationArn: source.arn };
    await aws.operate("sqs", "StartMessageMoveTask", task);
    expect(await finished(dead.arn)).toMatchObject({
      Status: "COMPLETED",
      ApproximateNumberOfMessagesMoved: 15,
      ApproximateNumberOfMessagesToMove: 15,
    });
    const [moved] = await receive(aws, source.url);
    expect(attributesOf(moved)["ApproximateReceiveCount"]).toBe("1");
    expect(await receive(aws, dead.url)).toEqual([]);
  });

  it("brings each message home when no destination is named", async () => {
    const dead = queue();
    const redrivePolicy = { deadLetterTargetArn: dead.arn, maxReceiveCount: 1 };
    const [a, b] = [queue({ redrivePolicy }), queue({ redrivePolicy })];
    for (const { url } of [a, b]) {
      await send(url, url);
      await receive(aws, url, { VisibilityTimeout: 0 });
      await receive(aws, url);
    }
    await aws.operate("sqs", "StartMessageMoveTask", { SourceArn: dead.arn });
    expect(await finished(dead.arn)).toMatchObject({ Status: "COMPLETED", ApproximateNumberOfMessagesMoved: 2 });
    expect(await bodies(aws, a.url)).toEqual([a.url]);
    expect(await bodies(aws, b.url)).toEqual([b.url]);
  });

  it("fails without a destination for a message that no queue gave up, and leaves it", async () => {
    const dead = queue();
    queue({ redrivePolicy: { deadLetterTargetArn: dead.arn, maxReceiveCount: 1 } });
    await send(dead.url, "from elsewhere");
    await aws.operate("sqs", "StartMessageMoveTask", { SourceArn: dead.arn });
    expect(await finished(dead.arn)).toMatchObject({
      Status: "FAILED",
      FailureReason: "CouldNotDetermineMessageSource",
    });
    expect(await bodies(aws, dead.url)).toEqual(["from elsewhere"]);
  });

  it("keeps to its rate, refuses a second one, and can be cancelled", async () => {
    const dead = queue();
    const source = queue({ redrivePolicy: { deadLetterTargetArn: dead.arn, maxReceiveCount: 1 } });
    for (let index = 0; index < 5; index += 1) await send(dead.url, "x");
    const task = { SourceArn: dead.arn, DestinationArn: source.arn, MaxNumberOfMessagesPerSecond: 1 };
    const { TaskHandle } = await aws.operate("sqs", "StartMessageMoveTask", task);
    await expect(aws.operate("sqs", "StartMessageMoveTask", task)).rejects.toThrow("already a task running");
    await aws.operate("sqs", "CancelMessageMoveTask", { TaskHandle });
    const { ApproximateNumberOfMessagesMoved: moved, Status } = await finished(dead.arn);
    expect(Status).toBe("CANCELLED");
    expect(moved).toBeLessThan(5);
  });

  it("refuses a source that is not a dead-letter queue, and an unknown destination", async () => {
    const dead = queue();
    const source = queue({ redrivePolicy: { deadLetterTargetArn: dead.arn, maxReceiveCount: 1 } });
    const start = (SourceArn: string, DestinationArn: string): Promise<unknown> =>
      aws.operate("sqs", "StartMessageMoveTask", { SourceArn, DestinationArn });
    await expect(start(source.arn, dead.arn)).rejects.toThrow("must be configured as a Dead Letter Queue");
    await expect(start(dead.arn, `${source.arn}-no`)).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  });
});
