import { isOpen, readBooks, type Books } from "../../aws/stock.ts";
import type { Context } from "../../context.ts";
import { stockLines, type StockLine } from "../../core/stock/overview.ts";
import { exitCodes, type ExitCode } from "../../errors.ts";
import { counted } from "../../output/count.ts";
import { tableLines } from "../../output/table.ts";
import { readUnits } from "./set.ts";

export async function listStock(context: Context, low: string | undefined): Promise<ExitCode> {
  const most = low === undefined ? Infinity : readUnits("--low", low);
  const { rows, reservations, differences } = await inventory(context);
  const backorders = reservations.filter(({ status }) => status === "backordered");
  const lines = stockLines(rows, backorders, differences).filter(
    ({ available, backordered, mark }) => available <= most || backordered > 0 || mark !== undefined,
  );
  const nothing = low === undefined ? "No stock." : `No SKU has ${low} units or fewer, and no order waits for stock.`;
  const summary = { stock: lines, backorders: backorders.length, differences: differences.length };
  context.print(summary, () => (lines.length === 0 ? [nothing] : linesOf(lines, summary)));
  return lines.length === 0 ? exitCodes.nothing : exitCodes.done;
}

function linesOf(
  lines: readonly StockLine[],
  { backorders, differences }: { readonly backorders: number; readonly differences: number },
): string[] {
  const rows = lines.map(({ sku, available, reserved, shipped = 0, backordered, lackedBy }) => {
    return [sku, available, reserved, shipped, backordered, lackedBy.length];
  });
  const marks = lines.flatMap(({ sku, mark }) => (mark === undefined ? [] : [`${sku}: ${mark}`]));
  return [
    ...tableLines(["SKU", "AVAILABLE", "RESERVED", "SHIPPED", "BACKORDERED", "ORDERS WAIT"], rows),
    ...(marks.length === 0 ? [] : ["", ...marks]),
    ...(backorders === 0 ? [] : ["", `${counted(backorders, "order")} without stock: stock allocate`]),
    ...(differences === 0 ? [] : ["", `${counted(differences, "row")} to recount: stock check`]),
  ];
}

/** The stock, and the reservations that something is still to be done for. */
export async function inventory(context: Context): Promise<Books> {
  return readBooks(await context.target(), context.reading("Reading the inventory table"), isOpen);
}
