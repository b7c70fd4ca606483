import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { paginateScan, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as v from "valibot";
import { readReservation } from "../../domain/stock/stored-reservation.ts";
import type { Reservation } from "../../domain/stock/reservation.ts";
import { readStored } from "../../domain/stored-item.ts";
import type { StockPorts, StockRow } from "../core/stock/set-stock.ts";
import type { Target } from "../target.ts";
import { batchGet } from "./batch-get.ts";

const prefix = "stock#";
const rowSchema = v.object({ pk: v.string(), available: v.number(), reserved: v.number() });

export function stockPorts({ clients: { documents }, outputs: { inventoryTable } }: Target): StockPorts {
  return {
    async rows(skus) {
      const items = await batchGet(
        documents,
        inventoryTable,
        "pk",
        skus.map((sku) => `${prefix}${sku}`),
      );
      return new Map(items.map(readStockRow).map((row) => [row.sku, row]));
    },
    async write({ sku, available, before }) {
      const update = new UpdateCommand({
        TableName: inventoryTable,
        Key: { pk: `${prefix}${sku}` },
        UpdateExpression: "SET sku = :sku, available = :available, reserved = if_not_exists(reserved, :none)",
        ConditionExpression: before === undefined ? "attribute_not_exists(pk)" : "available = :before",
        ExpressionAttributeValues: {
          ":sku": sku,
          ":available": available,
          ":none": 0,
          ...(before === undefined ? {} : { ":before": before.available }),
        },
      });
      try {
        await documents.send(update);
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}

export interface Inventory {
  readonly rows: readonly StockRow[];
  readonly reservations: readonly Reservation[];
}

/** Reads the whole inventory table. @param keep which reservations; default: all */
export async function readInventory(
  { clients: { documents }, outputs: { inventoryTable } }: Target,
  onPage: (read: number) => void,
  keep: (reservation: Reservation) => boolean = () => true,
): Promise<Inventory> {
  const rows: StockRow[] = [];
  const reservations: Reservation[] = [];
  let read = 0;
  for await (const { Items = [], ScannedCount = 0 } of paginateScan(
    { client: documents },
    { TableName: inventoryTable },
  )) {
    onPage((read += ScannedCount));
    for (const item of Items) {
      if (String(item["pk"]).startsWith(prefix)) rows.push(readStockRow(item));
      else reservations.push(...[readReservation(item)].filter(keep));
    }
  }
  return { rows, reservations };
}

/** One that waits for stock, has a move that stopped half-way, or a notice that is due and not out. */
export function isOpen({ status, transfer, notices }: Reservation): boolean {
  if (status === "backordered" || transfer !== undefined) return true;
  return Object.values(notices).some(({ publishedAt }) => publishedAt === undefined);
}

/** @throws Error naming the row, if it is not a valid stock row */
export function readStockRow(item: Readonly<Record<string, unknown>>): StockRow {
  const { pk, available, reserved } = readStored(rowSchema, item, String(item["pk"]));
  return { sku: pk.slice(prefix.length), available, reserved };
}
