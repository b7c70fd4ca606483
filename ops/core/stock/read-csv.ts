import { CsvError, parse } from "csv-parse/sync";
import * as v from "valibot";
import { UsageError } from "../../errors.ts";

/** csv-parse's typings know nothing of its option `info`: each record with the line that it ends on. */
const recordsSchema = v.array(v.object({ record: v.array(v.string()), info: v.object({ lines: v.number() }) }));

/**
 * Reads `sku,available` lines; a heading, empty lines and quoted fields are fine.
 * @returns units by SKU
 * @throws UsageError that names the line
 */
export function readStockCsv(text: string, file: string): ReadonlyMap<string, number> {
  const wanted = new Map<string, number>();
  for (const { record, info } of records(text, file)) {
    const [sku = "", count = "", ...others] = record;
    if (wanted.size === 0 && sku.toLowerCase() === "sku") continue;
    const wrong = (what: string): UsageError => new UsageError(`${file}, line ${String(info.lines)}: ${what}`);
    if (sku === "" || !/^\d{1,9}$/u.test(count) || others.length > 0)
      throw wrong("give a SKU, a comma and a whole number of units, such as MUG-BLUE,200");
    if (wanted.has(sku)) throw wrong(`${sku} is there twice`);
    wanted.set(sku, Number(count));
  }
  if (wanted.size === 0) throw new UsageError(`${file} holds no line with a SKU and its units`);
  return wanted;
}

function records(text: string, file: string): v.InferOutput<typeof recordsSchema> {
  try {
    const form = { bom: true, delimiter: [",", ";"], relax_column_count: true, skip_empty_lines: true, trim: true };
    return v.parse(recordsSchema, parse(text, { ...form, info: true }));
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    throw new UsageError(`${file}: ${cause.message}`, { cause });
  }
}
