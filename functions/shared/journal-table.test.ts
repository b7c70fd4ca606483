import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Journal } from "./journal.ts";
import { createJournal } from "./journal-table.ts";
import type { Purchase } from "../../domain/purchase/purchase.ts";
import { memoryJournal } from "./testing.ts";
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
  const response = await table.client.send(new GetCommand({ TableName: "journal", Key: { pk }, ConsistentRead: true }));
  return response.Item;
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
  messageId: "m1",
  causeCode: "mail-refused",
  disposition: "reject",
  message: "100 SKUs",
  at: "2026-11-23T06:00:00Z",
  receives: 3,
} as const;
const purchase: Purchase = {
  schemaVersion: 2,
  orderKey: "pi_1",
  source: "session",
  items: [{ sku: "MUG", name: "Mug", quantity: 1, goods: true }],
  customer: { email: "a@example.com" },
  currency: "sgd",
  amountTotal: 100,
  livemode: false,
  paymentIntents: ["pi_1"],
};

describe.each([
  ["in memory", () => memoryJournal()],
  ["in DynamoDB", () => createJournal(table.client, "journal", 90, () => now)],
] satisfies [string, () => Journal][])("the journal %s", (where, open) => {
  /** The table is shared with the other tests. */
  const own = (id: string): string => `${id}_${where.replaceAll(" ", "_")}`;

  it("lets one fetch a thin event's object, which the others then have", async () => {
    const kept = open();
    const id = own("evt_thin");
    expect(await kept.fetchedObject(id)).toBeUndefined();
    const claims = await Promise.all([kept.claimFetch(id), kept.claimFetch(id), kept.claimFetch(id)]);
    expect(claims.filter((isFirst) => isFirst)).toHaveLength(1);
    expect(await kept.fetchedObject(id)).toBeUndefined();
    const object = { id: "in_1", amount: 1.5, none: null, empty: "", lines: { data: [] } };
    await kept.shareFetched(id, object);
    expect(await kept.fetchedObject(id)).toEqual(object);
    expect(await kept.claimFetch(id)).toBe(false);
  });

  it("records an interruption where the attempt in question left no cause", async () => {
    const kept = open();
    const subject = own("evt_3");
    const interruption = { ...failure, subject, causeCode: "interrupted", receives: 1 } as const;
    expect(await kept.recordInterruption(interruption)).toBe(true);
    expect(await kept.recordInterruption(interruption)).toBe(false);
    expect(await kept.recordInterruption({ ...interruption, consumer: "email" })).toBe(true);
    await kept.recordFailure({ ...failure, subject, receives: 2 });
    expect(await kept.recordInterruption({ ...interruption, receives: 2 })).toBe(false);
    // An event comes as two messages, or a dead letter as a new one: each has its own attempts.
    const other = { ...interruption, messageId: "m2", receives: 2 } as const;
    expect(await kept.recordInterruption(other)).toBe(true);
    expect(await kept.recordInterruption({ ...interruption, receives: 2 })).toBe(false);
  });

  it("remembers references: all who claim one get the first claim's key", async () => {
    const kept = open();
    const intent = own("pi_2");
    expect(await kept.orderKeyOf(intent)).toBeUndefined();
    const claims = await Promise.all([intent, "in_1"].map((key) => kept.claimRef(intent, key)));
    expect([
      [intent, intent],
      ["in_1", "in_1"],
    ]).toContainEqual(claims);
    const claimed = await kept.orderKeyOf(intent);
    expect(claimed).toBe(claims[0]);
    expect(await kept.claimRef(intent, "cs_1")).toBe(claimed);
    await kept.rememberRef(intent, "in_9");
    expect(await kept.claimRef(intent, intent)).toBe("in_9");
    expect(await kept.orderKeyOf(intent, "acct_1")).toBeUndefined();
    await kept.rememberRef(intent, "acct_1/in_2", "acct_1");
    expect(await kept.orderKeyOf(intent, "acct_1")).toBe("acct_1/in_2");
    expect(await kept.orderKeyOf(intent)).toBe("in_9");
  });

  it("keeps the first snapshot of a purchase, and returns it to whoever comes second", async () => {
    const kept = open();
    const first = { ...purchase, orderKey: own("pi_3") };
    expect(await kept.getPurchase(first.orderKey)).toBeUndefined();
    expect(await kept.putPurchase(first)).toEqual(first);
    expect(await kept.putPurchase({ ...first, amountTotal: 999 })).toEqual(first);
    expect(await kept.getPurchase(first.orderKey)).toEqual(first);
  });

  it("replaces an invoice's snapshot by its session's, and not the other way", async () => {
    const kept = open();
    const ofInvoice = { ...purchase, orderKey: own("pi_4"), source: "invoice" } as const;
    const ofSession = { ...ofInvoice, source: "session" } as const;
    expect(await kept.putPurchase(ofInvoice)).toEqual(ofInvoice);
    expect(await kept.putPurchase(ofSession)).toEqual(ofSession);
    expect(await kept.putPurchase(ofInvoice)).toEqual(ofSession);
  });

  it("keeps why an event was put off at a consumer the last time, beside its failures", async () => {
    const kept = open();
    const subject = own("evt_5");
    const wait = {
      subject,
      consumer: "orders",
      cause: "stripe-behind",
      message: "not listed",
      at: failure.at,
    } as const;
    await kept.recordFailure({ ...failure, subject });
    for (const times of [1, 2]) await kept.recordWait({ ...wait, times, waitedSeconds: 60 * times });
    expect(await kept.recordInterruption({ ...failure, subject, causeCode: "interrupted" })).toBe(false);
  });

  it("replaces an invoice's snapshot without payments by one that names them, and not the other way", async () => {
    const kept = open();
    const paid = { ...purchase, orderKey: own("in_1"), source: "invoice" } as const;
    const unlisted = { ...paid, paymentIntents: [] };
    expect(await kept.putPurchase(unlisted)).toEqual(unlisted);
    expect(await kept.putPurchase(paid)).toEqual(paid);
    expect(await kept.putPurchase(unlisted)).toEqual(paid);
    expect(await kept.putPurchase({ ...paid, paymentIntents: ["pi_2"] })).toEqual(paid);
  });
});

