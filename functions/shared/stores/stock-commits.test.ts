import { setTimeout as delay } from "node:timers/promises";
import { GetCommand, PutCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, expect, it, type MockInstance, vi } from "vitest";
import { startTable } from "../testing-tables.ts";
import { joinable, StockCommits, type StockWrite } from "./stock-commits.ts";

const TableName = "inventory";
let table: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  table = await startTable(TableName, "pk");
});
afterAll(() => table.close());
afterEach(() => vi.restoreAllMocks());

const write = (orderId: string, units: number, sku = "MUG"): StockWrite => ({
  orderId,
  put: { TableName, Item: { pk: orderId }, ConditionExpression: "attribute_not_exists(pk)" },
  moves: [{ sku, units }],
});

const sizesOf = (send: MockInstance<typeof table.client.send>): number[] =>
  send.mock.calls.flatMap(([command]) =>
    command instanceof TransactWriteCommand ? [command.input.TransactItems?.length ?? 0] : [],
  );

it("joins reservations of different orders, up to a transaction's size, and no release", () => {
  expect(joinable([write("a", 1), write("b", 2), write("a", 1)])).toBe(2);
  expect(joinable([write("a", 1), write("b", -1)])).toBe(1);
  expect(joinable([write("a", -1), write("b", 1)])).toBe(1);
  expect(joinable(Array.from({ length: 200 }, (_, index) => write(`order-${index}`, 1)))).toBe(99);
  expect(joinable(Array.from({ length: 200 }, (_, index) => write(`order-${index}`, 1, `SKU-${index}`)))).toBe(50);
});

it("leaves what cannot be written out of what it was joined with", async () => {
  await table.client.send(new PutCommand({ TableName, Item: { pk: "stock#MUG", available: 5, reserved: 0 } }));
  await table.client.send(new PutCommand({ TableName, Item: { pk: "stock#HAT", available: 5, reserved: 0 } }));
  await table.client.send(new PutCommand({ TableName, Item: { pk: "taken" } }));
  const send = vi.spyOn(table.client, "send");
  const commits = new StockCommits(table.client, TableName, () => 6);
  const outcomes = [
    write("first", 1),
    write("taken", 1),
    write("much", 9),
    write("last", 2),
    write("other", 1, "HAT"),
    write("another", 1, "HAT"),
  ].map((one) => commits.write(one));
  const written = { outcome: "written" };
  const [changed, short] = [{ outcome: "changed" }, { outcome: "short", skus: ["MUG"] }];
  expect(await Promise.all(outcomes)).toEqual([written, changed, short, written, written, written]);
  // All; without what was taken; each alone that wants the row that has too little; the others.
  expect(sizesOf(send)).toEqual([8, 7, 2, 2, 2, 3]);
  const { Item } = await table.client.send(
    new GetCommand({ TableName, Key: { pk: "stock#MUG" }, ConsistentRead: true }),
  );
  expect(Item).toMatchObject({ available: 2, reserved: 3 });
});

it("waits for the records that may still write, and for none that is done or takes too long", async () => {
  await table.client.send(new PutCommand({ TableName, Item: { pk: "stock#CUP", available: 9, reserved: 0 } }));
  const send = vi.spyOn(table.client, "send");
  let underWay = 3;
  const commits = new StockCommits(table.client, TableName, () => underWay);
  const early = commits.write(write("early", 1, "CUP"));
  await delay(50);
  expect(sizesOf(send)).toEqual([]);
  const late = commits.write(write("late", 1, "CUP"));
  underWay = 2;
  await Promise.all([early, late]);
  expect(sizesOf(send)).toEqual([3]);
  expect(await commits.write(write("alone", 1, "CUP"))).toEqual({ outcome: "written" });
});
