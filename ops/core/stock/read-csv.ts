import { UsageError } from "../../errors.ts";

/**
 * Reads `sku,available` lines; a heading, empty lines and quoted fields are fine.
 * @returns units by SKU
 * @throws UsageError that names the line
 */
export function readStockCsv(text: string, file: string): ReadonlyMap<string, number> {
  const wanted = new Map<string, number>();
  for (const [index, line] of text
    .replace(/^\uFEFF/u, "")
    .split(/\r\n|\n|\r/u)
    .entries()) {
    if (line.trim() === "" || (index === 0 && /^"?sku"?\s*[,;]/iu.test(line))) continue;
    const wrong = (what: string): UsageError => new UsageError(`${file}, line ${String(index + 1)}: ${what}`);
    const [, quoted, plain = "", count = ""] =
      /^(?:"((?:[^"]|"")*)"|([^",;]*))\s*[,;]\s*"?(\d{1,9})"?\s*$/u.exec(line) ?? [];
    const sku = (quoted?.replaceAll('""', '"') ?? plain).trim();
    if (sku === "") throw wrong("give a SKU, a comma and a whole number of units, such as MUG-BLUE,200");
    if (wanted.has(sku)) throw wrong(`${sku} is there twice`);
    wanted.set(sku, Number(count));
  }
  if (wanted.size === 0) throw new UsageError(`${file} holds no line with a SKU and its units`);
  return wanted;
}
