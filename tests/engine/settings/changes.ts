import { markdownTable } from "../../../scripts/markdown.ts";
import type { Step } from "../inline.ts";

/** What a change of one setting does. */
export interface SettingChange {
  readonly setting: string;
  readonly from: string;
  readonly to: string;
  readonly steps: readonly Step[];
}

const verbs = ["create", "update", "replace", "delete"] as const;

/** A Markdown table, one row a change. */
export function changesTable(changes: readonly SettingChange[]): string {
  const rows = changes.map(({ setting, from, to, steps }) => {
    const byVerb = Object.groupBy(steps, ({ verb }) => verb);
    const cells = verbs.map((verb) => resources(byVerb[verb] ?? []));
    return [setting, shown(from), shown(to), ...cells];
  });
  return markdownTable(["setting", "from", "to", "creates", "updates", "replaces", "deletes"], rows);
}

/** `LogGroup: one, two; Function: three` */
function resources(steps: readonly Step[]): string {
  if (steps.length === 0) return "-";
  const byType = Object.groupBy(
    // A component is only its children.
    steps.filter(({ type }) => type.startsWith("aws:")),
    ({ type }) => type.split(":").at(-1) ?? type,
  );
  return Object.entries(byType)
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(
      ([type, each]) =>
        `${type}: ${(each ?? [])
          .map(({ name }) => name)
          .toSorted()
          .join(", ")}`,
    )
    .join("; ");
}

function shown(value: string): string {
  return value === "" ? "none" : `\`${value}\``;
}
