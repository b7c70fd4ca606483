import { afterEach, expect, it, vi } from "vitest";
import { log } from "./log.ts";
import { traceIdOf } from "./trace-id.ts";

afterEach(() => void vi.restoreAllMocks());

it("a line that concerns an event has its trace id, any other has none", () => {
  const info = vi.spyOn(console, "info").mockImplementation(() => undefined);
  log.info({ message: "applied", eventId: "evt_1" });
  log.info({ message: "started" });
  expect(info.mock.calls).toEqual([
    [{ message: "applied", eventId: "evt_1", traceId: traceIdOf("evt_1") }],
    [{ message: "started" }],
  ]);
});

it("a trace id is one of W3C's, and an event's own", () => {
  expect(traceIdOf("evt_1")).toMatch(/^[\da-f]{32}$/u);
  expect(traceIdOf("evt_1")).toBe(traceIdOf("evt_1"));
  expect(traceIdOf("evt_1")).not.toBe(traceIdOf("evt_2"));
});
