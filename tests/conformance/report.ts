import { isDeepStrictEqual } from "node:util";
import type { KnownLack } from "./lacks.ts";

/** What both showed of one feature; an error is an observation too. */
export interface Result {
  readonly feature: string;
  readonly source: string;
  /** Or, of what the offline run is not asked, what AWS's documentation says. */
  readonly offline: unknown;
  readonly emulator: unknown;
  readonly knownLack: KnownLack | undefined;
}

export type Verdict = "same" | "differs" | "lacks, as known" | "no longer lacks: take it off the list";

export function verdictOf({ offline, emulator, knownLack }: Result): Verdict {
  if (isDeepStrictEqual(offline, emulator)) {
    return knownLack === undefined ? "same" : "no longer lacks: take it off the list";
  }
  return isDeepStrictEqual(emulator, knownLack?.shows) ? "lacks, as known" : "differs";
}

export function summarise(results: readonly Result[]): { passed: number; failed: number; lacking: number } {
  const verdicts = results.map(verdictOf);
  const passed = verdicts.filter((verdict) => verdict === "same").length;
  const lacking = verdicts.filter((verdict) => verdict === "lacks, as known").length;
  return { passed, lacking, failed: verdicts.length - passed - lacking };
}

/** One line a feature, and under what differs what each side showed. */
export function table(results: readonly Result[]): string {
  const lines = results.flatMap((result) => {
    const verdict = verdictOf(result);
    const head = `${verdict.padEnd(16)} ${result.feature}${result.knownLack === undefined ? "" : ` (${result.knownLack.why})`}`;
    if (verdict !== "differs") return [head];
    return [
      head,
      `    expected: ${JSON.stringify(result.offline)}`,
      `    emulator: ${JSON.stringify(result.emulator)}`,
      `    ${result.source}`,
    ];
  });
  return lines.join("\n");
}
