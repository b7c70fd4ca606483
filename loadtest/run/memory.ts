import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Memory of the offline run, all its threads. */
export interface MemorySample {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Resident set, MiB. */
  readonly rss: number;
}

const run = promisify(execFile);
const everyMilliseconds = 2_000;

/** Samples a process's memory until stopped. `ps` tells it on every Unix. */
export function sampleMemory(pid: number): { readonly samples: MemorySample[]; stop(): void } {
  const samples: MemorySample[] = [];
  const sample = async (): Promise<void> => {
    const { stdout } = await run("ps", ["-o", "rss=", "-p", String(pid)]);
    samples.push({ at: Date.now(), rss: Math.round(Number(stdout.trim()) / 1024) });
  };
  const timer = setInterval(() => {
    // A process that is gone has no memory to tell.
    sample().catch(() => clearInterval(timer));
  }, everyMilliseconds);
  return { samples, stop: () => clearInterval(timer) };
}
