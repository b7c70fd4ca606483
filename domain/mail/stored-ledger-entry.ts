import * as v from "valibot";
import { readStored } from "../stored-item.ts";
import type { LedgerEntry } from "./ports.ts";

const entrySchema = v.object({
  state: v.picklist(["claimed", "sending", "sent", "suppressed"]),
  token: v.string(),
  messageId: v.string(),
  leaseUntil: v.number(),
});

/** An entry of an item of the e-mail table. @throws Error that names the item and what is wrong with it */
export function readLedgerEntry(item: unknown, key: string): LedgerEntry {
  return readStored(entrySchema, item, key);
}
