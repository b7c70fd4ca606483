import { lineWidth } from "./width.ts";

/** One cell; numbers are right-aligned. */
type Cell = string | number | undefined;

/**
 * Aligned columns for reading; a row that is wider than a line goes on below, indented. Nothing is cut: an id that lacks
 * its end is of no use.
 * @returns the lines, headings first
 */
export function tableLines(
  headings: readonly string[],
  rows: readonly (readonly Cell[])[],
  width = lineWidth(),
): string[] {
  const texts = rows.map((row) => headings.map((_, column) => String(row[column] ?? "-")));
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...texts.map((row) => row[column]?.length ?? 0)),
  );
  const isNumber = headings.map((_, column) => rows.some((row) => typeof row[column] === "number"));
  const parts = partsOf(widths, width);
  const line = (cells: readonly string[]): string[] =>
    parts.map((columns, index) => {
      const padded = columns.map((column) => {
        const cell = cells[column] ?? "";
        return isNumber[column] === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
      });
      return `${index === 0 ? "" : below}${padded.join(gap)}`.trimEnd();
    });
  return [...line(headings), ...texts.flatMap((row) => line(row))];
}

const gap = "  ";
const below = "    ";

/** The columns of each line of a row. */
function partsOf(widths: readonly number[], width: number): number[][] {
  const parts: number[][] = [];
  let used = 0;
  for (const [column, own] of widths.entries()) {
    const last = parts.at(-1);
    if (last !== undefined && used + gap.length + own <= width) {
      last.push(column);
      used += gap.length + own;
    } else {
      parts.push([column]);
      used = (parts.length === 1 ? 0 : below.length) + own;
    }
  }
  return parts;
}

/** Names and values, one pair a line; what is undefined is left out. */
export function fieldLines(fields: Readonly<Record<string, Cell>>): string[] {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  const width = Math.max(0, ...present.map(([name]) => name.length));
  return present.map(([name, value]) => `${name.padEnd(width)}  ${String(value)}`);
}
