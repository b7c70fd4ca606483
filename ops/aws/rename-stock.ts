import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { type TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import type { RenamePorts } from "../core/stock/rename.ts";
import type { StockRow } from "../core/stock/set-stock.ts";
import type { Target } from "../target.ts";
import { removeRow, stockKey } from "./stock.ts";

interface Rows {
  readonly from: string;
  readonly to: string;
  /** Absent where the old SKU has no row. */
  readonly row?: StockRow;
  /** Makes the new row, where there is none. @returns whether there is one now */
  readonly makeRow: () => Promise<boolean>;
}

export function renamePorts({ from, to, row, makeRow }: Rows, target: Target): RenamePorts {
  const { documents } = target.clients;
  const TableName = target.outputs.inventoryTable;
  const write = async (items: TransactWriteCommandInput["TransactItems"]): Promise<boolean> => {
    try {
      await documents.transactWrite({ TransactItems: items });
      return true;
    } catch (error) {
      if (error instanceof TransactionCanceledException) return false;
      throw error;
    }
  };
  const add = (sku: string, attribute: "available" | "reserved" | "shipped", units: number) => ({
    Update: {
      TableName,
      Key: stockKey(sku),
      UpdateExpression: "ADD #units :units",
      ConditionExpression: units > 0 ? "attribute_exists(pk)" : "#units >= :most",
      ExpressionAttributeNames: { "#units": attribute },
      ExpressionAttributeValues: { ":units": units, ...(units > 0 ? {} : { ":most": -units }) },
    },
  });
  return {
    async moveAvailable() {
      if (!(await makeRow())) return false;
      const units = row?.available ?? 0;
      return units === 0 || (await write([add(from, "available", -units), add(to, "available", units)]));
    },
    rename: ({ orderId, version, lines, short, held, shipped }) => {
      const names = { "#lines": "lines", "#version": "version", ...(short === undefined ? {} : { "#short": "short" }) };
      const reservation = {
        Update: {
          TableName,
          Key: { pk: `reservation#${orderId}` },
          UpdateExpression: `SET #lines = :lines, #version = :next${short === undefined ? "" : ", #short = :short"}`,
          ConditionExpression: "#version = :version",
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: { ":lines": lines, ":short": short, ":version": version, ":next": version + 1 },
        },
      };
      const [place, units] = shipped > 0 ? (["shipped", shipped] as const) : (["reserved", held] as const);
      const out = row === undefined ? [] : [add(from, place, -units)];
      return write([reservation, ...(units === 0 ? [] : [...out, add(to, place, units)])]);
    },
    removeOld: () =>
      row === undefined ? Promise.resolve(true) : removeRow({ ...row, available: 0, shipped: 0 }, target),
  };
}
