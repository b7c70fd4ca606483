import { BatchGetCommand, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { gatheredReads } from "./gathered-reads.ts";
import { startTable } from "./testing-tables.ts";

const TableName = "rows";
let table: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  table = await startTable(TableName, "pk");
  for (const pk of ["a", "b"]) await table.client.send(new PutCommand({ TableName, Item: { pk, of: pk } }));
});
afterAll(() => table.close());
afterEach(() => vi.restoreAllMocks());

async function readAtOnce(...keys: string[]) {
  const send = vi.spyOn(table.client, "send");
  const read = gatheredReads(table.client, TableName, "pk");
  const results = await Promise.allSettled(keys.map((key) => read(key)));
  const items = results.map((result) => (result.status === "fulfilled" ? result.value?.["of"] : "refused"));
  return { items, calls: send.mock.calls.map(([command]) => command.constructor) };
}

it("reads what is asked for at the same time by one call, a key that is asked for twice once", async () => {
  expect(await readAtOnce("a", "absent", "b", "a")).toEqual({
    items: ["a", undefined, "b", "a"],
    calls: [BatchGetCommand],
  });
});

it("reads one item alone, and at another time again", async () => {
  expect(await readAtOnce("a")).toEqual({ items: ["a"], calls: [GetCommand] });

  const read = gatheredReads(table.client, TableName, "pk");
  await read("c");
  await table.client.send(new PutCommand({ TableName, Item: { pk: "c", of: "c" } }));
  expect(await read("c")).toEqual({ pk: "c", of: "c" });
});

it("reads the others where DynamoDB refuses one key", async () => {
  const { items } = await readAtOnce("a", "k".repeat(3_000), "b");
  expect(items).toEqual(["a", "refused", "b"]);
});
