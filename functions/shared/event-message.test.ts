import { describe, expect, it } from "vitest";
import { parseStripeEvent, type StripeObject } from "../../domain/event/event.ts";
import { snsAttribute, toMessage } from "./event-message.ts";

/** SNS takes 262,144 bytes; 2 KB less leave room for what the event bus wraps around an event. */
const maximumMessageBytes = 260_096;

const receivedAt = Date.parse("2026-11-23T06:00:00Z");
const event = {
  id: "evt_1",
  object: "event",
  api_version: "2026-10-28.endive",
  created: 1_760_000_000,
  livemode: false,
  type: "invoice.paid",
  data: { object: { id: "in_1", object: "invoice", note: "" } },
};

const messageOf = (value: StripeObject, text = JSON.stringify(value)) =>
  toMessage(parseStripeEvent(text), text, value, receivedAt);

const sizeOf = ({ body, attributes }: ReturnType<typeof toMessage>) =>
  Buffer.byteLength(body) +
  Object.entries(attributes).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(`${name}String${String(value)}`),
    0,
  );

describe("toMessage", () => {
  it("keeps the text byte for byte", () => {
    const text = `${JSON.stringify(event, null, 2)}\n`.replace("1760000000", "1.76e9");
    expect(messageOf(event, text).body).toBe(text);
  });

  it("says what subscriptions filter by, and when it came", () => {
    expect(messageOf(event).attributes).toEqual({
      event_type: "invoice.paid",
      event_id: "evt_1",
      livemode: "false",
      api_version: "2026-10-28.endive",
      received_at: "2026-11-23T06:00:00.000Z",
    });
  });

  it("names the effects that are left where the object rules some out", () => {
    const payment = { id: "pi_1", object: "payment_intent", metadata: {} };
    const of = (object: StripeObject) =>
      messageOf({ ...event, type: "payment_intent.succeeded", data: { object } }).attributes;
    expect(of(payment)).toMatchObject({ effects: ["order"] });
    expect(of({ ...payment, capture_method: "manual" })).not.toHaveProperty("effects");
  });

  it("routes a thin event as the snapshot event of the same fact, and keeps its text", () => {
    const thin = {
      id: "evt_test_65",
      object: "v2.core.event",
      type: "v1.invoice.paid",
      created: "2025-10-09T08:53:20.000Z",
      livemode: false,
      snapshot_event: "evt_1",
      related_object: { id: "in_1", type: "invoice", url: "/v1/invoices/in_1" },
    };
    const { attributes, body } = messageOf(thin);
    expect(attributes).toMatchObject({ event_type: "invoice.paid", event_id: "evt_1" });
    expect(body).toBe(JSON.stringify(thin));
  });

  it.each([null, "", undefined])(
    "leaves the api version out when it is %j: SNS refuses empty attributes",
    (version) => {
      expect(messageOf({ ...event, api_version: version }).attributes).not.toHaveProperty("api_version");
    },
  );

  it("escapes the characters that SNS refuses, so that the JSON stays the same", () => {
    const odd = { ...event, note: "a\uFFFEb\uFFFFc\u0001\t\u2028" };
    const { body } = messageOf(odd);
    expect(body).not.toMatch(/[\uFFFE\uFFFF]/);
    expect(JSON.parse(body)).toEqual(odd);
  });

  it("sends a stub of what is too large, with all that is needed to find it again", () => {
    const note = "ü".repeat(maximumMessageBytes / 2);
    const data = { object: { ...event.data.object, note }, previous_attributes: {} };
    const message = messageOf({ ...event, account: "acct_1", data, request: { id: "req_1" } });
    expect(message.oversize).toBe(true);
    expect(JSON.parse(message.body)).toEqual({
      ...event,
      account: "acct_1",
      oversize: true,
      data: { object: { id: "in_1", object: "invoice" } },
    });
    expect(parseStripeEvent(message.body)).toMatchObject({ id: "evt_1", account: "acct_1", oversize: true });
  });

  it("draws the line between whole and stub at the byte", () => {
    const empty = sizeOf(messageOf(event));
    const withNote = (length: number) =>
      messageOf({ ...event, data: { object: { ...event.data.object, note: "x".repeat(length) } } });
    const largest = withNote(maximumMessageBytes - empty);
    expect([largest.oversize, sizeOf(largest)]).toEqual([false, maximumMessageBytes]);
    expect(withNote(maximumMessageBytes - empty + 1).oversize).toBe(true);
  });
});

it("sends a list to SNS as String.Array, by whose elements subscriptions filter", () => {
  expect(snsAttribute("invoice.paid")).toEqual({ DataType: "String", StringValue: "invoice.paid" });
  expect(snsAttribute(["order", "mail"])).toEqual({ DataType: "String.Array", StringValue: '["order","mail"]' });
});
