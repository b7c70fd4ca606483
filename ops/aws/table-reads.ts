import { type DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
// By exception from the consumers' own folders: what a rehearsal reads is what the consumers read. See core/replay.
import { DynamoDbMailLedger } from "../../functions/email-processor/delivery/dynamodb-ledger.ts";
import { DynamoDbReservationStore } from "../../functions/inventory-processor/reservation/dynamodb-store.ts";
import { readReservation } from "../../functions/inventory-processor/reservation/item.ts";
import type { Order } from "../../functions/order-processor/order.ts";
import { createOrders } from "../../functions/order-processor/orders.ts";
import { createJournal } from "../../functions/shared/journal-table.ts";
import type { StackOutputs } from "../../functions/shared/stack-outputs.ts";
import type { TableReads } from "../core/replay/knowledge.ts";
import type { StandingTables } from "../core/replay/overlays.ts";
import { batchGet } from "./batch-get.ts";

type TableNames = Pick<StackOutputs, "ordersTable" | "emailTable" | "inventoryTable" | "journalTable">;

/** Many keys at once, of the tables of a stack. */
export function tableReads(client: DynamoDBDocumentClient, tables: TableNames): TableReads {
  const byPk = async <T>(
    tableName: string,
    prefix: string,
    keys: readonly string[],
    read: (item: Record<string, unknown>) => T,
  ) => {
    const items = await batchGet(
      client,
      tableName,
      "pk",
      keys.map((key) => `${prefix}${key}`),
    );
    return new Map(items.map((item) => [String(item["pk"]).slice(prefix.length), read(item)]));
  };
  return {
    refs: (ids) => byPk(tables.journalTable, "ref#", ids, (item) => String(item["orderKey"])),
    async orders(keys) {
      const items = await batchGet(client, tables.ordersTable, "orderId", keys);
      // Written by the order processor alone.
      return new Map(items.map((item) => [String(item["orderId"]), item as unknown as Order]));
    },
    mails: (keys) => byPk(tables.emailTable, "", keys, (item) => String(item["state"])),
    reservations: (keys) => byPk(tables.inventoryTable, "reservation#", keys, readReservation),
  };
}

/** The tables as the consumers read them. */
export function standingTables(client: DynamoDBDocumentClient, tables: TableNames, now: () => number): StandingTables {
  return {
    orders: createOrders(client, tables.ordersTable),
    // Only read: how long an entry would be kept does not matter.
    journal: createJournal(client, tables.journalTable, 1, now),
    ledger: new DynamoDbMailLedger(client, tables.emailTable, now),
    store: new DynamoDbReservationStore(client, tables.inventoryTable, now),
    async stock(sku) {
      const key = { TableName: tables.inventoryTable, Key: { pk: `stock#${sku}` }, ConsistentRead: true };
      const { Item: item } = await client.send(new GetCommand(key));
      return item === undefined
        ? undefined
        : { available: Number(item["available"]), reserved: Number(item["reserved"]) };
    },
  };
}
