import { InterruptedError, OpsError } from "../../errors.ts";

/** SQS's own way to move all of a dead-letter queue; it goes on when the command is killed. */
export interface MoveTaskPorts {
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
 * Moves everything and waits for the end.
 * @returns how many messages were moved
 * @throws OpsError when SQS gives up; InterruptedError after it was told to stop
 */
export async function moveAll(ports: MoveTaskPorts): Promise<number> {
  const handle = await ports.start();
  for (let cancelled = false; ;) {
    const { status, moved, failure } = await ports.state();
    ports.onProgress?.(moved);
    if (status === "COMPLETED") return moved;
    if (status === "CANCELLED") {
      throw new InterruptedError(`Interrupted. ${String(moved)} were moved, the others are as they were.`);
    }
    if (status === "FAILED") {
      throw new OpsError(
        `SQS stopped after ${String(moved)}: ${failure ?? "it does not say why"}. Run the command again`,
      );
    }
    if (ports.signal.aborted && !cancelled) {
      await ports.cancel(handle);
      cancelled = true;
    }
    await ports.wait();
  }
}
