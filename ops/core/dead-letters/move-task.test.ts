import { describe, expect, it } from "vitest";
import { InterruptedError, OpsError } from "../../errors.ts";
import { moveAll, type MoveTaskPorts } from "./move-task.ts";

/** SQS with one task, which moves one of three messages between two looks. */
function world({ runs = false, refusesCancel = false } = {}) {
  const interruption = new AbortController();
  const started: string[] = [];
  let [status, moved] = [runs ? "RUNNING" : "COMPLETED", 0];
  const ports: MoveTaskPorts = {
    running: () => Promise.resolve(status === "RUNNING" ? "earlier" : undefined),
    start() {
      status = "RUNNING";
      started.push("new");
      return Promise.resolve("new");
    },
    state: () => Promise.resolve({ status, moved }),
    cancel() {
      if (refusesCancel) return Promise.reject(new Error("Only active tasks can be cancelled"));
      status = "CANCELLED";
      return Promise.resolve();
    },
    wait() {
      if (status === "RUNNING" && (moved += 1) === 3) status = "COMPLETED";
      return Promise.resolve();
    },
    signal: interruption.signal,
  };
  return { ports, started, interruption, end: (how: string) => (status = how) };
}

describe("a move task", () => {
  it("is started and waited for", async () => {
    const { ports, started } = world();
    expect(await moveAll(ports)).toBe(3);
    expect(started).toEqual(["new"]);
  });

  it("that runs already is waited for, and no other one is started", async () => {
    const { ports, started } = world({ runs: true });
    expect(await moveAll(ports)).toBe(3);
    expect(started).toEqual([]);
  });

  it("is cancelled at Ctrl-C, which says how far it came", async () => {
    const { ports, interruption } = world();
    const onProgress = (done: number): void => void (done === 1 && interruption.abort());
    const moving = moveAll({ ...ports, onProgress });
    await expect(moving).rejects.toThrow("Interrupted. 1 were moved, the others are as they were.");
    await expect(moving).rejects.toBeInstanceOf(InterruptedError);
  });

  it("that ended before it could be cancelled is done; one that runs on is a failure", async () => {
    const ended = world({ refusesCancel: true });
    ended.interruption.abort();
    const cancel = (handle: string): Promise<void> => {
      ended.end("COMPLETED");
      return ended.ports.cancel(handle);
    };
    expect(await moveAll({ ...ended.ports, cancel })).toBe(0);
    const running = world({ refusesCancel: true });
    running.interruption.abort();
    await expect(moveAll(running.ports)).rejects.toThrow("Only active tasks");
  });

  it("that somebody else cancelled is a failure", async () => {
    const { ports, end } = world();
    const moving = moveAll({ ...ports, onProgress: () => end("CANCELLED") });
    await expect(moving).rejects.toThrow(/Somebody cancelled it\. 0 were moved/u);
    await expect(moving).rejects.toBeInstanceOf(OpsError);
    await expect(moving).rejects.not.toBeInstanceOf(InterruptedError);
  });
});
