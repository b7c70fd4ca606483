import { InterruptedError, OpsError } from "../../errors.ts";

/** SQS's own way to move all of a dead-letter queue; it goes on when the command is killed. */
export interface MoveTaskPorts {
  /** The handle of a task that runs already: an earlier command's, whose end nobody waited for. */
  running(): Promise<string | undefined>;
  /** @returns the task's handle */
  start(): Promise<string>;
  /** Of the task that was started last. */
  state(): Promise<{ readonly status: string; readonly moved: number; readonly failure?: string }>;
  cancel(handle: string): Promise<void>;
  wait(): Promise<void>;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

/**
 * Moves everything and waits for the end. SQS allows one task of a queue at a time: one that runs is waited for instead.
 * @returns how many messages were moved
 * @throws OpsError when SQS gives up; InterruptedError after it was cancelled
 */
export async function moveAll(ports: MoveTaskPorts): Promise<number> {
  const handle = (await ports.running()) ?? (await ports.start());
  for (let cancelled = false; ;) {
    const { status, moved, failure } = await ports.state();
    ports.onProgress?.(moved);
    if (status === "COMPLETED") return moved;
    if (status === "CANCELLED") {
      const state = `${String(moved)} were moved, the others are as they were.`;
      throw cancelled ? new InterruptedError(`Interrupted. ${state}`) : new OpsError(`Somebody cancelled it. ${state}`);
    }
    if (status === "FAILED") {
      throw new OpsError(
        `SQS stopped after ${String(moved)}: ${failure ?? "it does not say why"}. Run the command again`,
      );
    }
    if (ports.signal.aborted && !cancelled) {
      cancelled = true;
      await cancelRunning(handle, ports);
    }
    await ports.wait();
  }
}

/** A task that has just ended cannot be cancelled, which is not a failure. */
async function cancelRunning(handle: string, ports: MoveTaskPorts): Promise<void> {
  try {
    await ports.cancel(handle);
  } catch (error) {
    if ((await ports.state()).status === "RUNNING") throw error;
  }
}