describe("the journal table", () => {
  it("holds an event and each consumer's last failure, whoever writes first", async () => {
    await journal.recordFailure(failure);
    await journal.recordEvent(event);
    await journal.recordEvent({ ...event, receivedAt: "2026-11-23T07:00:00Z" });
    await journal.recordFailure({ ...failure, consumer: "email", causeCode: "mail-refused" });
    await journal.recordFailure({ ...failure, receives: 4 });
    const wait = { cause: "stripe-unavailable", message: "down", at: failure.at, waitedSeconds: 60 } as const;
    for (const times of [1, 2])
      await journal.recordWait({ subject: failure.subject, consumer: "orders", ...wait, times });
    const { eventId: _eventId, ...attributes } = event;
    const { subject: _subject, consumer: _consumer, messageId: _messageId, ...cause } = failure;
    expect(await itemOf("event#evt_1")).toEqual({
      pk: "event#evt_1",
      ...attributes,
      expiresAt,
      failure_orders: { ...cause, receives: 4 },
      attempt_orders_m1: 4,
      attempt_email_m1: failure.receives,
      failure_email: { ...cause, causeCode: "mail-refused" },
      waiting_orders: { ...wait, times: 2 },
    });
  });

  it("holds an interruption in the failure's place, and expires what it stores", async () => {
    const interruption = { ...failure, subject: "evt_2", causeCode: "interrupted", receives: 1 } as const;
    await journal.recordInterruption(interruption);
    expect(await itemOf("event#evt_2")).toMatchObject({ expiresAt, failure_orders: { causeCode: "interrupted" } });
    await journal.rememberRef("pi_1", "acct_1/in_2", "acct_1");
    expect(await itemOf("ref#acct_1/pi_1")).toEqual({ pk: "ref#acct_1/pi_1", orderKey: "acct_1/in_2", expiresAt });
    await journal.putPurchase(purchase);
    expect(await itemOf("purchase#pi_1")).toMatchObject({ expiresAt });
  });
});

describe("a fetched object", () => {
  it("is kept for an hour, and fetched again after that", async () => {
    let time = now;
    const kept = createJournal(table.client, "journal", 90, () => time);
    await kept.claimFetch("evt_hour");
    await kept.shareFetched("evt_hour", { id: "in_1" });
    expect(await itemOf("fetched#evt_hour")).toMatchObject({ expiresAt: now / 1000 + 3600 });
    time += 3599_000;
    expect([await kept.claimFetch("evt_hour"), await kept.fetchedObject("evt_hour")]).toEqual([false, { id: "in_1" }]);
    time += 2000;
    expect([await kept.claimFetch("evt_hour"), await kept.fetchedObject("evt_hour")]).toEqual([true, undefined]);
  });

  it("that was promised and never came can be promised by another after ten seconds", async () => {
    let time = now;
    const kept = createJournal(table.client, "journal", 90, () => time);
    await kept.claimFetch("evt_failed");
    time += 10_000;
    expect(await kept.claimFetch("evt_failed")).toBe(false);
    time += 1000;
    expect(await kept.claimFetch("evt_failed")).toBe(true);
  });

  it("that nobody got can be asked for at once", async () => {
    const kept = createJournal(table.client, "journal", 90, () => now);
    expect(await kept.isPromised("evt_none")).toBe(false);
    await kept.claimFetch("evt_none");
    expect(await kept.isPromised("evt_none")).toBe(true);
    await kept.breakPromise("evt_none");
    expect([await kept.isPromised("evt_none"), await kept.claimFetch("evt_none")]).toEqual([false, true]);
  });

  it("that is too large for an item is not kept: each consumer asks", async () => {
    const kept = createJournal(table.client, "journal", 90, () => now);
    await kept.claimFetch("evt_large");
    await kept.shareFetched("evt_large", { id: "in_1", note: "x".repeat(400_000) });
    expect(await kept.fetchedObject("evt_large")).toBeUndefined();
  });

  it("keeps the expiry of the first write: an event that comes again and again lives no longer", async () => {
    const later = createJournal(table.client, "journal", 90, () => now + 86_400_000);
    const subject = "evt_expiry";
    await journal.recordEvent({ ...event, eventId: subject });
    await later.recordEvent({ ...event, eventId: subject });
    await later.recordFailure({ ...failure, subject });
    await later.recordInterruption({ ...failure, consumer: "email", subject });
    const wait = { cause: "stripe-unavailable", message: "down", at: failure.at, waitedSeconds: 60, times: 1 } as const;
    await later.recordWait({ subject, consumer: "orders", ...wait });
    expect(await itemOf(`event#${subject}`)).toMatchObject({ expiresAt });
  });
});
