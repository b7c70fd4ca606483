import inspector from "node:inspector";
import type { Worker } from "node:worker_threads";

/** How often a worker is looked at that a debugger may hold. */
const lookMilliseconds = 100;
/** Of a look's time: a worker at a breakpoint does nothing else, and neither does one in a loop, which is being debugged. */
const heldShare = 0.95;

export function isDebugged(): boolean {
  return inspector.url() !== undefined;
}

/**
 * Calls back once a worker has had its time. While an inspector is open, time at a breakpoint does not count: the worker's
 * event loop does not turn then.
 * @returns ends the limit
 */
export function limitTime(worker: Worker, milliseconds: number, onEnd: () => void): () => void {
  if (!isDebugged()) {
    const timer = setTimeout(onEnd, milliseconds);
    return () => clearTimeout(timer);
  }
  let left = milliseconds;
  let before = worker.performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = worker.performance.eventLoopUtilization();
    const { utilization } = worker.performance.eventLoopUtilization(now, before);
    before = now;
    if (utilization < heldShare) left -= lookMilliseconds;
    if (left > 0) return;
    clearInterval(timer);
    onEnd();
  }, lookMilliseconds);
  return () => clearInterval(timer);
}
