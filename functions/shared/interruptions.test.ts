import { describe, expect, it } from "vitest";
import { rejected, retryable } from "../../domain/failure.ts";
import { bodyOf, consumer, copyOf, recordOf } from "./testing-batch.ts";

describe("an attempt that ended without an outcome", () => {
  it("notes an attempt that ended without a word, once, and none that recorded its cause", async () => {
    const { run, journal, metrics, sent, removed } = consumer((event) =>
      event.id === "evt_known" ? Promise.reject(retryable("aws-denied", "no permission")) : Promise.resolve(),
    );
    await run([recordOf("m1", bodyOf("evt_known"))]);
    await run([recordOf("m1", bodyOf("evt_known"), "2"), recordOf("m2", bodyOf("evt_crashed"), "2")]);
    await run([recordOf("m2", bodyOf("evt_crashed"), "2")]);
    expect(journal.failures.map(({ subject, causeCode, receives }) => [subject, causeCode, receives])).toEqual([
      ["evt_known", "aws-denied", 1],
      ["evt_crashed", "interrupted", 1],
      ["evt_known", "aws-denied", 2],
    ]);
    expect(metrics.total("RecordsFailed", { Consumer: "orders", Cause: "interrupted" })).toBe(1);
    expect(journal.failures[1]?.message).toMatch(/^an attempt ended without an outcome/u);
    expect([sent, removed]).toEqual([[], ["m2"]]);
  });

  it("is one of few that may have ended it: a record that failed is handled with the others", async () => {
    const { run, sent, removed } = consumer(() => Promise.reject(retryable("aws-denied", "no permission")));
    const records = (receives: string) => ["m1", "m2"].map((id) => recordOf(id, bodyOf(`evt_${id}`), receives));
    await run(records("1"));
    expect(await run(records("2"))).toEqual(["m1", "m2"]);
    expect([sent, removed]).toEqual([[], []]);
  });

  it("keeps the record in the queue that fails again alone, and handles those that cannot be put off", async () => {
    const handled: string[] = [];
    const handle = ({ id }: { readonly id: string }): Promise<void> => {
      handled.push(id);
      return id === "evt_m1" ? Promise.reject(rejected("invalid-event", "poison")) : Promise.resolve();
    };
    const { run, sent, removed, log } = consumer(handle, { unsendable: ["m2"] });
    const records = ["m1", "m2", "m3"].map((id) => recordOf(id, bodyOf(`evt_${id}`), "2"));
    expect(await run(records)).toEqual(["m1"]);
    expect(handled).toEqual(["evt_m1", "evt_m2"]);
    expect([sent.map(({ messageId }) => messageId), removed]).toEqual([["m3"], ["m3"]]);
    expect(log.lines[0]).toEqual({
      level: "error",
      message: "not put off: Error: SQS is away",
      messageId: "m2",
      eventId: "evt_m2",
    });
  });

  it("does not delete a record early that came alone, or that SQS does not delete", async () => {
    const single = consumer(() => Promise.resolve());
    expect(await single.run([recordOf("m1", bodyOf("evt_m1"), "2")])).toEqual([]);
    expect(single.removed).toEqual([]);
    const { run, log } = consumer(() => Promise.resolve(), { unremovable: ["m1"] });
    expect(await run([recordOf("m1", bodyOf("evt_m1"), "2"), recordOf("m2", bodyOf("evt_m2"))])).toEqual([]);
    const message = "not deleted early: Error: SQS is away";
    expect(log.lines).toEqual([{ level: "error", message, messageId: "m1", eventId: "evt_m1" }]);
  });

  it("takes no message for interrupted because another of the same event failed after it", async () => {
    const { run, journal } = consumer(() => Promise.reject(rejected("outcome-unknown", "sent or not")));
    const received = [
      ["m1", "1"],
      ["m1", "2"],
      ["m2", "1"],
      ["m1", "3"],
    ] as const;
    for (const [id, receive] of received) await run([recordOf(id, bodyOf("evt_1"), receive)]);
    expect(journal.failures.map(({ causeCode }) => causeCode)).toEqual(received.map(() => "outcome-unknown"));
  });

  it("handles first and alone what may have ended the attempt before, and lets the rest of its kind come apart", async () => {
    const running = new Set<string>();
    const handled: string[][] = [];
    const { run, sent, removed } = consumer(async ({ id }) => {
      running.add(id);
      await Promise.resolve();
      handled.push([...running]);
      running.delete(id);
    });
    const records = ["1", "2", "3"].map((id) => recordOf(id, bodyOf(`evt_${id}`), "2"));
    expect(await run([recordOf("new", bodyOf("evt_new")), ...records])).toEqual([]);
    expect(handled).toEqual([["evt_1"], ["evt_new"]]);
    expect(sent).toEqual([
      { messageId: "2", waited: { times: 0, seconds: 0 }, interruptions: 1, delaySeconds: 10 },
      { messageId: "3", waited: { times: 0, seconds: 0 }, interruptions: 1, delaySeconds: 20 },
    ]);
    expect(removed).toEqual(["2", "3", "1"]);
  });

  it("makes no fourth attempt of what ended three, and gives it back under its cause", async () => {
    const { run, journal, log, sent } = consumer(() => Promise.reject(new Error("begun")));
    const record = copyOf(recordOf("m1", bodyOf("evt_1"), "3"), { waited: { times: 0, seconds: 0 }, interruptions: 1 });
    expect(await run([record])).toEqual(["m1"]);
    expect(journal.failures.at(-1)).toMatchObject({ causeCode: "interrupted", receives: 2 });
    const message = "record refused: three attempts are spent";
    expect(log.lines).toEqual([{ level: "error", message, eventId: "evt_1", consumer: "orders" }]);
    expect(sent).toEqual([]);
  });

  it.each([1, 2])(
    "keeps the cause of the last attempt when it refuses another, after %i interruptions",
    async (interruptions) => {
      const { run, journal, metrics } = consumer(() => Promise.reject(rejected("outcome-unknown", "sent or not")));
      for (const receive of ["1", "2", "3"]) {
        const record = recordOf("m1", bodyOf("evt_1"), receive);
        expect(await run([copyOf(record, { waited: { times: 0, seconds: 0 }, interruptions })])).toEqual(["m1"]);
      }
      expect(journal.failures.map(({ causeCode }) => causeCode)).toEqual(
        Array.from({ length: 3 - interruptions }, () => "outcome-unknown"),
      );
      expect(metrics.total("RecordsFailed", { Cause: "interrupted" })).toBe(0);
    },
  );

  it("leaves a record that has spent its attempts one for its redrive, and lets it carry no more", async () => {
    const handled: string[] = [];
    const { run, sent } = consumer(({ id }) => Promise.resolve(void handled.push(id)));
    const carrying = { waited: { times: 0, seconds: 0 }, interruptions: 2 };
    const spent = ["m1", "m2"].map((id) => copyOf(recordOf(id, bodyOf(`evt_${id}`), "2"), carrying));
    expect(await run([recordOf("m3", bodyOf("evt_m3"), "2"), ...spent])).toEqual(["m1", "m2"]);
    expect([handled, sent]).toEqual([["evt_m3"], []]);
    const redriven = spent.map((record) => ({
      ...record,
      attributes: { ...record.attributes, ApproximateReceiveCount: "1" },
    }));
    expect(await run(redriven)).toEqual([]);
    expect(handled).toEqual(["evt_m3", "evt_m1"]);
    expect(sent).toMatchObject([{ messageId: "m2", interruptions: 2 }]);
  });

  it("handles a record though the attempt before cannot be noted", async () => {
    const { run, journal, log } = consumer(() => Promise.resolve());
    journal.recordInterruption = () => Promise.reject(new Error("throttled"));
    expect(await run([recordOf("m1", bodyOf("evt_1"), "2")])).toEqual([]);
    const message = "interruption not recorded: Error: throttled";
    expect(log.lines).toEqual([{ level: "error", message, eventId: "evt_1", consumer: "orders" }]);
  });
});
