import * as v from "valibot";
import { type DynamoDBDocument } from "@aws-sdk/lib-dynamodb";
import { DynamoDbMailLedger } from "../../functions/shared/stores/mail-ledger.ts";
import { DynamoDbReservationStore } from "../../functions/shared/stores/reservation-store.ts";
import { readReservation } from "../../domain/stock/stored-reservation.ts";
import { createOrderStore } from "../../functions/shared/stores/order-store.ts";
import { readOrder } from "../../domain/order/stored-order.ts";
import { createJournal } from "../../functions/shared/journal-table.ts";
import { readStored } from "../../domain/stored-item.ts";
import type { StackOutputs } from "../../functions/shared/stack-outputs.ts";
import type { TableReads } from "../core/replay/knowledge.ts";
import type { StandingTables } from "../core/replay/overlays.ts";
import { batchGet } from "../../functions/shared/batch-get.ts";
import { readOr, readStockRow } from "./stock.ts";

const refSchema = v.object({ orderKey: v.string() });
const mailSchema = v.object({ state: v.string() });

type TableNames = Pick<StackOutputs, "ordersTable" | "emailTable" | "inventoryTable" | "journalTable">;

/** Many keys at once, of the tables of a stack. @param onUnreadable takes why an order is left out; else it is thrown */
export function tableReads(
  client: DynamoDBDocument,
  tables: TableNames,
  onUnreadable?: (reason: string) => void,
): TableReads {
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
    return new Map(items.map((item) => [pkOf(item).slice(prefix.length), read(item)]));
  };
  return {
    refs: (ids) => byPk(tables.journalTable, "ref#", ids, (item) => readStored(refSchema, item, pkOf(item)).orderKey),
    async orders(keys) {
      const items = await batchGet(client, tables.ordersTable, "orderId", keys);
      const orders = items.flatMap((item) => readOr(() => readOrder(item), onUnreadable));
      return new Map(orders.map((order) => [order.orderId, order]));
    },
    mails: (keys) => byPk(tables.emailTable, "", keys, (item) => readStored(mailSchema, item, pkOf(item)).state),
    reservations: (keys) => byPk(tables.inventoryTable, "reservation#", keys, readReservation),
  };
}

export function standingTables(client: DynamoDBDocument, tables: TableNames, now: () => number): StandingTables {
  return {
    orders: createOrderStore(client, tables.ordersTable),
    // Only read: how long an entry would be kept does not matter.
    journal: createJournal(client, tables.journalTable, 1, now),
    ledger: new DynamoDbMailLedger(client, tables.emailTable, now),
    store: new DynamoDbReservationStore(client, tables.inventoryTable, now),
    async stock(sku) {
      const key = { TableName: tables.inventoryTable, Key: { pk: `stock#${sku}` }, ConsistentRead: true };
      const { Item: item } = await client.get(key);
      return item === undefined ? undefined : readStockRow(item);
    },
  };
}

function pkOf(item: Readonly<Record<string, unknown>>): string {
  return String(item["pk"]);
}
