import { isOpen, readInventory, type Inventory } from "../../aws/stock.ts";
import type { Context } from "../../context.ts";
import { stockLines } from "../../core/stock/overview.ts";
import { exitCodes, type ExitCode } from "../../errors.ts";
import { counted } from "../../output/count.ts";
import { tableLines } from "../../output/table.ts";
import { readUnits } from "./set.ts";

export async function listStock(context: Context, low: string | undefined): Promise<ExitCode> {
  const most = low === undefined ? Infinity : readUnits("--low", low);
  const { rows, reservations } = await inventory(context);
  const backorders = reservations.filter(({ status }) => status === "backordered");
  const lines = stockLines(rows, backorders).filter(
    ({ available, backordered }) => available <= most || backordered > 0,
  );
  context.print({ stock: lines, backorders: backorders.length }, () =>
    lines.length === 0
      ? [low === undefined ? "No stock." : `No SKU has ${low} units or fewer, and no order waits for stock.`]
      : [
          ...tableLines(
            ["SKU", "AVAILABLE", "RESERVED", "BACKORDERED"],
            lines.map(({ sku, available, reserved, backordered }) => [sku, available, reserved, backordered]),
          ),
          ...(backorders.length === 0
            ? []
            : ["", `${counted(backorders.length, "order")} without stock: stock allocate`]),
        ],
  );
  return lines.length === 0 ? exitCodes.nothing : exitCodes.done;
}

/** The stock, and the reservations that something is still to be done for. */
export async function inventory(context: Context): Promise<Inventory> {
  return readInventory(await context.target(), context.reading("Reading the inventory table"), isOpen);
}
