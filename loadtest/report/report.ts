import type { Point, ProfileName } from "../shared/profiles.ts";
import type { Problem } from "../verify/problem.ts";
import type { Distribution } from "../verify/percentiles.ts";
import type { Flatness } from "./flatness.ts";
import type { Knee } from "./knee.ts";
import type { SeriesPoint } from "./series.ts";

export interface ThresholdResult {
  /** As k6 writes it: metric and expression. */
  readonly text: string;
  readonly held: boolean;
}

/** What a run came to: written as JSON, and shown as a table and as HTML. Times are milliseconds. */
export interface Report {
  readonly profile: ProfileName;
  readonly stack: string;
  /** In the ids of all its events. */
  readonly run: string;
  /** ISO time. */
  readonly startedAt: string;
  readonly curve: readonly Point[];
  readonly thresholds: readonly ThresholdResult[];
  readonly load: {
    readonly requests: number;
    /** Different events. */
    readonly accepted: number;
    readonly refused: number;
    readonly duplicates: number;
    readonly forged: { readonly sent: number; readonly accepted: number };
    /** Iterations that the load generator did not start. */
    readonly dropped: number;
    /** Sent after the load: what was refused, and what its end cut off. */
    readonly sentAfter: number;
    /** By status, as text; 0 without a response. */
    readonly statuses: Readonly<Record<string, number>>;
  };
  readonly delivery: {
    readonly purchases: number;
    readonly orders: number;
    readonly mails: number;
    readonly moves: number;
    /** The warehouse's messages. */
    readonly reports: number;
    readonly archived: number;
    readonly expected: {
      readonly orders: number;
      readonly mails: number;
      readonly moves: number;
      readonly reports: number;
      readonly archived: number;
    };
    readonly lost: number;
    readonly doubled: number;
    readonly wrong: number;
    readonly deadLetters: number;
    /** The first of them. */
    readonly problems: readonly Problem[];
    /** Where mails and archived events were counted. */
    readonly evidence: { readonly mails: string; readonly archive: string };
  };
  readonly response: Distribution | undefined;
  readonly eventToOrder: Distribution | undefined;
  readonly drainMilliseconds: number;
  readonly series: readonly SeriesPoint[];
  /** Of the offline run, where this process started it. */
  readonly memory: readonly { readonly second: number; readonly rss: number; readonly kept?: number }[];
  /** Of a soak that this process started. */
  readonly flatness?: Flatness;
  /** Of a breakpoint run. */
  readonly knee?: Knee;
}

/** A breakpoint run is there to break a threshold; every other one must hold all. */
export function hasPassed({ profile, thresholds, delivery, load, flatness }: Report): boolean {
  const { lost, doubled, wrong, deadLetters } = delivery;
  const delivered = lost + doubled + wrong + deadLetters + load.forged.accepted === 0;
  const isFlat = flatness?.held !== false;
  return delivered && isFlat && load.accepted > 0 && (profile === "breakpoint" || thresholds.every(({ held }) => held));
}
