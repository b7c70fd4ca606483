import inspector from "node:inspector";
import { afterEach, describe, expect, it, vi } from "vitest";
import { closeServices, serviceOf } from "./test-function.ts";

afterEach(async () => {
  vi.restoreAllMocks();
  inspector.close();
  await closeServices();
});

/** Waits at its breakpoint, if somebody debugs it; then for as long as the event says. */
const source = `exports.handler = async ({ wait }, context) => {
  debugger;
  await new Promise((resolve) => setTimeout(resolve, wait));
  return context.getRemainingTimeInMillis() > 0;
}`;

/**
 * A debugger of every worker that lets each go on once its limit has looked at it a number of times, ten of which are a second.
 * @returns how often a worker stopped at a breakpoint
 */
function debugging(looksAtBreakpoint: number): () => number {
  let looksLeft = looksAtBreakpoint;
  let resume: (() => void) | undefined;
  const setRealInterval = globalThis.setInterval;
  vi.spyOn(globalThis, "setInterval").mockImplementation((look: () => void, milliseconds) =>
    setRealInterval(() => {
      look();
      if (resume === undefined) return;
      looksLeft -= 1;
      if (looksLeft === 0) resume();
    }, milliseconds),
  );
  inspector.open(0, "127.0.0.1");
  const session = new inspector.Session();
  session.connect();
  let stops = 0;
  const post = (sessionId: string, method: string): void =>
    session.post("NodeWorker.sendMessageToWorker", { sessionId, message: JSON.stringify({ id: 1, method }) });
  session.on("NodeWorker.attachedToWorker", ({ params }) => post(params.sessionId, "Debugger.enable"));
  session.on("NodeWorker.receivedMessageFromWorker", ({ params: { sessionId, message } }) => {
    if (!message.includes("Debugger.paused")) return;
    stops += 1;
    resume = () => post(sessionId, "Debugger.resume");
  });
  session.post("NodeWorker.enable", { waitForDebuggerOnStart: false });
  return () => stops;
}

describe("the time of a function that somebody debugs", () => {
  it("does not pass at a breakpoint", async () => {
    const stops = debugging(18);
    const { invoke } = serviceOf(source, { timeoutSeconds: 1 });
    expect(await invoke({ wait: 0 })).toMatchObject({ ok: true, payload: true });
    expect(stops()).toBe(1);
  });

  it("passes while it waits for something", async () => {
    debugging(1);
    const { invoke } = serviceOf(source, { timeoutSeconds: 1 });
    expect(await invoke({ wait: 5_000 })).toMatchObject({ ok: false, errorType: "Sandbox.Timedout" });
  });
});
