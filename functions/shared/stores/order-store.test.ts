import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTable } from "../testing-tables.ts";
import { extendOrder, mergeAway, type Order } from "../../../domain/order/order.ts";
import { createOrderStore } from "./order-store.ts";

let table: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  table = await startTable("orders", "orderId");
});
afterAll(() => table.close());

const time = "2026-11-23T06:00:00.000Z";
const orderOf = (orderId: string, before?: Order): Order => extendOrder(before, { orderId, livemode: false }, [], time);

/** dynalite knows no transactions: what is sent of them is looked at instead. */
const clientThat = (send: (command: { input: unknown }) => Promise<unknown>) =>
  ({ send }) as unknown as typeof table.client;

describe("the orders table", () => {
  it("replaces the version that was read, and no other", async () => {
    const orders = createOrderStore(table.client, "orders");
    const first = orderOf("pi_1");
    expect(await orders.get("pi_1")).toBeUndefined();
    expect(await orders.put(first, [])).toBe(true);
    expect(await orders.put(first, [])).toBe(false);
    const second = orderOf("pi_1", first);
    expect(await orders.put(second, [])).toBe(true);
    expect(await orders.put(second, [])).toBe(false);
    expect(await orders.get("pi_1")).toEqual(second);
  });

  it("passes other errors on", async () => {
    await expect(createOrderStore(table.client, "no-table").put(orderOf("pi_1"), [])).rejects.toThrow(/resource/i);
  });

  it("writes an order and what became part of it in one transaction", async () => {
    const sent: unknown[] = [];
    const client = clientThat((command) => Promise.resolve(sent.push(command.input)));
    const filed = orderOf("pi_1");
    const orders = createOrderStore(client, "orders");
    expect(await orders.put(orderOf("in_1"), [mergeAway(filed, "in_1", time)])).toBe(true);
    expect(sent).toMatchObject([
      {
        TransactItems: [
          { Put: { Item: { orderId: "in_1", version: 1 }, ConditionExpression: "attribute_not_exists(orderId)" } },
          {
            Put: {
              Item: { orderId: "pi_1", version: 2, status: "merged", mergedInto: "in_1" },
              ConditionExpression: "#version = :before",
              ExpressionAttributeValues: { ":before": 1 },
            },
          },
        ],
      },
    ]);
  });

  it.each([
    [["None", "ConditionalCheckFailed"], "came second"],
    [["TransactionConflict", "None"], "came second"],
    [["None", "ValidationError"], "failed"],
  ])("takes a transaction canceled for %j as one that %s", async (codes, meaning) => {
    const error = new TransactionCanceledException({
      message: "canceled",
      $metadata: {},
      CancellationReasons: codes.map((Code) => ({ Code })),
    });
    const client = clientThat(() => Promise.reject(error));
    const orders = createOrderStore(client, "orders");
    const outcome = await orders.put(orderOf("in_1"), [orderOf("pi_1")]).then(
      (written) => (written ? "came first" : "came second"),
      () => "failed",
    );
    expect(outcome).toBe(meaning);
  });
});
