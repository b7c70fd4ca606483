import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** The text of a file, by its path from the repository's root. */
export function readDocument(file: string): Promise<string> {
  return readFile(path.join(repository, file), "utf8");
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
