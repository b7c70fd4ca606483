import { renamePorts } from "../../aws/rename-stock.ts";
import { readBooks, removeRow, stockPorts } from "../../aws/stock.ts";
import type { Context } from "../../context.ts";
import { nothing } from "../../core/stock/counts.ts";
import { newRow } from "../../core/stock/set-stock.ts";
import { renamed, renameSku } from "../../core/stock/rename.ts";
import { exitCodes, OpsError, UsageError, type ExitCode } from "../../errors.ts";
import { counted } from "../../output/count.ts";

/** Moves units, reservations and waiting orders from one SKU to another. */
export async function rename(context: Context, from: string, to: string): Promise<ExitCode> {
  if (from === to) throw new UsageError(`${from} and ${to} are the same SKU`);
  const target = await context.target();
  const books = await readBooks(target, context.reading("Reading the inventory table"), ({ lines }) =>
    lines.some(({ sku }) => sku === from),
  );
  const wrong = books.differences.find(({ sku, row }) => row !== undefined && (sku === from || sku === to));
  if (wrong !== undefined) throw new OpsError(`The row of ${wrong.sku} is wrong: stock check --yes, then run it again`);
  const moving = books.reservations.find(({ transfer }) => transfer !== undefined);
  if (moving !== undefined) {
    throw new OpsError(`${moving.orderId} is half-way: stock allocate --yes finishes it, then run it again`);
  }
  const row = books.rows.find(({ sku }) => sku === from);
  const renamings = books.reservations.flatMap((reservation) => renamed(reservation, from, to) ?? []);
  if (row === undefined && renamings.length === 0) throw new UsageError(`${from} has no row, and no order names it`);
  const plan = { from, to, available: row?.available ?? 0, orders: renamings.length };
  const lines = (): string[] => [
    `${from} becomes ${to}: ${counted(plan.available, "unit")} available, ${counted(plan.orders, "order")}.`,
    "The warehouse gets no notice; later events must name the new SKU.",
  ];
  if (!(await context.mayChange(plan, lines))) return exitCodes.done;

  const ports = stockPorts(target);
  const makeRow = (): Promise<boolean> =>
    books.rows.some(({ sku }) => sku === to) ? Promise.resolve(true) : ports.write(newRow(to, 0, books.counts));
  const progress = context.progress("Renaming orders");
  await renameSku(renamings, renamePorts({ from, to, makeRow, ...(row === undefined ? {} : { row }) }, target), {
    signal: context.signal,
    onProgress: (done) => progress(done, renamings.length),
  });
  context.print(plan, () => ["", "Done. Orders that wait for stock get it by stock allocate."]);
  return exitCodes.done;
}

/** Deletes the row of a SKU that no reservation holds. */
export async function remove(context: Context, sku: string): Promise<ExitCode> {
  const target = await context.target();
  const { rows, counts } = await readBooks(target, context.reading("Reading the inventory table"), () => false);
  const row = rows.find((one) => one.sku === sku);
  if (row === undefined) {
    context.print({ sku, removed: false }, () => [`${sku} has no row.`]);
    return exitCodes.nothing;
  }
  const units = (counts.get(sku) ?? nothing).held;
  if (units > 0) {
    throw new OpsError(
      `Reservations hold ${String(units)} of ${sku}, which a refund gives back: stock set ${sku} 0 keeps it from being sold, stock rename gives it another name`,
    );
  }
  if (row.reserved > 0) throw new OpsError(`The row of ${sku} is wrong: stock check --yes, then run it again`);
  const lines = (): string[] => [`The row of ${sku} is deleted, with ${counted(row.available, "unit")} available.`];
  if (!(await context.mayChange({ sku, available: row.available }, lines))) return exitCodes.done;
  if (!(await removeRow(row, target))) throw new OpsError(`Orders changed the stock of ${sku} meanwhile. Run it again`);
  context.print({ sku, removed: true }, () => ["", `${sku} is deleted.`]);
  return exitCodes.done;
}
