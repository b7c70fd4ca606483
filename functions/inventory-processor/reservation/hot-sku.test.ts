import { setTimeout as delay } from "node:timers/promises";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { noFacts } from "../../../domain/stock/facts.ts";
import { DynamoDbReservationStore } from "../../shared/stores/reservation-store.ts";
import { startTable } from "../../shared/testing-tables.ts";
import { applyFacts } from "./apply.ts";

const TableName = "inventory";
const pk = "stock#MUG";
let table: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  table = await startTable(TableName, "pk");
});
afterAll(() => table.close());

const orders = Number(process.env["ORDERS"] ?? 60);
/** The default `consumerConcurrency`, and a batch. */
const environments = 10;
const batch = 10;

it("is reserved by many orders in ten environments at once, none of which gives up", { timeout: 120_000 }, async () => {
  await table.client.send(new PutCommand({ TableName, Item: { pk, available: orders, reserved: 0 } }));
  const waiting = Array.from({ length: orders }, (_, index) => `pi_${index}`);
  const ports = {
    warehouse: { publish: () => Promise.resolve() },
    countPaidBackorder: () => Promise.resolve(),
    demand: () => Promise.resolve({ lines: [{ sku: "MUG", name: "Mug", quantity: 1 }] }),
    now: Date.now,
    wait: (milliseconds: number) => delay(milliseconds),
    random: Math.random,
  };
  const environment = async (): Promise<void> => {
    const store = new DynamoDbReservationStore(table.client, TableName, Date.now);
    const record = async (): Promise<void> => {
      for (let order = waiting.pop(); order !== undefined; order = waiting.pop()) {
        const handling = { owner: order, leaseUntil: Date.now() + 30_000 };
        const facts = { ...noFacts, paid: true, amountPaid: 100 };
        await applyFacts(order, facts, { ...ports, store }, { restockOnRefund: true, handling });
      }
    };
    await Promise.all(Array.from({ length: batch }, record));
  };
  await Promise.all(Array.from({ length: environments }, environment));
  const { Item } = await table.client.send(new GetCommand({ TableName, Key: { pk }, ConsistentRead: true }));
  expect(Item).toEqual({ pk, available: 0, reserved: orders });
});
