import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { recipientKey } from "./recipient-key.ts";
import type { MailOutcome, MailReport } from "../../../domain/mail/outcome.ts";
import { startTable } from "../testing-tables.ts";
import { DynamoDbMailLedger } from "./mail-ledger.ts";
import { DynamoDbMailOutcomes } from "./mail-outcomes.ts";

let table: Awaited<ReturnType<typeof startTable>>;
let ledger: DynamoDbMailLedger;
let outcomes: DynamoDbMailOutcomes;
beforeAll(async () => {
  table = await startTable("emails", "pk");
  ledger = new DynamoDbMailLedger(table.client, "emails", () => 0);
  outcomes = new DynamoDbMailOutcomes(table.client, "emails");
});
afterAll(() => table.close());

let unique = 0;
let key = "";
beforeEach(async () => {
  key = `mail#pi_${String((unique += 1))}#confirmation`;
  await ledger.claim(key, { token: "one", messageId: "m", leaseUntil: 1, eventId: "evt_1" });
});

const report = (outcome: MailOutcome, undeliverable: readonly string[] = []): MailReport => ({
  outcome,
  reason: `reason of ${outcome}`,
  at: "2026-11-20T10:00:00Z",
  mailKey: key,
  eventId: "evt_1",
  undeliverable,
});

async function item(pk: string): Promise<Record<string, unknown> | undefined> {
  return (await table.client.send(new GetCommand({ TableName: "emails", Key: { pk }, ConsistentRead: true }))).Item;
}

it.each([
  [["delayed", "bounced"], "bounced"],
  [["bounced", "delayed"], "bounced"],
  [["complained", "bounced"], "complained"],
  [["delayed", "rejected", "delayed"], "rejected"],
] satisfies [MailOutcome[], MailOutcome][])("of %j keeps %s: events come in any order", async (reported, kept) => {
  for (const outcome of reported) await outcomes.mark(key, report(outcome));
  expect(await item(key)).toMatchObject({ outcome: kept, outcomeReason: `reason of ${kept}` });
});

it("marks no mail that the ledger does not have", async () => {
  expect(await outcomes.mark("mail#pi_none#confirmation", report("bounced"))).toBe(false);
  expect(await item("mail#pi_none#confirmation")).toBeUndefined();
});

it("lets a mail go on that was marked before its sending was", async () => {
  await outcomes.mark(key, report("bounced"));
  expect(await ledger.markSent(key, "one", "ses-1")).toBe(true);
  expect(await item(key)).toMatchObject({ state: "sent", outcome: "bounced" });
});

it("keeps an address as a hash, however it is written, with its first report, and the mail leads to it", async () => {
  const address = `Jenny-${String(unique)}@Example.com`;
  expect(await ledger.isUndeliverable(address)).toBe(false);
  await outcomes.suppress(address, report("bounced"));
  await outcomes.suppress(address, report("complained"));
  await outcomes.mark(key, report("bounced", [address]));
  expect(await ledger.isUndeliverable(address.toLowerCase())).toBe(true);
  const pk = recipientKey(address);
  expect(await item(pk)).toEqual({
    pk,
    outcome: "bounced",
    reason: "reason of bounced",
    since: "2026-11-20T10:00:00Z",
  });
  expect(await item(key)).toMatchObject({ recipient: pk });
  expect(JSON.stringify([await item(pk), await item(key)]).toLowerCase()).not.toContain("example.com");
});
