import { AwsError } from "../../packages/aws-offline/gateway/aws-error.ts";
import { describe, expect, it } from "vitest";
import { addDone, addFailed, emptyCounts } from "./hop-tally.ts";

const counted = (...calls: [string, string, object, object][]) => {
  const counts = emptyCounts();
  for (const [service, action, input, output] of calls) {
    addDone(counts, { service, action, input: { ...input } }, { ...output });
  }
  return counts;
};
const message = (size: number) => ({ Body: "x".repeat(size) });

const cancelled = (Code: string) =>
  new AwsError("TransactionCanceledException", "cancelled", { body: { CancellationReasons: [{ Code }] } });

describe("the tally of a hop", () => {
  it("counts messages and bills a receive by its 64 KB", () => {
    const counts = counted(
      ["sqs", "ReceiveMessage", {}, { Messages: [message(30_000), message(30_000)] }],
      ["sqs", "ReceiveMessage", {}, { Messages: [message(65_000), message(65_000)] }],
      ["sqs", "DeleteMessageBatch", { Entries: [1, 2] }, {}],
    );
    expect(counts).toMatchObject({ messages: 4, sqsRequests: 1 + 2 + 1, emptyReceives: 0 });
  });

  it("keeps polls that found nothing apart", () => {
    const counts = counted(["sqs", "ReceiveMessage", {}, {}]);
    expect(counts).toMatchObject({ emptyReceives: 1, messages: 0, sqsRequests: 0, calls: {} });
  });

  it("adds up the units that DynamoDB reports, reads and writes apart", () => {
    const counts = counted(
      ["dynamodb", "GetItem", {}, { ConsumedCapacity: { CapacityUnits: 1 } }],
      ["dynamodb", "PutItem", {}, { ConsumedCapacity: { CapacityUnits: 2 } }],
      ["dynamodb", "TransactWriteItems", {}, { ConsumedCapacity: [{ CapacityUnits: 4 }, { CapacityUnits: 2 }] }],
    );
    expect(counts).toMatchObject({ readUnits: 1, writeUnits: 8 });
  });

  it("does not take silence for nothing", () => {
    expect(() => counted(["dynamodb", "PutItem", {}, {}])).toThrow("PutItem returned no ConsumedCapacity");
  });

  it("counts what a failed condition consumes", () => {
    const counts = emptyCounts();
    const transaction = { service: "dynamodb", action: "TransactWriteItems", input: { TransactItems: [{}, {}] } };
    const failed = new AwsError("ConditionalCheckFailedException", "no");
    addFailed(counts, { service: "dynamodb", action: "PutItem", input: {} }, failed);
    addFailed(counts, transaction, cancelled("ConditionalCheckFailed"));
    addFailed(counts, { service: "dynamodb", action: "GetItem", input: {} }, failed);
    expect(counts).toMatchObject({ writeUnits: 1 + 4, lostWriteUnits: 1 + 4, readUnits: 1, conflictWriteUnits: 0 });
    addFailed(counts, transaction, cancelled("TransactionConflict"));
    expect(counts).toMatchObject({ writeUnits: 1 + 4, conflictWriteUnits: 4 });
  });

  it("bills each 64 KB of a publish and of a bus entry", () => {
    const counts = counted(
      ["sns", "Publish", { Message: "x".repeat(100_000) }, {}],
      ["events", "PutEvents", { Entries: [{ Detail: "x" }, { Detail: "x".repeat(70_000) }] }, {}],
    );
    expect(counts).toMatchObject({ snsRequests: 2, busEvents: 3 });
    expect(counts.busBytes).toBeGreaterThan(70_000);
  });
});
