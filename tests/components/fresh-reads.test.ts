/** The offline DynamoDB returns from a read by key without `ConsistentRead` the item before its last write: no store may. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { extendOrder } from "../../domain/order/order.ts";
import type { Reservation } from "../../domain/stock/reservation.ts";
import { batchGet } from "../../functions/shared/batch-get.ts";
import { createJournal } from "../../functions/shared/journal-table.ts";
import { DynamoDbMailLedger } from "../../functions/shared/stores/mail-ledger.ts";
import { DynamoDbMailOutcomes } from "../../functions/shared/stores/mail-outcomes.ts";
import { createOrderStore } from "../../functions/shared/stores/order-store.ts";
import { DynamoDbReservationStore } from "../../functions/shared/stores/reservation-store.ts";
import { eventually, region, startTestAws, type TestAws } from "../../packages/aws-offline/testing.ts";

let aws: TestAws;
let client: DynamoDBDocumentClient;

beforeAll(async () => {
  aws = await startTestAws();
  const connection = { region, endpoint: aws.gateway.endpoint, credentials: aws.operator };
  client = DynamoDBDocumentClient.from(new DynamoDBClient(connection), {
    marshallOptions: { removeUndefinedValues: true },
  });
  for (const [name, hashKey] of [
    ["orders", "orderId"],
    ["items", "pk"],
  ] as const) {
    await aws.dynamodb.createTable({ name, hashKey, attributes: [{ name: hashKey, type: "S" }] });
  }
});
afterAll(() => aws.close());

const get = async (pk: string, ConsistentRead: boolean) =>
  (await client.send(new GetCommand({ TableName: "items", Key: { pk }, ConsistentRead }))).Item?.["n"];

it("a read by key is stale for a second, unless it is consistent", async () => {
  const write = (n: number) => client.send(new PutCommand({ TableName: "items", Item: { pk: "a", n } }));
  await write(1);
  expect([await get("a", false), await get("a", true)]).toEqual([undefined, 1]);
  await write(2);
  expect([await get("a", false), await get("a", true)]).toEqual([1, 2]);
  const batch = async (ConsistentRead: boolean) => {
    const RequestItems = { items: { Keys: [{ pk: "a" }], ConsistentRead } };
    return (await client.send(new BatchGetCommand({ RequestItems }))).Responses?.["items"]?.[0]?.["n"];
  };
  expect([await batch(false), await batch(true)]).toEqual([1, 2]);
  expect(await eventually(async () => ((await get("a", false)) === 2 ? true : undefined))).toBe(true);
});

it("the orders table sees what was just written", async () => {
  const orders = createOrderStore(client, "orders");
  const order = extendOrder(undefined, { orderId: "pi_1", livemode: false }, [], "2026-11-23T06:00:00.000Z");
  await orders.put(order, []);
  expect(await orders.get("pi_1")).toEqual(order);
});

it("the journal sees what was just written", async () => {
  const journal = createJournal(client, "items", 90);
  await journal.rememberRef("pi_1", "in_1");
  expect(await journal.orderKeyOf("pi_1")).toBe("in_1");
});

it("the mail ledger sees what was just written", async () => {
  const ledger = new DynamoDbMailLedger(client, "items", Date.now);
  await ledger.claim("mail", { token: "t", messageId: "m", leaseUntil: 1, eventId: "evt_1" });
  expect(await ledger.read("mail")).toMatchObject({ state: "sending", token: "t" });
});

it("the mail ledger sees at once that an address must not be mailed again", async () => {
  const unknown = { mailKey: undefined, eventId: undefined };
  const report = { outcome: "bounced", reason: "Permanent", at: "", ...unknown, undeliverable: [] } as const;
  await new DynamoDbMailOutcomes(client, "items").suppress("jenny@example.com", report);
  expect(await new DynamoDbMailLedger(client, "items", Date.now).isUndeliverable("jenny@example.com")).toBe(true);
});

it("many items read at once are as they were just written", async () => {
  await client.send(new PutCommand({ TableName: "items", Item: { pk: "many", n: 1 } }));
  expect(await batchGet(client, "items", "pk", ["many", "none"])).toEqual([{ pk: "many", n: 1 }]);
});

it("the inventory table sees what was just written", async () => {
  const store = new DynamoDbReservationStore(client, "items", Date.now);
  const facts = { placed: true, paid: false, paymentFailed: false, expired: false, refunds: {}, disputes: {} };
  const reservation: Reservation = { orderId: "pi_1", version: 1, status: "pending", facts, lines: [], notices: {} };
  await store.write(reservation, []);
  await expect(store.read("pi_1")).resolves.toBeDefined();
});
