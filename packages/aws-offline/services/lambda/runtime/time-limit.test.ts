import inspector from "node:inspector";
import { afterEach, describe, expect, it } from "vitest";
import { closeServices, serviceOf } from "./test-function.ts";

afterEach(async () => {
  inspector.close();
  await closeServices();
});

/** Waits at its breakpoint, if somebody debugs it; then for as long as the event says. */
const source = `exports.handler = async ({ wait }, context) => {
  debugger;
  await new Promise((resolve) => setTimeout(resolve, wait));
  return context.getRemainingTimeInMillis() > 0;
}`;

/** A debugger of every worker that lets each go on after a while. @returns how often a worker stood at a breakpoint */
function debugging(milliseconds: number): () => number {
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
    setTimeout(() => post(sessionId, "Debugger.resume"), milliseconds);
  });
  session.post("NodeWorker.enable", { waitForDebuggerOnStart: false });
  return () => stops;
}

describe("the time of a function that somebody debugs", () => {
  it("does not pass at a breakpoint", async () => {
    const stops = debugging(1_800);
    const { invoke } = serviceOf(source, { timeoutSeconds: 1 });
    expect(await invoke({ wait: 0 })).toMatchObject({ ok: true, payload: true });
    expect(stops()).toBe(1);
  });

  it("passes while it waits for something", async () => {
    debugging(100);
    const { invoke } = serviceOf(source, { timeoutSeconds: 1 });
    expect(await invoke({ wait: 5_000 })).toMatchObject({ ok: false, errorType: "Sandbox.Timedout" });
  });
});
