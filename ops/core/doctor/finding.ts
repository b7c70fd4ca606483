import type { Seen } from "./observations.ts";

/** `problem`: orders cannot be handled rightly. `warning`: something will be amiss sooner or later. */
type Level = "ok" | "warning" | "problem" | "unknown";

export interface Finding {
  readonly check: string;
  readonly level: Level;
  readonly message: string;
  /** What to do, unless all is well. */
  readonly remedy?: string;
}

export const ok = (check: string, message: string): Finding => ({ check, level: "ok", message });
export const warning = (check: string, message: string, remedy: string): Finding => ({
  check,
  level: "warning",
  message,
  remedy,
});
export const problem = (check: string, message: string, remedy: string): Finding => ({
  check,
  level: "problem",
  message,
  remedy,
});

/** Judges what was seen; what could not be seen is a finding too. */
export function judge<T>(check: string, seen: Seen<T>, verdict: (value: T) => readonly Finding[]): readonly Finding[] {
  if ("ok" in seen) return verdict(seen.ok);
  if ("unsupported" in seen) return [];
  return [
    {
      check,
      level: "unknown",
      message: `cannot be checked: ${seen.error}`,
      remedy: "fix this first, then run doctor again",
    },
  ];
}
