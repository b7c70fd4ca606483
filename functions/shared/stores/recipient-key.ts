import { createHash } from "node:crypto";

/**
 * The key of an address that must not be mailed again. A hash, so that the ledger holds no address; whoever guesses the
 * address finds it, so it is personal data all the same and `ops forget` removes it.
 */
export function recipientKey(address: string): string {
  return `recipient#${createHash("sha256").update(address.trim().toLowerCase()).digest("hex")}`;
}
