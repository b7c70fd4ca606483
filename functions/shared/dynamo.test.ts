import { GetCommand, PutCommand, TransactWriteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTable } from "./testing-tables.ts";

const TableName = "rows";
let table: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  table = await startTable(TableName, "pk");
});
afterAll(() => table.close());

it("repeats plain writes that meet a transaction until it is over", async () => {
  const Key = { pk: "row" };
  const add = { TableName, Key, UpdateExpression: "ADD units :one", ExpressionAttributeValues: { ":one": 1 } };
  await table.client.send(new PutCommand({ TableName, Item: { ...Key, units: 0 } }));
  await Promise.all([
    table.client.send(new TransactWriteCommand({ TransactItems: [{ Update: add }] })),
    ...Array.from({ length: 5 }, () => table.client.send(new UpdateCommand(add))),
  ]);
  const { Item } = await table.client.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  expect(Item).toEqual({ ...Key, units: 6 });
});
