import { matchesGlob } from "node:path";
import { tableUnder } from "../../scripts/markdown.ts";

/** Why a finding is accepted: a row of the table in docs/security.md. */
export interface Reason {
  /** `CKV_AWS_115`. */
  readonly check: string;
  readonly stacks: readonly string[];
  /** Logical names of resources, `*` for any letters. */
  readonly resources: readonly string[];
}

export interface Finding {
  readonly stack: string;
  readonly check: string;
  readonly title: string;
  /** The resource's logical name. */
  readonly resource: string;
}

export interface Judgement {
  /** Findings that a reason covers. */
  readonly explained: readonly Finding[];
  /** One line each: findings without a reason, and the parts of a reason that cover no finding. */
  readonly failures: readonly string[];
}

/**
 * The rows of the page's table: check, stacks, resources, reason.
 * @throws Error when there is no table or a cell is empty
 */
export function readReasons(page: string): Reason[] {
  return tableUnder(page, "Checkov").map((row) => {
    const [check] = code(row["check"]);
    const stacks = code(row["stacks"]);
    const resources = code(row["resources"]);
    if (check === undefined || stacks.length === 0 || resources.length === 0 || row["why it is accepted"] === "") {
      throw new Error(`docs/security.md: a row of the checkov table lacks a cell: ${Object.values(row).join(" | ")}`);
    }
    return { check, stacks, resources };
  });
}

export function judge(findings: readonly Finding[], reasons: readonly Reason[]): Judgement {
  const covers = (reason: Reason, stack: string, pattern: string, finding: Finding): boolean =>
    reason.check === finding.check && stack === finding.stack && matchesGlob(finding.resource, pattern);
  const parts = reasons.flatMap((reason) =>
    reason.stacks.flatMap((stack) => reason.resources.map((pattern) => ({ reason, stack, pattern }))),
  );
  const isExplained = (finding: Finding): boolean =>
    parts.some(({ reason, stack, pattern }) => covers(reason, stack, pattern, finding));
  const unused = parts.filter(
    ({ reason, stack, pattern }) => !findings.some((finding) => covers(reason, stack, pattern, finding)),
  );
  return {
    explained: findings.filter(isExplained),
    failures: [
      ...findings
        .filter((finding) => !isExplained(finding))
        .map(({ stack, check, title, resource }) => `${stack}: ${check} ${resource}: ${title}`),
      ...unused.map(({ reason, stack, pattern }) => `${stack}: ${reason.check} ${pattern}: a reason for no finding`),
    ],
  };
}

/** What is in backquotes. */
function code(cell = ""): string[] {
  return [...cell.matchAll(/`(?<text>[^`]+)`/gu)].flatMap(({ groups }) => groups?.["text"] ?? []);
}
