import { describe, expect, it } from "vitest";
import { readLine } from "./log-line.ts";

const read = (text: string) => readLine({ id: "1", at: 0, source: "stripeWebhook", text });

describe("a log line", () => {
  it("contains level, request, event and the other fields", () => {
    const line = { level: "WARN", requestId: "r", message: { message: "refused", eventId: "evt_1", reason: "stale" } };
    expect(read(JSON.stringify(line))).toEqual({
      at: "1970-01-01T00:00:00.000Z",
      source: "stripeWebhook",
      level: "warn",
      requestId: "r",
      eventId: "evt_1",
      message: "refused",
      fields: { reason: "stale" },
    });
  });

  it("of an invocation that timed out is an error, of one that went well nothing", () => {
    const report = (status: string): string =>
      JSON.stringify({ type: "platform.report", record: { requestId: "r", status, errorType: "Sandbox.Timedout" } });
    expect(read(report("timeout"))).toMatchObject({
      level: "error",
      message: "invocation ended with timeout: Sandbox.Timedout",
    });
    expect(read(report("success"))).toBeUndefined();
  });

  it("of an uncaught error has its type; a metric is none; other text is kept", () => {
    expect(read('{"level":"ERROR","errorType":"TypeError","errorMessage":"x is not a function"}')).toMatchObject({
      level: "error",
      message: "TypeError: x is not a function",
    });
    expect(read('{"_aws":{},"OrdersCreated":1}')).toBeUndefined();
    expect(read("plain text\n")).toMatchObject({ level: "info", message: "plain text" });
  });
});
