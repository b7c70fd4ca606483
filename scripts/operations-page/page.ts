const mark = /^<!-- shown: (?<name>[\w-]+) -->\n```\n(?<text>[^]*?)^```$/gmu;

/** The blocks of a page that show what commands print, by their names. */
export function shownBlocks(page: string): ReadonlyMap<string, string> {
  return new Map(
    [...page.matchAll(mark)].map(({ groups }) => [groups?.["name"] ?? "", (groups?.["text"] ?? "").trimEnd()]),
  );
}

/**
 * The page with what was printed in its blocks.
 * @param printed by the blocks' names
 * @throws Error for a block that nothing was printed for, and for what no block shows
 */
export function withShown(page: string, printed: ReadonlyMap<string, string>): string {
  const blocks = shownBlocks(page);
  const homeless = [...printed.keys()].filter((name) => !blocks.has(name));
  const empty = [...blocks.keys()].filter((name) => !printed.has(name));
  if (homeless.length + empty.length > 0) {
    throw new Error(`No block shows ${homeless.join(", ") || "-"}; nothing was printed for ${empty.join(", ") || "-"}`);
  }
  return page.replace(mark, (_, name: string) => `<!-- shown: ${name} -->\n\`\`\`\n${printed.get(name) ?? ""}\n\`\`\``);
}
