import { afterEach, beforeEach, expect, it } from "vitest";
import { createClock } from "../../clock.ts";
import type { Input } from "../../gateway/types.ts";
import { createKms } from "../kms/kms.ts";
import { createDynamoDb, type DynamoDb } from "./dynamodb.ts";

const region = "eu-west-1";
const arn = "arn:aws:iam::000000000000:user/operator";
const principal = { kind: "operator", arn, sessionArn: arn, accessKeyId: "test" } as const;
const context = { principal, signal: new AbortController().signal, requestId: "test" };
const TableName = "stock";
let dynamodb: DynamoDb;
let end: () => void;

beforeEach(async () => {
  const duration = Promise.withResolvers<void>();
  end = duration.resolve;
  const clock = { ...createClock(), wait: () => duration.promise };
  dynamodb = createDynamoDb({ region, clock, kms: createKms({ region }) });
  await dynamodb.createTable({ name: TableName, hashKey: "pk", attributes: [{ name: "pk", type: "S" }] });
});
afterEach(() => dynamodb.close());

const call = async (action: string, input: Input): Promise<unknown> =>
  dynamodb.service.operations[action]?.(input, context);
const refill = (pk: string): Input => ({
  TableName,
  Key: { pk: { S: pk } },
  UpdateExpression: "ADD available :one",
  ExpressionAttributeValues: { ":one": { N: "1" } },
});
const transaction = (...pks: string[]): Promise<unknown> =>
  call("TransactWriteItems", { TransactItems: pks.map((pk) => ({ Update: refill(pk) })) });
const available = async (pk: string): Promise<unknown> => {
  const response = await call("GetItem", { TableName, Key: { pk: { S: pk } }, ConsistentRead: true });
  return (response as { Item?: { available: { N: string } } }).Item?.available.N;
};

/** Begins a transaction, and resolves when it holds its items: from then on it waits for `end`. */
async function begun(...pks: string[]): Promise<{ readonly done: Promise<unknown> }> {
  const done = transaction(...pks);
  for (const pk of pks)
    await expect.poll(() => call("UpdateItem", refill(pk)).then(() => "done", String)).not.toBe("done");
  return { done };
}

it("cancels another transaction that is at one of its items, naming which, and no other", async () => {
  const { done } = await begun("a", "b");
  await expect(transaction("c", "a")).rejects.toMatchObject({
    code: "TransactionCanceledException",
    body: {
      CancellationReasons: [
        { Code: "None" },
        { Code: "TransactionConflict", Message: "Transaction is ongoing for the item" },
      ],
    },
  });
  await expect(
    call("TransactGetItems", { TransactItems: [{ Get: { TableName, Key: { pk: { S: "b" } } } }] }),
  ).rejects.toMatchObject({ code: "TransactionCanceledException" });
  const other = transaction("c");
  end();
  await Promise.all([done, other]);
  await transaction("c", "a");
  expect(await available("c")).toBe("2");
});

it("refuses plain writes to its items while it lasts, lets them be read, and leaves other items alone", async () => {
  const { done } = await begun("a");
  const before = await available("a");
  await expect(call("UpdateItem", refill("a"))).rejects.toMatchObject({ code: "TransactionConflictException" });
  expect(await available("a")).toBe(before);
  await call("UpdateItem", refill("b"));
  end();
  await done;
  expect(await available("a")).toBe(String(Number(before ?? 0) + 1));
  await call("UpdateItem", refill("a"));
  expect(await available("a")).toBe(String(Number(before ?? 0) + 2));
});
