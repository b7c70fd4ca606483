import { stockPorts } from "../../aws/stock.ts";
import type { Context } from "../../context.ts";
import { differenceText, recount } from "../../core/stock/books.ts";
import { setStock } from "../../core/stock/set-stock.ts";
import { exitCodes, type ExitCode } from "../../errors.ts";
import { counted } from "../../output/count.ts";
import { inventory } from "./list.ts";

/** Recounts what reservations hold of every SKU. */
export async function checkStock(context: Context): Promise<ExitCode> {
  const { rows, differences } = await inventory(context);
  if (differences.length === 0) {
    context.print({ checked: rows.length, differences: [] }, () => [
      `${counted(rows.length, "row")} checked: each counts as reserved what reservations hold.`,
    ]);
    return exitCodes.nothing;
  }
  const without = differences.filter(({ row }) => row === undefined).length;
  const plan = (): string[] => [
    ...differences.map((difference) => `${difference.sku}: ${differenceText(difference)}`),
    ...(without === 0 ? [] : ["", "A new row starts with no unit available: stock set SKU N gives it some."]),
  ];
  if (!(await context.mayChange({ checked: rows.length, differences }, plan))) return exitCodes.done;
  const ports = stockPorts(await context.target());
  const changed = await setStock(differences.map(recount), ports, { signal: context.signal });
  context.print({ checked: rows.length, differences, changed }, () => ["", `${counted(changed, "row")} corrected.`]);
  return exitCodes.done;
}
