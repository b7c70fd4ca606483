import { formatAmount } from "../../../../domain/money.ts";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "2-digit", month: "short" });
const whole = new Intl.NumberFormat("en-US");

/** `14:03:22`, with the day before it when that is not today's. */
export function timeText(iso: string | undefined, now = new Date()): string {
  if (iso === undefined || iso === "") return "";
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const text = clock.format(time);
  return time.toDateString() === now.toDateString() ? text : `${day.format(time)} ${text}`;
}

/** `14:03:22.417` */
export function preciseTime(iso: string): string {
  const time = new Date(iso);
  return `${clock.format(time)}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}

/** `12 ms`, `1.24 s`, `3 min 20 s`, `2 h 5 min`, `30 d` */
export function durationText(milliseconds: number): string {
  const seconds = Math.abs(milliseconds) / 1000;
  if (seconds < 1) return `${String(Math.round(seconds * 1000))} ms`;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(2) : seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${String(minutes)} min ${String(Math.floor(seconds % 60))} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${String(hours)} h ${String(minutes % 60)} min` : `${String(Math.floor(hours / 24))} d`;
}

export function numberText(value: number): string {
  return whole.format(value);
}

/** Of a graph's axis or figure: `1.2k`, `3.4M`, `0.25`. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return `${trim(value / 1e6)}M`;
  if (size >= 1e4) return `${trim(value / 1e3)}k`;
  if (Number.isInteger(value)) return whole.format(value);
  return size >= 100 ? value.toFixed(0) : trim(value, size < 1 ? 3 : 2);
}

function trim(value: number, digits = 1): string {
  return String(Number(value.toFixed(digits)));
}

/** `$58.00` of an amount in Stripe's minor units. */
export function moneyText(amount: number | undefined, currency: string | undefined): string {
  return amount === undefined ? "" : formatAmount(amount, currency ?? "");
}

/** The beginning and the end of a long id. */
export function shortId(id: string, most = 22): string {
  return id.length <= most ? id : `${id.slice(0, most - 7)}…${id.slice(-6)}`;
}

/** `1 event`, `3 events` */
export function counted(count: number, thing: string): string {
  return `${numberText(count)} ${thing}${count === 1 ? "" : "s"}`;
}
