import { describe, expect, it } from "vitest";
import { carriedBy } from "./delayed-messages.ts";
import type { QueueRecord } from "./queue-record.ts";
import { rejected, retryable } from "../../domain/failure.ts";
import type { TypedEvent } from "../../domain/event/typed-event.ts";
import { bodyOf, consumer, copyOf, recordOf } from "./testing-batch.ts";

describe("processBatch", () => {
  it("gives back the bad records alone, their causes in journal, metric and log", async () => {
    const handled: string[] = [];
    const { run, journal, metrics, log } = consumer((event) => {
      if (event.id === "evt_reject") throw rejected("mail-refused", "no address");
      if (event.id === "evt_retry") return Promise.reject(retryable("aws-denied", "no permission"));
      if (event.id === "evt_bug") throw new TypeError("x is undefined");
      handled.push(event.id);
      return Promise.resolve();
    });
    const ids = ["evt_1", "evt_reject", "evt_2", "evt_retry", "evt_bug", "evt_3"];
    const poison = ["", "jane@example.com", "[]", '{"id":"evt_x","object":"event"}'];
    const records = [
      ...ids.map((id) => recordOf(id, bodyOf(id))),
      ...poison.map((body, index) => recordOf(`poison_${index}`, body)),
    ];
    expect(await run(records)).toEqual([
      "evt_bug",
      "evt_reject",
      "evt_retry",
      "poison_0",
      "poison_1",
      "poison_2",
      "poison_3",
    ]);
    expect(handled.toSorted()).toEqual(["evt_1", "evt_2", "evt_3"]);
    expect(metrics.total("RecordsProcessed", { Consumer: "orders" })).toBe(3);
    const causes = ["mail-refused", "aws-denied", "unexpected", "not-json", "invalid-event"];
    expect(causes.map((Cause) => metrics.total("RecordsFailed", { Consumer: "orders", Cause }))).toEqual([
      1, 1, 1, 2, 2,
    ]);
    expect(journal.failures).toContainEqual({
      subject: "evt_reject",
      consumer: "orders",
      messageId: "evt_reject",
      causeCode: "mail-refused",
      disposition: "reject",
      message: "no address",
      at: expect.any(String),
      receives: 1,
    });
    expect(journal.failures.map(({ subject }) => subject)).toContain("message-poison_1");
    expect(JSON.stringify([log.lines, journal.failures])).not.toContain("jane");
  });

  it("gives back an event of a handled type whose object cannot be read, and passes unknown types on", async () => {
    const handled: string[] = [];
    const { run, journal } = consumer((event) => {
      handled.push(`${event.id} ${event.kind}`);
      return Promise.resolve();
    });
    const records = [
      recordOf("m1", bodyOf("evt_1", { id: "pi_1", currency: "usd" })),
      recordOf("m2", bodyOf("evt_2", { id: "pi_1" }, { type: "payment_intent.renamed" })),
      recordOf("m3", bodyOf("evt_3", { id: "pi_1", amount: 1, currency: "usd" })),
    ];
    expect(await run(records)).toEqual(["m1"]);
    expect(handled.toSorted()).toEqual(["evt_2 unhandled", "evt_3 payment-intent"]);
    expect(journal.failures).toMatchObject([{ subject: "evt_1", causeCode: "invalid-event", disposition: "reject" }]);
  });

  it.each([true, false])("of livemode %s skips and counts events of the other one", async (livemode) => {
    const { run, metrics } = consumer(() => Promise.reject(new Error("not to be handled")), { livemode });
    expect(await run([recordOf("m1", bodyOf("evt_1", {}, { livemode: !livemode }))])).toEqual([]);
    expect(metrics.total("RecordsOtherLivemode", { Consumer: "orders" })).toBe(1);
  });

  it("handles one purchase's events one after the other, and purchases at the same time", async () => {
    const running = new Set<string>();
    const seen: string[] = [];
    let most = 0;
    const { run } = consumer(async (event) => {
      const purchase = event.kind === "refund" ? (event.refund.paymentIntent ?? "") : "";
      expect(running).not.toContain(purchase);
      running.add(purchase);
      most = Math.max(most, running.size);
      await Promise.resolve();
      seen.push(event.id);
      running.delete(purchase);
    });
    const of = (purchase: string, id: string) => {
      const refund = { id: `re_${id}`, payment_intent: purchase, amount: 100, currency: "usd" };
      return recordOf(id, bodyOf(id, refund, { type: "refund.created" }));
    };
    expect(await run([of("pi_1", "a"), of("pi_2", "b"), of("pi_1", "c"), of("pi_2", "d")])).toEqual([]);
    expect(seen).toEqual(["a", "b", "c", "d"]);
    expect(most).toBe(2);
  });

  it("fetches an oversize event again", async () => {
    const whole = JSON.parse(bodyOf("evt_big", { id: "pi_1", amount: 7, currency: "usd" })) as object;
    const handled: TypedEvent[] = [];
    const { run, metrics } = consumer(
      (event) => {
        handled.push(event);
        return Promise.resolve();
      },
      { stored: [whole] },
    );
    expect(await run([recordOf("m1", bodyOf("evt_big", { id: "pi_1" }, { oversize: true }))])).toEqual([]);
    expect(handled).toMatchObject([{ id: "evt_big", paymentIntent: { amount: 7 } }]);
    expect(metrics.total("OversizeFetched", { Consumer: "orders" })).toBe(1);
  });

  it("gives back a record that hangs before it takes the batch with it", async () => {
    const { run, journal, sent } = consumer(
      (event) => (event.id === "evt_hangs" ? Promise.withResolvers<void>().promise : Promise.resolve()),
      { remaining: 2010 },
    );
    const records = ["evt_1", "evt_hangs", "evt_2"].map((id) => recordOf(id, bodyOf(id)));
    expect(await run(records)).toEqual([]);
    expect(sent).toMatchObject([{ messageId: "evt_hangs" }]);
    expect(journal.waits).toMatchObject([{ subject: "evt_hangs", cause: "out-of-time" }]);
  });

  it("measures the delay since the webhook's acceptance, of what was applied and was not replayed", async () => {
    const { run, metrics } = consumer((event) =>
      event.id === "evt_fails" ? Promise.reject(new Error("no")) : Promise.resolve(),
    );
    const received = (id: string, at: string): QueueRecord => ({
      ...recordOf(id, bodyOf(id)),
      messageAttributes: { received_at: { stringValue: at } },
    });
    await run([
      received("evt_1", "2026-11-23T11:59:57.500Z"),
      received("evt_ahead", "2026-11-23T12:00:00.200Z"),
      received("evt_fails", "2026-11-23T11:00:00Z"),
      received("evt_odd", "yesterday"),
      recordOf("evt_replayed", bodyOf("evt_replayed")),
    ]);
    const delays = metrics.records.filter(({ name }) => name === "EventDelay");
    expect(delays).toEqual([
      { name: "EventDelay", value: 2.5, dimensions: { Consumer: "orders" } },
      { name: "EventDelay", value: 0, dimensions: { Consumer: "orders" } },
    ]);
  });

  it("puts off what passes on its own, twice as long each time, which is neither a failure nor an interruption", async () => {
    const { run, journal, metrics, log, sent } = consumer(() =>
      Promise.reject(retryable("aws-unavailable", "throttled")),
    );
    let record = recordOf("m1", bodyOf("evt_1"));
    for (let times = 1; times <= 6; times += 1) {
      expect(await run([record])).toEqual([]);
      const [last] = sent.slice(-1);
      if (last !== undefined) record = copyOf(record, last);
    }
    const longest = [60, 120, 240, 480, 900, 900];
    for (const [index, { delaySeconds }] of sent.entries()) {
      expect(delaySeconds).toBeLessThanOrEqual(longest[index] ?? 0);
      expect(delaySeconds).toBeGreaterThanOrEqual((longest[index] ?? 0) * 0.75);
    }
    expect(carriedBy(record)).toEqual({
      waited: { times: 6, seconds: sent.reduce((sum, { delaySeconds }) => sum + delaySeconds, 0) },
      interruptions: 0,
    });
    expect(journal.failures).toEqual([]);
    const ages = metrics.records.filter(({ name }) => name === "WaitingAge");
    const waitedAtFirst = { name: "WaitingAge", value: 0, dimensions: { Consumer: "orders" } };
    expect([ages.length, ages[0]]).toEqual([6, waitedAtFirst]);
    const line = {
      message: "record waits: throttled",
      level: "info",
      eventId: "evt_1",
      type: "payment_intent.succeeded",
      consumer: "orders",
      cause: "aws-unavailable",
      disposition: "retry",
      receives: 1,
    };
    expect(log.lines[0]).toStrictEqual(line);
    expect(log.lines[1]).toStrictEqual({ ...line, waitedSeconds: sent[0]?.delaySeconds });
    expect(journal.waits.at(-1)).toMatchObject({
      subject: "evt_1",
      consumer: "orders",
      times: 6,
      cause: "aws-unavailable",
    });
    expect(metrics.total("RecordsWaiting", { Consumer: "orders", Cause: "aws-unavailable" })).toBe(6);
    expect(metrics.total("RecordsFailed")).toBe(0);
  });

  it("tries a message that waits for its turn at Stripe every minute", async () => {
    const { run, sent } = consumer(() =>
      Promise.reject(retryable("stripe-limited", "the next request is free in 6 s")),
    );
    await run([copyOf(recordOf("m1", bodyOf("evt_1")), { waited: { times: 9, seconds: 540 }, interruptions: 0 })]);
    expect(sent[0]?.delaySeconds).toBeLessThanOrEqual(60);
  });

  it("lets a message spend its receives once it has waited for a day, or cannot be sent again", async () => {
    const { run, journal, log, sent } = consumer(() => Promise.reject(retryable("stripe-unavailable", "down")), {
      unsendable: ["m2"],
    });
    const waited = (seconds: number) =>
      copyOf(recordOf("m1", bodyOf("evt_1")), { waited: { times: 99, seconds }, interruptions: 0 });
    expect(await run([waited(86_399)])).toEqual([]);
    expect(await run([waited(86_400)])).toEqual(["m1"]);
    expect(await run([recordOf("m2", bodyOf("evt_2"))])).toEqual(["m2"]);
    expect(log.lines.at(-2)).toEqual({
      level: "error",
      message: "not sent again: Error: SQS is away",
      messageId: "m2",
      eventId: "evt_2",
    });
    expect(log.lines.at(-1)).toMatchObject({ level: "error", message: "record failed: down" });
    expect(sent).toHaveLength(1);
    expect(journal.failures).toMatchObject([{ subject: "evt_1" }, { subject: "evt_2" }]);
  });

  it("waits for Stripe's lists for as long as they may be behind, and then spends receives", async () => {
    const seen: number[] = [];
    const handle = (_event: object, { receives }: { readonly receives: number }) => {
      seen.push(receives);
      return Promise.reject(retryable("stripe-behind", "not listed yet"));
    };
    // A shop that waits for no outage waits for these all the same.
    const { run, sent } = consumer(handle, { mostWaitSeconds: 0 });
    const record = recordOf("m1", bodyOf("evt_1"));
    const at = (seconds: number) => run([copyOf(record, { waited: { times: 1, seconds }, interruptions: 0 })]);
    expect([await run([record]), await at(180), await at(359), await at(360)]).toEqual([[], [], [], ["m1"]]);
    expect(seen).toEqual([1, 2, 2, 3]);
    expect(sent).toHaveLength(3);
  });

  it("does not begin what the time is too short for", async () => {
    const { run, sent, journal } = consumer(() => Promise.reject(new Error("begun")), { remaining: 2000 });
    expect(await run([recordOf("m1", bodyOf("evt_1"))])).toEqual([]);
    expect(sent).toHaveLength(1);
    expect(journal.waits).toMatchObject([{ message: "the invocation's time ran out before the record was done" }]);
  });

  it.each(["-60", "1.5", "soon", ""])(
    "takes a message that claims to have waited %j times for one that did not",
    (value) => {
      const messageAttributes = { waited_times: { stringValue: value } };
      expect(carriedBy({ messageAttributes })).toEqual({ waited: { times: 0, seconds: 0 }, interruptions: 0 });
    },
  );

  it("responds even when the cause cannot be written down", async () => {
    const { run, journal, log } = consumer(() => Promise.resolve());
    journal.recordFailure = () => Promise.reject(new Error("throttled"));
    expect(await run([recordOf("m1", "")])).toEqual(["m1"]);
    expect(log.lines).toMatchObject([
      { message: expect.stringContaining("not JSON") },
      { message: expect.stringContaining("throttled") },
    ]);
  });
});
