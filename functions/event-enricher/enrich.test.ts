import { describe, expect, it } from "vitest";
import { memoryJournal, recordLog, recordMetrics } from "../shared/testing.ts";
import { enrich, type PipeRecord } from "./enrich.ts";

const event = {
  id: "evt_1",
  object: "event",
  account: "acct_1",
  created: 1_760_000_000,
  livemode: false,
  type: "invoice.paid",
  data: { object: { id: "in_1", object: "invoice", unknown: { to: ["us", 1.5, null] } } },
};

const recordOf = (body: string, more: Partial<PipeRecord> = {}): PipeRecord => ({
  messageId: "m1",
  body,
  attributes: { SentTimestamp: "1760000001000" },
  ...more,
});

function enricher() {
  const journal = memoryJournal();
  const metrics = recordMetrics();
  const log = recordLog();
  return {
    journal,
    metrics,
    log,
    run: (records: PipeRecord[]) => enrich(records, { journal, metrics, log, stage: "dev", hasPartner: false }),
  };
}

describe("enrich", () => {
  it("returns the whole event with stage and time, and journals what identifies it", async () => {
    const { run, journal } = enricher();
    const messageAttributes = { received_at: { stringValue: "2025-10-09T08:53:20.500Z" } };
    const details = await run([recordOf(JSON.stringify(event, null, 2), { messageAttributes })]);
    expect(details).toEqual([{ event, stage: "dev", receivedAt: "2025-10-09T08:53:20.500Z" }]);
    expect(journal.events.get("evt_1")).toEqual({
      eventId: "evt_1",
      type: "invoice.paid",
      created: 1_760_000_000,
      receivedAt: "2025-10-09T08:53:20.500Z",
      livemode: false,
      objectId: "in_1",
      account: "acct_1",
    });
  });

  it("takes the time of sending when the webhook's is not there", async () => {
    const { run } = enricher();
    const [detail] = await run([recordOf(JSON.stringify(event))]);
    expect(detail?.receivedAt).toBe("2025-10-09T08:53:21.000Z");
  });

  it("returns as many details as it got records, in their order, whatever is among them", async () => {
    const { run, journal } = enricher();
    const bodies = ["", "no JSON", "[]", "{}", ...["evt_a", "evt_b"].map((id) => JSON.stringify({ ...event, id }))];
    const details = await run(bodies.map((body, index) => recordOf(body, { messageId: `m${index}` })));
    expect(details.map((detail) => detail.event)).toMatchObject([
      { type: "undecodable", id: "message-m0", body: "" },
      { type: "undecodable", id: "message-m1", body: "no JSON", reason: "not JSON" },
      { type: "undecodable", id: "message-m2" },
      { type: "undecodable", id: "message-m3" },
      { id: "evt_a" },
      { id: "evt_b" },
    ]);
    expect([...journal.events.keys()]).toEqual(["evt_a", "evt_b"]);
  });

  it("archives and counts what nobody can decode, without its content in the log", async () => {
    const { run, metrics, log } = enricher();
    await run([recordOf("jane@example.com")]);
    expect(metrics.total("EventsUndecodable")).toBe(1);
    expect(JSON.stringify(log.lines)).not.toContain("jane");
  });

  it("keeps what is too large and undecodable within what the bus takes", async () => {
    const { run } = enricher();
    const details = await run([recordOf("\u0001".repeat(1_000_000))]);
    expect(Buffer.byteLength(JSON.stringify(details))).toBeLessThan(250_000);
    expect(details).toMatchObject([{ event: { truncated: { bytes: 1_000_000 } } }]);
  });

  it("archives thin events and stubs like others", async () => {
    const { run, journal } = enricher();
    const thin = {
      id: "evt_thin",
      object: "v2.core.event",
      type: "v1.billing.meter.no_meter_found",
      created: "2025-10-09T08:53:20Z",
      livemode: false,
      related_object: { id: "mtr_1", type: "billing.meter" },
    };
    const stub = { ...event, id: "evt_stub", oversize: true, data: { object: { id: "in_1", object: "invoice" } } };
    const details = await run([thin, stub].map((each) => recordOf(JSON.stringify(each))));
    expect(details.map((detail) => detail.event)).toEqual([thin, stub]);
    expect(journal.events.get("evt_thin")).toMatchObject({ objectId: "mtr_1", created: 1_760_000_000 });
  });

  it("counts a handled type that nobody can handle in the style in which it came, and logs which", async () => {
    const { run, metrics, log } = enricher();
    const thin = {
      id: "evt_thin",
      object: "v2.core.event",
      type: "v1.invoice.paid",
      created: "2026-11-23T05:59:59.123Z",
      livemode: false,
      related_object: { id: "in_1", type: "invoice", url: "/v1/invoices/in_1" },
    };
    const read = [thin, event, { ...thin, type: "v2.core.account.updated" }, { ...thin, type: "v1.customer.created" }];
    await run(read.map((each) => recordOf(JSON.stringify(each))));
    expect(metrics.total("EventsInAnotherStyle")).toBe(0);
    const unread = [
      { ...thin, type: "v2.invoice.paid" },
      { ...thin, type: "v3.checkout.session.completed" },
      { ...thin, related_object: null },
      { ...event, type: "v1.checkout.session.completed" },
    ];
    await run(unread.map((each) => recordOf(JSON.stringify(each))));
    expect(metrics.total("EventsInAnotherStyle")).toBe(unread.length);
    expect(log.lines.filter(({ level }) => level === "warn").map(({ type }) => type)).toEqual([
      "v2.invoice.paid",
      "v3.checkout.session.completed",
      "invoice.paid",
      "v1.checkout.session.completed",
    ]);
  });

  it("journals that an event came by the partner event source, where there is one", async () => {
    const { journal, metrics, log } = enricher();
    const bare = recordOf(JSON.stringify({ ...event, id: "evt_partner" }));
    const messageAttributes = { received_at: { stringValue: "2025-10-09T08:53:20.500Z" } };
    const ports = { journal, metrics, log, stage: "dev", hasPartner: true };
    await enrich([recordOf(JSON.stringify(event), { messageAttributes }), bare], ports);
    expect(journal.events.get("evt_partner")).toMatchObject({ via: "partner" });
    expect(journal.events.get(event.id)).not.toHaveProperty("via");
    await enrich([bare], { ...ports, hasPartner: false });
    expect(journal.events.get("evt_partner")).not.toHaveProperty("via");
  });

  it("throws when the journal cannot be written, so that the pipe tries again, and logs the event", async () => {
    const { journal, metrics, log } = enricher();
    const broken = { ...journal, recordEvent: () => Promise.reject(new Error("throttled")) };
    const run = enrich([recordOf(JSON.stringify(event))], {
      journal: broken,
      metrics,
      log,
      stage: "dev",
      hasPartner: false,
    });
    await expect(run).rejects.toThrow("throttled");
    expect(log.lines).toMatchObject([
      { level: "error", message: "not journaled: Error: throttled", eventId: event.id },
    ]);
  });
});

