import type { Claim, LedgerEntry, MailLedger } from "../../../domain/mail/ports.ts";
import { readLedgerEntry } from "../../../domain/mail/stored-ledger-entry.ts";

/** The e-mail table in memory: as strict about conditions as the real one, and asynchronous at each step. */
export class MemoryMailLedger implements MailLedger {
  readonly entries = new Map<string, LedgerEntry & { readonly sesMessageId?: string }>();
  readonly undeliverable = new Set<string>();
  /** Called before each write and after its effect: a throw is a crash or a lost response. */
  interrupt: (point: string) => void = () => {};

  async claim(key: string, claim: Claim): Promise<boolean> {
    return this.#write("claim", key, this.entries.get(key) === undefined, () => ({ ...claim, state: "sending" }));
  }

  async read(key: string): Promise<LedgerEntry | undefined> {
    await Promise.resolve();
    const entry = this.entries.get(key);
    return entry === undefined ? undefined : readLedgerEntry(entry, key);
  }

  async takeOver(key: string, formerToken: string, claim: Claim): Promise<boolean> {
    return this.#step("takeOver", key, "claimed", formerToken, (entry) => ({
      ...entry,
      ...claim,
      state: "sending",
    }));
  }

  async markSent(key: string, token: string, sesMessageId: string): Promise<boolean> {
    const marked = await this.#step("markSent", key, "sending", token, (entry) => ({
      ...entry,
      state: "sent",
      sesMessageId,
    }));
    return marked || this.entries.get(key)?.state === "sent";
  }

  async giveBack(key: string, token: string): Promise<boolean> {
    return this.#step("giveBack", key, "sending", token, (entry) => ({ ...entry, state: "claimed", leaseUntil: 0 }));
  }

  async isUndeliverable(address: string): Promise<boolean> {
    await Promise.resolve();
    return this.undeliverable.has(address);
  }

  async suppress(key: string, claim: Claim): Promise<boolean> {
    const { state = "claimed" } = this.entries.get(key) ?? {};
    return this.#write("suppress", key, state === "claimed", () => ({ ...claim, state: "suppressed" }));
  }

  #step(
    point: string,
    key: string,
    state: string,
    token: string,
    change: (entry: LedgerEntry) => LedgerEntry,
  ): Promise<boolean> {
    const entry = this.entries.get(key);
    const holds = entry?.state === state && entry.token === token;
    return this.#write(point, key, holds, () => (entry === undefined ? undefined : change(entry)));
  }

  async #write(point: string, key: string, holds: boolean, next: () => LedgerEntry | undefined): Promise<boolean> {
    this.interrupt(`before ${point}`);
    const entry = holds ? next() : undefined;
    if (entry !== undefined) this.entries.set(key, entry);
    this.interrupt(`after ${point}`);
    await Promise.resolve();
    return holds;
  }
}
