import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { MailLedger } from "../../../domain/mail/ports.ts";
import { startTable } from "../testing-tables.ts";
import { DynamoDbMailLedger } from "./mail-ledger.ts";
import { MemoryMailLedger } from "./memory-mail-ledger.ts";

let table: Awaited<ReturnType<typeof startTable>>;
let unique = 0;
beforeAll(async () => {
  table = await startTable("emails", "pk");
});
afterAll(() => table.close());

const claimOf = (token: string) => ({ token, messageId: `m-${token}`, leaseUntil: 1000, eventId: "evt_1" });
const entryOf = (state: string, token: string, leaseUntil = 1000) => ({
  state,
  token,
  messageId: `m-${token}`,
  leaseUntil,
});

describe.each([
  ["in memory", () => new MemoryMailLedger()],
  ["in DynamoDB", () => new DynamoDbMailLedger(table.client, "emails", () => 0)],
] satisfies [string, () => MailLedger][])("the mail ledger %s", (_where, open) => {
  let ledger: MailLedger;
  let key = "";
  beforeEach(() => {
    ledger = open();
    key = `mail#pi_${String((unique += 1))}#confirmation`;
  });

  it("gives a mail to the first who claims it", async () => {
    expect(await ledger.read(key)).toBeUndefined();
    const claims = await Promise.all([ledger.claim(key, claimOf("one")), ledger.claim(key, claimOf("other"))]);
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await ledger.read(key)).toEqual(entryOf("sending", claims.indexOf(true) === 0 ? "one" : "other"));
  });

  it("lets a mail be taken over that SES did not take, under its former token, and no other", async () => {
    await ledger.claim(key, claimOf("one"));
    expect(await ledger.takeOver(key, "one", claimOf("two"))).toBe(false);
    await ledger.giveBack(key, "one", "Throttling");
    expect(await ledger.takeOver(key, "none", claimOf("two"))).toBe(false);
    expect(await ledger.takeOver(key, "one", claimOf("two"))).toBe(true);
    expect(await ledger.read(key)).toEqual(entryOf("sending", "two"));
  });

  it("suppresses a mail that nobody sends, and none that may have gone out", async () => {
    await ledger.claim(key, claimOf("one"));
    expect(await ledger.suppress(key, claimOf("two"), "jenny@example.com")).toBe(false);
    await ledger.giveBack(key, "one", "Throttling");
    expect(await ledger.suppress(key, claimOf("two"), "jenny@example.com")).toBe(true);
    expect(await ledger.read(key)).toEqual(entryOf("suppressed", "two"));
    expect(await ledger.claim(key, claimOf("three"))).toBe(false);
    expect(await ledger.suppress(`${key}-new`, claimOf("one"), "jenny@example.com")).toBe(true);
  });

  it("marks a mail sent only from sending, and says so again when it is", async () => {
    expect(await ledger.markSent(key, "one", "ses-1")).toBe(false);
    await ledger.claim(key, claimOf("one"));
    expect(await ledger.markSent(key, "other", "ses-1")).toBe(false);
    expect(await ledger.markSent(key, "one", "ses-1")).toBe(true);
    expect(await ledger.markSent(key, "one", "ses-1")).toBe(true);
    expect(await ledger.read(key)).toEqual(entryOf("sent", "one"));
  });

  it("gives a mail back that SES did not take, with its lease over", async () => {
    expect(await ledger.giveBack(key, "one", "Throttling")).toBe(false);
    await ledger.claim(key, claimOf("one"));
    expect(await ledger.giveBack(key, "other", "Throttling")).toBe(false);
    expect(await ledger.giveBack(key, "one", "Throttling")).toBe(true);
    expect(await ledger.read(key)).toEqual(entryOf("claimed", "one", 0));
  });
});
