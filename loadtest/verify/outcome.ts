import { createHash } from "node:crypto";
import { isObject } from "../../domain/event/event.ts";

export type Item = Readonly<Record<string, unknown>>;

/** How often the webhook accepted each event, by its id. */
export type Accepted = ReadonlyMap<string, number>;

export interface Outcome {
  /** By order key. */
  readonly orders: ReadonlyMap<string, Item>;
  readonly reservations: ReadonlyMap<string, Item>;
  /** By the mail's key. */
  readonly ledger: ReadonlyMap<string, Item>;
  /** The warehouse's notices by order key. */
  readonly notices: ReadonlyMap<string, readonly Item[]>;
  /** How many mails SES took, by `<reference> <kind>`; undefined where nobody can read them. */
  readonly mails: ReadonlyMap<string, number> | undefined;
  /** Fingerprints of the archived copies by event id; undefined where the archive was not read. */
  readonly archive: ReadonlyMap<string, readonly string[]> | undefined;
}

/** A list within a row, as far as it holds rows; none where there is no list. */
export function rowsOf(list: unknown): Item[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** Of an event with all its members, in their order. */
export function fingerprint(event: unknown): string {
  return createHash("sha256").update(JSON.stringify(event)).digest("base64");
}
