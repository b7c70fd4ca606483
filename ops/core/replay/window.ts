import { UsageError } from "../../errors.ts";
import { iso } from "../../output/duration.ts";

/** Epoch milliseconds, both ends included. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * How long EventBridge may take until an event is in the archive.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html
 */
export const archiveDelay = 10 * 60_000;

export interface WindowRequest {
  readonly from: number;
  readonly to: number | undefined;
  readonly now: number;
  /** Milliseconds; 0 where the archive has no delay, as offline. */
  readonly delay: number;
  readonly force: boolean;
}

/**
 * The window to replay. Without an end it ends where the archive is certainly whole.
 * @throws UsageError for an empty window, or one that reaches into the time that the archive may still lack
 */
export function readWindow({ from, to: given, now, delay, force }: WindowRequest): Window {
  const whole = now - delay;
  const to = given ?? (force ? now : whole);
  if (from >= to) {
    const late = given === undefined && delay > 0 ? ` (the last ${String(delay / 60_000)} minutes are left out)` : "";
    throw new UsageError(`The window is empty: --from ${iso(from)} is not before --to ${iso(to)}${late}`);
  }
  if (to > whole && !force && delay > 0) {
    throw new UsageError(
      `--to ${iso(to)} is less than ${String(delay / 60_000)} minutes ago: events may not be in the archive yet and ` +
        `would be left out. Give --to ${iso(whole)} or earlier, or --force to replay what is there`,
    );
  }
  return { from, to };
}

export function isoWindow({ from, to }: Window): { readonly from: string; readonly to: string } {
  return { from: iso(from), to: iso(to) };
}

/** The archive may keep an event under a time this much after its acceptance. Milliseconds. */
const slack = 60_000;

/**
 * An event is archived under the time at which the pipe put it there, a little after its acceptance; so the
 * archive's window ends later than the one that the journal was asked for. What it holds beyond changes nothing when it
 * is replayed.
 */
export function archiveWindow({ from, to }: Window, now: number): Window {
  // The archive's times are whole seconds, cut off.
  return { from: Math.floor(from / 1000) * 1000, to: Math.max(Math.min(to + slack, now), from + 1000) };
}
