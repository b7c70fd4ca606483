import { type DynamoDBDocument, paginateQuery } from "@aws-sdk/lib-dynamodb";
import { createOrderStore } from "../../functions/shared/stores/order-store.ts";
import { createJournal } from "../../functions/shared/journal-table.ts";
import type { StackOutputs } from "../../functions/shared/stack-outputs.ts";
import type { ForgetPorts } from "../core/forget.ts";
import { batchGet } from "../../functions/shared/batch-get.ts";

const fetchedPrefix = "fetched#";
const reservationPrefix = "reservation#";

export function forgetPorts(client: DynamoDBDocument, tables: StackOutputs, now: () => number): ForgetPorts {
  const orders = createOrderStore(client, tables.ordersTable);
  const journal = createJournal(client, tables.journalTable, 1, now);
  return {
    async ordersOf(customerId) {
      const ids: string[] = [];
      const query = {
        TableName: tables.ordersTable,
        IndexName: "customer-index",
        KeyConditionExpression: "customerId = :customer",
        ExpressionAttributeValues: { ":customer": customerId },
      };
      for await (const { Items = [] } of paginateQuery({ client }, query)) {
        ids.push(...Items.map(({ orderId }) => String(orderId)));
      }
      return ids;
    },
    getOrder: (orderId) => orders.get(orderId),
    putOrder: (order) => orders.put(order, []),
    getPurchase: (orderKey) => journal.getPurchase(orderKey),
    async putPurchase(purchase) {
      await client.update({
        TableName: tables.journalTable,
        Key: { pk: `purchase#${purchase.orderKey}` },
        // Its expiry stays what it is.
        UpdateExpression: "SET purchase = :purchase",
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeValues: { ":purchase": purchase },
      });
    },
    async refusals(mailKeys) {
      const entries = await batchGet(client, tables.emailTable, "pk", mailKeys);
      const personal = entries.filter(
        ({ lastRefusal, recipient }) => lastRefusal !== undefined || recipient !== undefined,
      );
      return personal.map((entry) => String(entry["pk"]));
    },
    async removeRefusal(pk) {
      const TableName = tables.emailTable;
      const [entry] = await batchGet(client, TableName, "pk", [pk]);
      const { recipient } = entry ?? {};
      // The address's own item first: from this entry alone it is found.
      if (typeof recipient === "string") {
        await client.delete({ TableName, Key: { pk: recipient } });
      }
      await client.update({ TableName, Key: { pk }, UpdateExpression: "REMOVE lastRefusal, recipient" });
    },
    async recipients(orderKeys) {
      const keys = orderKeys.map((key) => `${reservationPrefix}${key}`);
      const items = await batchGet(client, tables.inventoryTable, "pk", keys);
      const personal = items.filter(({ shipTo, phone }) => shipTo !== undefined || phone !== undefined);
      return personal.map(({ pk }) => String(pk).slice(reservationPrefix.length));
    },
    async removeRecipient(orderKey) {
      await client.update({
        TableName: tables.inventoryTable,
        Key: { pk: `${reservationPrefix}${orderKey}` },
        // The version rises, so that nobody who read them writes them back.
        UpdateExpression: "REMOVE shipTo, phone ADD version :one",
        ExpressionAttributeValues: { ":one": 1 },
      });
    },
    async fetched(eventIds) {
      const keys = [...new Set(eventIds)].map((id) => `${fetchedPrefix}${id}`);
      const items = await batchGet(client, tables.journalTable, "pk", keys);
      return items.map(({ pk }) => String(pk).slice(fetchedPrefix.length));
    },
    async removeFetched(eventId) {
      await client.delete({ TableName: tables.journalTable, Key: { pk: `${fetchedPrefix}${eventId}` } });
    },
    now,
  };
}
