import { describe, expect, it } from "vitest";

import { messageIdsByEvent } from "./message-ids.ts";

const record = (messageId: string, body: string) => ({
  messageId,
  receiptHandle: messageId,
  body,
  attributes: { ApproximateReceiveCount: "1" },
});

describe("messageIdsByEvent", () => {
  it("names the first message of each event, and skips what is not an event", () => {
    const records = [
      record("1", "not JSON"),
      record("2", '{"id":"evt_1"}'),
      record("3", '{"id":"evt_1"}'),
      record("4", '{"id":7}'),
      record("5", "null"),
      record("6", '{"id":"evt_2"}'),
      record("7", '{"id":"evt_test_65","object":"v2.core.event","type":"v1.invoice.paid","snapshot_event":"evt_3"}'),
    ];
    expect([...messageIdsByEvent(records)]).toEqual([
      ["evt_1", "2"],
      ["evt_2", "6"],
      ["evt_3", "7"],
    ]);
  });
});
