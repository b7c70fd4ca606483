import { UsageError } from "../errors.ts";

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `350 ms`, `2.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`, `4 d 1 h`. */
export function readableDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${String(Math.round(milliseconds))} ms`;
  if (milliseconds < 9_950) return `${(milliseconds / 1_000).toFixed(1).replace(".0", "")} s`;
  const seconds = Math.round(milliseconds / 1_000);
  const pair = (large: number, largeName: string, small: number, smallName: string): string =>
    small === 0 ? `${String(large)} ${largeName}` : `${String(large)} ${largeName} ${String(small)} ${smallName}`;
  if (seconds < 60) return `${String(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return pair(minutes, "min", seconds % 60, "s");
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return pair(hours, "h", minutes % 60, "min");
  return pair(Math.floor(hours / 24), "d", hours % 24, "h");
}

/** A day, or a day and a time; UTC where no zone is given, so that it means the same wherever it is typed. */
const isoTime =
  /^(?<day>\d{4}-\d{2}-\d{2})(?:[T ](?<time>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(?<zone>Z|[+-]\d{2}:\d{2})?)?$/u;

/**
 * A moment in the past: `15m`, `2h`, `3d` before now, or an ISO time, in UTC unless it has a zone.
 * @returns epoch milliseconds
 * @throws UsageError that names the option
 */
export function readTime(option: string, text: string, now: number): number {
  const time = ago(text, now) ?? parseIso(text);
  if (time === undefined) {
    throw new UsageError(
      `${option} ${text}: give how long ago (30s, 15m, 2h, 3d) or an ISO time (2026-11-23T08:00:00Z)`,
    );
  }
  if (time < 0) throw new UsageError(`${option} ${text}: is before 1970`);
  if (time > now) throw new UsageError(`${option} ${text}: is in the future; it is ${iso(now)} now`);
  return time;
}

function ago(text: string, now: number): number | undefined {
  const [, count, unit] = /^(?<count>\d{1,6})(?<unit>[smhd])$/u.exec(text) ?? [];
  return count === undefined ? undefined : now - Number(count) * (units[unit as keyof typeof units] ?? 0);
}

function parseIso(text: string): number | undefined {
  const { day = "", time = "00:00", zone = "Z" } = isoTime.exec(text)?.groups ?? {};
  const parsed = Date.parse(`${day}T${time}${zone}`);
  // Date.parse takes 30 February for 2 March.
  const isDay = !Number.isNaN(parsed) && new Date(`${day}T00:00Z`).toISOString().startsWith(day);
  return isDay ? parsed : undefined;
}

/** An ISO time in whole seconds, as people read it. */
export function iso(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/u, "Z");
}
