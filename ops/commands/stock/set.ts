import { readFile } from "node:fs/promises";
import { stockPorts } from "../../aws/stock.ts";
import type { Context } from "../../context.ts";
import { readStockCsv } from "../../core/stock/read-csv.ts";
import { planStock, setStock } from "../../core/stock/set-stock.ts";
import { exitCodes, UsageError, type ExitCode } from "../../errors.ts";
import { counted } from "../../output/count.ts";
import { tableLines } from "../../output/table.ts";

export function setOne(context: Context, sku: string, units: string): Promise<ExitCode> {
  if (sku.trim() === "") throw new UsageError("Give a SKU");
  return change(context, new Map([[sku, readUnits("units", units)]]));
}

export async function importStock(context: Context, file: string): Promise<ExitCode> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new UsageError(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  });
  return change(context, readStockCsv(text, file));
}

/** @throws UsageError unless it is a number of units */
export function readUnits(name: string, text: string): number {
  if (/^\d{1,9}$/u.test(text)) return Number(text);
  throw new UsageError(`${name} ${text}: give a whole number from 0 to 999999999`);
}

async function change(context: Context, wanted: ReadonlyMap<string, number>): Promise<ExitCode> {
  const ports = stockPorts(await context.target(), context.reading("Reading the inventory table"));
  const changes = await planStock(wanted, ports);
  if (changes.length === 0) {
    context.print({ changed: 0 }, () => ["The stock says so already."]);
    return exitCodes.nothing;
  }
  const rows = changes.map(({ sku, available, before, reserved = before?.reserved }) => [
    sku,
    before?.available ?? "new",
    available,
    reserved,
  ]);
  const lines = (): string[] => tableLines(["SKU", "AVAILABLE NOW", "THEN", "RESERVED"], rows);
  if (!(await context.mayChange({ changes }, lines))) return exitCodes.done;
  const progress = context.progress("Writing stock");
  const changed = await setStock(changes, ports, {
    signal: context.signal,
    onProgress: (done) => progress(done, changes.length),
  });
  context.print({ changed }, () => [
    "",
    `${counted(changed, "row")} written. Orders that wait for stock get it by stock allocate.`,
  ]);
  return exitCodes.done;
}
