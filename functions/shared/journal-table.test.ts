import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Journal } from "./journal.ts";
import { createJournal } from "./journal-table.ts";
import type { Purchase } from "../../domain/purchase/purchase.ts";
import { startTable } from "./testing-tables.ts";

const now = Date.parse("2026-11-23T06:00:00Z");
const expiresAt = Date.parse("2027-02-21T06:00:00Z") / 1000;

let table: Awaited<ReturnType<typeof startTable>>;
let journal: Journal;

beforeAll(async () => {
  table = await startTable("journal", "pk");
  journal = createJournal(table.client, "journal", 90, () => now);
});
afterAll(() => table.close());

const itemOf = async (pk: string) => {
  const answer = await table.client.send(new GetCommand({ TableName: "journal", Key: { pk }, ConsistentRead: true }));
  return answer.Item;
};

const event = {
  eventId: "evt_1",
  type: "invoice.paid",
  created: 1,
  receivedAt: "2026-11-23T05:59:00Z",
  livemode: false,
  objectId: "in_1",
};
const failure = {
  subject: "evt_1",
  consumer: "orders",
  causeCode: "mail-refused",
  disposition: "reject",
  message: "100 SKUs",
  at: "2026-11-23T06:00:00Z",
  receives: 3,
} as const;
const purchase: Purchase = {
  orderKey: "pi_1",
  source: "session",
  items: [{ sku: "MUG", name: "Mug", quantity: 1, goods: true }],
  customer: { email: "a@example.com" },
  currency: "sgd",
  amountTotal: 100,
  livemode: false,
  paymentIntents: ["pi_1"],
};

describe("the journal table", () => {
  it("holds an event and each consumer's last failure, whoever writes first", async () => {
    await journal.recordFailure(failure);
    await journal.recordEvent(event);
    await journal.recordEvent({ ...event, receivedAt: "2026-11-23T07:00:00Z" });
    await journal.recordFailure({ ...failure, consumer: "email", causeCode: "mail-refused" });
    await journal.recordFailure({ ...failure, receives: 4 });
    const { eventId: _eventId, ...attributes } = event;
    const { subject: _subject, consumer: _consumer, ...cause } = failure;
    expect(await itemOf("event#evt_1")).toEqual({
      pk: "event#evt_1",
      ...attributes,
      expiresAt,
      failure_orders: { ...cause, receives: 4 },
      failure_email: { ...cause, causeCode: "mail-refused" },
    });
  });

  it("notes an interruption where the attempt in question left no cause", async () => {
    const interruption = { ...failure, subject: "evt_2", causeCode: "interrupted", receives: 1 } as const;
    const standing = async () => (await itemOf("event#evt_2"))?.["failure_orders"];
    expect(await journal.recordInterruption(interruption)).toBe(true);
    expect(await itemOf("event#evt_2")).toMatchObject({ expiresAt, failure_orders: { causeCode: "interrupted" } });
    expect(await journal.recordInterruption(interruption)).toBe(false);
    await journal.recordFailure({ ...failure, subject: "evt_2", receives: 2 });
    expect(await journal.recordInterruption({ ...interruption, receives: 2 })).toBe(false);
    expect(await standing()).toMatchObject({ causeCode: "mail-refused" });
    // A dead letter that was redriven is counted anew: what it failed of before is another attempt's cause.
    expect(await journal.recordInterruption(interruption)).toBe(true);
    expect(await standing()).toMatchObject({ causeCode: "interrupted", receives: 1 });
  });

  it("notes no interruption where the attempt in question waited for Stripe", async () => {
    const interruption = { ...failure, subject: "evt_3", causeCode: "interrupted", receives: 1 } as const;
    await journal.recordWait({ subject: "evt_3", consumer: "orders", receives: 1 });
    expect(await journal.recordInterruption(interruption)).toBe(false);
    expect(await journal.recordInterruption({ ...interruption, consumer: "email" })).toBe(true);
    expect(await journal.recordInterruption({ ...interruption, receives: 2 })).toBe(true);
  });

  it("remembers references: all who claim one get the first claim's key", async () => {
    expect(await journal.orderKeyOf("pi_1")).toBeUndefined();
    expect(await Promise.all(["pi_1", "in_1"].map((key) => journal.claimRef("pi_1", key)))).toEqual(
      ["pi_1", "pi_1"].map(() => expect.stringMatching(/^(pi|in)_1$/u)),
    );
    const claimed = await journal.orderKeyOf("pi_1");
    expect(await journal.claimRef("pi_1", "cs_1")).toBe(claimed);
    await journal.rememberRef("pi_1", "in_1");
    expect(await journal.claimRef("pi_1", "pi_1")).toBe("in_1");
    expect(await journal.orderKeyOf("pi_1", "acct_1")).toBeUndefined();
    await journal.rememberRef("pi_1", "acct_1/in_2", "acct_1");
    expect(await itemOf("ref#acct_1/pi_1")).toEqual({ pk: "ref#acct_1/pi_1", orderKey: "acct_1/in_2", expiresAt });
  });

  it("keeps the first snapshot of a purchase, and answers it to whoever comes second", async () => {
    expect(await journal.getPurchase("pi_1")).toBeUndefined();
    expect(await journal.putPurchase(purchase)).toEqual(purchase);
    expect(await journal.putPurchase({ ...purchase, amountTotal: 999 })).toEqual(purchase);
    expect(await journal.getPurchase("pi_1")).toEqual(purchase);
    expect(await itemOf("purchase#pi_1")).toMatchObject({ expiresAt });
  });

  it("replaces an invoice's snapshot by its session's, and not the other way", async () => {
    const ofInvoice = { ...purchase, orderKey: "pi_2", source: "invoice" } as const;
    const ofSession = { ...ofInvoice, source: "session" } as const;
    expect(await journal.putPurchase(ofInvoice)).toEqual(ofInvoice);
    expect(await journal.putPurchase(ofSession)).toEqual(ofSession);
    expect(await journal.putPurchase(ofInvoice)).toEqual(ofSession);
  });

  it("replaces an invoice's snapshot without payments by one that names them, and not the other way", async () => {
    const paid = { ...purchase, orderKey: "in_1", source: "invoice" } as const;
    const unlisted = { ...paid, paymentIntents: [] };
    expect(await journal.putPurchase(unlisted)).toEqual(unlisted);
    expect(await journal.putPurchase(paid)).toEqual(paid);
    expect(await journal.putPurchase(unlisted)).toEqual(paid);
    expect(await journal.putPurchase({ ...paid, paymentIntents: ["pi_2"] })).toEqual(paid);
  });
});
