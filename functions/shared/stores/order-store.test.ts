import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTable } from "../testing-tables.ts";
import { extendOrder, mergeAway, type Order } from "../../../domain/order/order.ts";
import type { OrderStore } from "../../../domain/order/ports.ts";
import { memoryOrderStore } from "./memory-order-store.ts";
import { createOrderStore } from "./order-store.ts";

let table: Awaited<ReturnType<typeof startTable>>;
beforeAll(async () => {
  table = await startTable("orders", "orderId");
});
afterAll(() => table.close());

let unique = 0;
const time = "2026-11-23T06:00:00.000Z";
const orderOf = (orderId: string, before?: Order): Order => extendOrder(before, { orderId, livemode: false }, [], time);

/** A client that sends nothing. */
const clientThat = (send: (command: { input: unknown }) => Promise<unknown>) =>
  ({ send }) as unknown as typeof table.client;

describe.each([
  ["in memory", () => memoryOrderStore()],
  ["in DynamoDB", () => createOrderStore(table.client, "orders")],
] satisfies [string, () => OrderStore][])("the order store %s", (_where, open) => {
  const freshId = (): string => `pi_${String((unique += 1))}`;

  it("replaces the version that was read, and no other", async () => {
    const orders = open();
    const first = orderOf(freshId());
    expect(await orders.get(first.orderId)).toBeUndefined();
    expect(await orders.put(first, [])).toBe(true);
    expect(await orders.put(first, [])).toBe(false);
    const second = orderOf(first.orderId, first);
    expect(await orders.put(second, [])).toBe(true);
    expect(await orders.put(second, [])).toBe(false);
    expect(await orders.get(first.orderId)).toEqual(second);
  });

  it("takes one of two writers of the same version", async () => {
    const orders = open();
    const order = orderOf(freshId());
    const written = await Promise.all([orders.put(order, []), orders.put({ ...order, livemode: true }, [])]);
    expect(written.filter(Boolean)).toHaveLength(1);
    expect((await orders.get(order.orderId))?.livemode).toBe(written[1]);
  });

  it("writes an order and what became part of it, or neither", async () => {
    const orders = open();
    const [filed, order] = [orderOf(freshId()), orderOf(freshId())];
    const merged = mergeAway(filed, order.orderId, time);
    await orders.put(filed, []);
    await orders.put(orderOf(filed.orderId, filed), []);
    expect(await orders.put(order, [merged])).toBe(false);
    expect(await orders.get(order.orderId)).toBeUndefined();
    const next = { ...merged, version: 3 };
    expect(await orders.put(order, [next])).toBe(true);
    expect(await orders.get(order.orderId)).toEqual(order);
    expect(await orders.get(filed.orderId)).toEqual(next);
  });
});

describe("the orders table", () => {
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
