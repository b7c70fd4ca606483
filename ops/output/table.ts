/** One cell; numbers are right-aligned. */
type Cell = string | number | undefined;

/**
 * Aligned columns for reading. Nothing is cut: an id that lacks its end is of no use.
 * @returns the lines, headings first
 */
export function tableLines(headings: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const texts = rows.map((row) => headings.map((_, column) => String(row[column] ?? "-")));
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...texts.map((row) => row[column]?.length ?? 0)),
  );
  const isNumber = headings.map((_, column) => rows.some((row) => typeof row[column] === "number"));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        isNumber[column] === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return [line(headings), ...texts.map(line)];
}

/** Names and values, one pair a line; what is undefined is left out. */
export function fieldLines(fields: Readonly<Record<string, Cell>>): string[] {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  const width = Math.max(0, ...present.map(([name]) => name.length));
  return present.map(([name, value]) => `${name.padEnd(width)}  ${String(value)}`);
}
