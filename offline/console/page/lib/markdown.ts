/** Text with the marks that the program's dashboards and runbooks use; everything else stays the text that it is. */
export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "strong"; readonly text: string }
  | { readonly kind: "emphasis"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string };

export type Block =
  | { readonly kind: "heading"; readonly level: number; readonly content: readonly Inline[] }
  | { readonly kind: "paragraph"; readonly content: readonly Inline[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "list"; readonly isOrdered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: "table"; readonly rows: readonly (readonly (readonly Inline[])[])[] };

const inlineMarks =
  /`(?<code>[^`]+)`|\*\*(?<strong>[^*]+)\*\*|\*(?<emphasis>[^*\s][^*]*)\*|\[(?<label>[^\]]+)\]\((?<href>[^)\s]+)\)/gu;
const item = /^(?:[-*]|\d+\.) +/u;

/** Reads Markdown into plain values: nothing of it can become HTML. */
export function parseMarkdown(text: string): Block[] {
  const lines = text.replaceAll("\r", "").split("\n");
  const blocks: Block[] = [];
  let at = 0;
  const takeWhile = (holds: (line: string) => boolean): string[] => {
    const matched: string[] = [];
    while (at < lines.length && holds(lines[at] ?? "")) matched.push(lines[at++] ?? "");
    return matched;
  };
  while (at < lines.length) {
    const line = lines[at] ?? "";
    const heading = /^(?<marks>#{1,6}) +(?<title>.*)$/u.exec(line);
    if (line.trim() === "") at += 1;
    else if (line.startsWith("```")) {
      at += 1;
      blocks.push({ kind: "code", text: takeWhile((each) => !each.startsWith("```")).join("\n") });
      at += 1;
    } else if (heading?.groups !== undefined) {
      const { marks = "", title = "" } = heading.groups;
      blocks.push({ kind: "heading", level: marks.length, content: parseInline(title) });
      at += 1;
    } else if (line.startsWith("|")) {
      const rows = takeWhile((each) => each.startsWith("|")).filter((each) => !/^[|\s:-]+$/u.test(each));
      blocks.push({
        kind: "table",
        rows: rows.map((row) =>
          row
            .split("|")
            .slice(1, -1)
            .map((cell) => parseInline(cell.trim())),
        ),
      });
    } else if (item.test(line)) {
      const isOrdered = /^\d/u.test(line);
      const matched = takeWhile((each) => item.test(each) || /^\s+\S/u.test(each));
      const items: string[] = [];
      for (const each of matched) {
        if (item.test(each)) items.push(each.replace(item, ""));
        else items.push(`${items.pop() ?? ""} ${each.trim()}`);
      }
      blocks.push({ kind: "list", isOrdered, items: items.map(parseInline) });
    } else {
      // The first line is one in any case: a lone `#` is not a heading.
      const first = lines[at++] ?? "";
      const rest = takeWhile((each) => each.trim() !== "" && !/^(?:#|```|\|)/u.test(each) && !item.test(each));
      const matched = [first, ...rest];
      blocks.push({ kind: "paragraph", content: parseInline(matched.join(" ")) });
    }
  }
  return blocks;
}

function parseInline(text: string): Inline[] {
  const parts: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(inlineMarks)) {
    if (match.index > from) parts.push({ kind: "text", text: text.slice(from, match.index) });
    const { code, strong, emphasis, label, href } = match.groups ?? {};
    if (code !== undefined) parts.push({ kind: "code", text: code });
    else if (strong !== undefined) parts.push({ kind: "strong", text: strong });
    else if (emphasis !== undefined) parts.push({ kind: "emphasis", text: emphasis });
    else if (label !== undefined && href !== undefined) parts.push({ kind: "link", text: label, href });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ kind: "text", text: text.slice(from) });
  return parts;
}

/**
 * Where a link of the dashboards and runbooks leads in the console: a runbook to its page here, an address on the web to
 * itself, everything else nowhere.
 */
export function consoleLink(href: string): string | undefined {
  const runbook = /^(?:.*docs\/runbooks\/)?(?<name>[a-z-]+)\.md$/u.exec(href)?.groups?.["name"];
  if (runbook !== undefined) return `#/runbooks/${runbook}`;
  return /^https?:\/\//u.test(href) ? href : undefined;
}
