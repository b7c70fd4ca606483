/** Characters in a line: those of the terminal, 80 where nobody looks. */
export function lineWidth(): number {
  const columns = process.stdout.isTTY ? process.stdout.columns : undefined;
  return columns === undefined ? 80 : Math.max(columns, 40);
}

/** A line of JSON stays whole, to be copied; so does a command. */
const isCopied = /^\s*(?:[{}[\]"]|\$ )/u;

/**
 * A line as lines that fit, broken at spaces; what follows the first is indented a little more. A word that is longer
 * than a line stays whole: an id that lacks its end is of no use.
 */
export function wrapped(line: string, width = lineWidth()): string[] {
  if (line.length <= width || isCopied.test(line)) return [line];
  const [indent = ""] = /^\s*(?:-> )?/u.exec(line) ?? [];
  const hanging = " ".repeat(indent.length + (indent.endsWith("> ") ? 0 : 2));
  const lines: string[] = [];
  let current = indent;
  for (const word of line.slice(indent.length).split(" ")) {
    const isFirst = current.trim() === "" || current === indent;
    if (!isFirst && current.length + 1 + word.length > width) {
      lines.push(current.trimEnd());
      current = hanging + word;
    } else current += isFirst ? word : ` ${word}`;
  }
  return [...lines, current.trimEnd()];
}
