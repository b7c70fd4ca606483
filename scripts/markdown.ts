import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { markdownTable as writeTable } from "markdown-table";

const repository = fileURLToPath(new URL("..", import.meta.url));

/** The text of a file, by its path from the repository's root. */
export function readDocument(file: string): Promise<string> {
  return readFile(path.join(repository, file), "utf8");
}

/**
 * A document with a generated part replaced between its marks, which name the part and the command that writes it.
 * @throws Error without the marks
 */
export function withGenerated(document: string, part: string, command: string, text: string): string {
  const begin = `<!-- ${part}: begin, written by ${command} -->`;
  const end = `<!-- ${part}: end -->`;
  const [before, rest] = document.split(begin);
  const [, after] = (rest ?? "").split(end);
  if (before === undefined || after === undefined) throw new Error(`the document lacks ${begin} or ${end}`);
  return `${before}${begin}\n\n${text}\n${end}${after}`;
}

/** A table; columns of numbers are right-aligned. */
export function markdownTable(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = rows.map((row) => row.map((cell) => (typeof cell === "number" ? cell.toLocaleString("en") : cell)));
  const isNumber = headings.map((_, column) => lines.every((cells) => /^[\d.,]+$/u.test(cells[column] ?? "")));
  return writeTable([headings, ...lines], {
    align: isNumber.map((right) => (right ? "right" : null)),
    // As wide as its text: padded, one long cell would change every line.
    alignDelimiters: false,
  });
}

/** The rows of the table under a heading, by its column names. @throws Error when there is none */
export function tableUnder(document: string, heading: string): Record<string, string>[] {
  const [, section] = document.split(new RegExp(`^#+ ${heading}$`, "mu"));
  const lines = (section ?? "").split("\n");
  const start = lines.findIndex((line) => line.startsWith("|"));
  if (start < 0) throw new Error(`no table under the heading ${heading}`);
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
  const [head = [], , ...rows] = lines.slice(start, end < 0 ? undefined : end).map(cellsOf);
  return rows.map((cells) => Object.fromEntries(head.map((name, index) => [name, cells[index] ?? ""])));
}

function cellsOf(line: string): string[] {
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}
