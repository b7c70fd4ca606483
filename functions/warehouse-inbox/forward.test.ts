import { describe, expect, it } from "vitest";
import type { EventMessage } from "../shared/event-message.ts";
import { recordLog, recordMetrics } from "../shared/testing.ts";
import { forward } from "./forward.ts";

const now = Date.parse("2026-11-23T06:00:09Z");
const sent = Date.parse("2026-11-23T06:00:00Z");
const shipped = { kind: "shipped", order: "acct_1/pi_1", parcel: "p1" };

async function forwarded(body: object, attributes: { SentTimestamp?: string } = { SentTimestamp: String(sent) }) {
  const published: EventMessage[] = [];
  const metrics = recordMetrics();
  const log = recordLog();
  await forward(
    {
      messageId: "m1",
      receiptHandle: "r1",
      body: JSON.stringify(body),
      attributes: { ApproximateReceiveCount: "1", ...attributes },
    },
    {
      publish: (message) => Promise.resolve(void published.push(message)),
      metrics,
      log,
      livemode: false,
      now: () => now,
    },
  );
  const [message] = published;
  if (message === undefined) throw new Error("nothing was published");
  const event: unknown = JSON.parse(message.body);
  return { event, message, metrics, log, published };
}

describe("a warehouse message", () => {
  it("is published as the event that it is, and counted", async () => {
    const { event, message, metrics, log, published } = await forwarded(shipped);
    expect(event).toMatchObject({ type: "warehouse.shipped", account: "acct_1", livemode: false });
    expect(message.attributes).toMatchObject({
      event_type: "warehouse.shipped",
      received_at: "2026-11-23T06:00:09.000Z",
    });
    expect(published).toHaveLength(1);
    expect(metrics.total("WarehouseMessages", { Kind: "shipped" })).toBe(1);
    const eventId = message.attributes["event_id"];
    expect(log.lines).toEqual([
      { level: "info", message: "forwarded", eventId, type: "warehouse.shipped", orderKey: "acct_1/pi_1" },
    ]);
  });

  it("has an id that follows from what it says alone", async () => {
    const idOf = async (...sentAs: Parameters<typeof forwarded>) =>
      (await forwarded(...sentAs)).message.attributes["event_id"];
    const id = await idOf(shipped);
    expect(id).toMatch(/^evt_wh_[\da-f]{24}$/);
    expect(await idOf({ ...shipped, at: "2026-11-22T00:00:00Z" }, {})).toBe(id);
    expect(await idOf({ ...shipped, parcel: "p2" })).not.toBe(id);
  });

  it.each<[string, object, { SentTimestamp?: string }, string]>([
    ["as it says", { at: "2026-11-22T00:00:00Z" }, { SentTimestamp: String(sent) }, "2026-11-22T00:00:00Z"],
    ["else when it was sent", {}, { SentTimestamp: String(sent) }, "2026-11-23T06:00:00Z"],
    ["else now", {}, {}, "2026-11-23T06:00:09Z"],
  ])("happened %s", async (_when, more, attributes, time) => {
    const { event } = await forwarded({ ...shipped, ...more }, attributes);
    expect(event).toMatchObject({ created: Date.parse(time) / 1000 });
  });

  it("is refused where it is not as documented", async () => {
    await expect(forwarded({ ...shipped, parcels: 1 })).rejects.toMatchObject({
      causeCode: "invalid-message",
      disposition: "reject",
    });
  });
});