describe("of each message, enrich", () => {
  const longest = 40_000;

  it("returns and journals what its event can change, where that is less than the type says", async () => {
    const { run, journal } = enricher();
    const object = { id: "pi_1", object: "payment_intent", metadata: {} };
    const payment = { ...event, id: "evt_payment", type: "payment_intent.succeeded", data: { object } };
    const details = await run([payment, event].map((each) => recordOf(JSON.stringify(each))));
    expect(details.map(({ effects }) => effects)).toEqual([["order"], undefined]);
    expect(journal.events.get("evt_payment")).toMatchObject({ effects: ["order"] });
  });

  it("journals the own id of a thin event, by which Stripe shows it, besides that of the fact", async () => {
    const { run, journal } = enricher();
    const thin = {
      ...event,
      id: "evt_test_1",
      object: "v2.core.event",
      type: "v1.invoice.paid",
      snapshot_event: "evt_1",
    };
    await run([recordOf(JSON.stringify(thin))]);
    expect(journal.events.get("evt_1")).toMatchObject({ thinId: "evt_test_1" });
  });

  it("counts whether it could be decoded, and logs why it could not", async () => {
    const { run, metrics, log } = enricher();
    await run([recordOf(JSON.stringify(event)), recordOf("no JSON", { messageId: "m2" })]);
    expect(metrics.records.map(({ name }) => name).toSorted()).toEqual(["EventsArchived", "EventsUndecodable"]);
    const errors = log.lines.filter(({ level }) => level === "error");
    expect(errors).toEqual([{ level: "error", message: "undecodable: not JSON", eventId: "message-m2" }]);
  });

  it.each([
    ["whole", longest, undefined],
    [
      "cut, with size and hash of the whole",
      longest + 1,
      { bytes: longest + 1, sha256: expect.stringMatching(/^[\da-f]{64}$/) },
    ],
  ])("keeps the body of one that cannot be decoded: %s", async (_how, length, truncated) => {
    const { run } = enricher();
    const [detail] = await run([recordOf("x".repeat(length))]);
    expect(detail?.event).toEqual({
      object: "undecodable",
      type: "undecodable",
      id: "message-m1",
      reason: "not JSON",
      body: "x".repeat(longest),
      truncated,
    });
  });

  it.each<[string, PipeRecord["messageAttributes"]]>([
    ["of another name", { trace: { stringValue: "1" } }],
    ["that is not a time", { received_at: { stringValue: "yesterday" } }],
  ])("takes the time of sending where it has an attribute %s", async (_which, messageAttributes) => {
    const [detail] = await enricher().run([recordOf(JSON.stringify(event), { messageAttributes })]);
    expect(detail?.receivedAt).toBe("2025-10-09T08:53:21.000Z");
  });
});
