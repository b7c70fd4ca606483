import { paginateScan } from "@aws-sdk/lib-dynamodb";
import * as v from "valibot";
import { readReservation } from "../../domain/stock/stored-reservation.ts";
import type { Reservation } from "../../domain/stock/reservation.ts";
import { readStored } from "../../domain/stored-item.ts";
import { addCounted, type BookDifference, differencesOf, inBoth } from "../core/stock/books.ts";
import type { Counted, Counts } from "../core/stock/counts.ts";
import type { StockPorts, StockRow } from "../core/stock/set-stock.ts";
import { held as conditionHeld } from "../../functions/shared/conditional-write.ts";
import type { Target } from "../target.ts";
import { batchGet } from "../../functions/shared/batch-get.ts";

const prefix = "stock#";
const rowSchema = v.object({
  pk: v.string(),
  available: v.number(),
  reserved: v.number(),
  shipped: v.exactOptional(v.number()),
});

export function stockKey(sku: string): { pk: string } {
  return { pk: `${prefix}${sku}` };
}

export function stockPorts(target: Target, onPage: (read: number) => void = () => undefined): StockPorts {
  const { documents } = target.clients;
  const { inventoryTable } = target.outputs;
  return {
    async rows(skus) {
      const keys = skus.map((sku) => stockKey(sku).pk);
      const items = await batchGet(documents, inventoryTable, "pk", keys);
      return new Map(items.map(readStockRow).map((row) => [row.sku, row]));
    },
    counts: async () => (await readInventory(target, onPage, () => false)).counts,
    write: ({ sku, available, reserved, shipped = 0, before }) => {
      // What nobody has shipped has no such attribute.
      const counts = { reserved, ...(shipped === 0 && before?.shipped === undefined ? {} : { shipped }) };
      const set = Object.entries(reserved === undefined ? {} : counts);
      const update = {
        TableName: inventoryTable,
        Key: stockKey(sku),
        UpdateExpression: `SET sku = :sku, available = :available${set.map(([name]) => `, ${name} = :${name}`).join("")}`,
        ConditionExpression:
          before === undefined ? "attribute_not_exists(pk)" : isAsBefore(before, reserved !== undefined),
        ExpressionAttributeValues: {
          ":sku": sku,
          ":available": available,
          ...Object.fromEntries(set.map(([name, units]) => [`:${name}`, units])),
          ...(before === undefined ? {} : { ":availableBefore": before.available }),
          ...(before === undefined || reserved === undefined
            ? {}
            : { ":reservedBefore": before.reserved, ":shippedBefore": before.shipped }),
        },
      };
      return conditionHeld(documents.update(update));
    },
  };
}

function isAsBefore({ shipped }: StockRow, isWhole: boolean): string {
  const left = shipped === undefined ? "attribute_not_exists(shipped)" : "shipped = :shippedBefore";
  return `available = :availableBefore${isWhole ? ` AND reserved = :reservedBefore AND ${left}` : ""}`;
}

/** Deletes a row of which nothing is reserved. @returns whether it was still as it was read */
export function removeRow(
  { sku, available, shipped = 0 }: StockRow,
  { clients: { documents }, outputs: { inventoryTable } }: Target,
): Promise<boolean> {
  const removal = {
    TableName: inventoryTable,
    Key: stockKey(sku),
    ConditionExpression:
      "available = :available AND reserved = :none AND (attribute_not_exists(shipped) OR shipped = :shipped)",
    ExpressionAttributeValues: { ":available": available, ":none": 0, ":shipped": shipped },
  };
  return conditionHeld(documents.delete(removal));
}

interface Inventory {
  readonly rows: readonly StockRow[];
  readonly reservations: readonly Reservation[];
  /** By all reservations, kept or not. */
  readonly counts: Counts;
}

/** Reads the whole inventory table. @param keep which reservations; default: all */
async function readInventory(
  { clients: { documents }, outputs: { inventoryTable } }: Target,
  onPage: (read: number) => void,
  keep: (reservation: Reservation) => boolean = () => true,
  onUnreadable?: (reason: string) => void,
): Promise<Inventory> {
  const rows: StockRow[] = [];
  const reservations: Reservation[] = [];
  const counts = new Map<string, Counted>();
  let read = 0;
  for await (const { Items = [], ScannedCount = 0 } of paginateScan(
    { client: documents },
    { TableName: inventoryTable, ConsistentRead: true },
  )) {
    onPage((read += ScannedCount));
    for (const item of Items) {
      if (String(item["pk"]).startsWith(prefix)) {
        rows.push(...readOr(() => readStockRow(item), onUnreadable));
        continue;
      }
      for (const reservation of readOr(() => readReservation(item), onUnreadable)) {
        addCounted(counts, reservation);
        if (keep(reservation)) reservations.push(reservation);
      }
    }
  }
  return { rows, reservations, counts };
}

/** @returns nothing for what cannot be read. @throws its error where nobody takes the reason */
export function readOr<T>(read: () => T, onUnreadable?: (reason: string) => void): T[] {
  try {
    return [read()];
  } catch (error) {
    if (onUnreadable === undefined || !(error instanceof Error)) throw error;
    onUnreadable(error.message);
    return [];
  }
}

export interface Books extends Inventory {
  readonly differences: readonly BookDifference[];
}

/** The inventory and what is wrong in it, which takes a second reading: see {@link inBoth}. */
export async function readBooks(
  target: Target,
  onPage: (read: number) => void,
  keep?: (reservation: Reservation) => boolean,
  onUnreadable?: (reason: string) => void,
): Promise<Books> {
  const first = await readInventory(target, onPage, keep, onUnreadable);
  const differences = differencesOf(first.rows, first.counts);
  if (differences.length === 0) return { ...first, differences };
  const second = await readInventory(target, onPage, keep, onUnreadable);
  return { ...second, differences: inBoth(differences, differencesOf(second.rows, second.counts)) };
}

/** One that waits for stock, has a move that stopped half-way, or a notice that is due and not out. */
export function isOpen({ status, transfer, notices }: Reservation): boolean {
  if (status === "backordered" || transfer !== undefined) return true;
  return Object.values(notices).some(({ publishedAt }) => publishedAt === undefined);
}

/** @throws Error naming the row, if it is not a valid stock row */
export function readStockRow(item: Readonly<Record<string, unknown>>): StockRow {
  const { pk, ...units } = readStored(rowSchema, item, String(item["pk"]));
  return { sku: pk.slice(prefix.length), ...units };
}
