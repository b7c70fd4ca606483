import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import * as v from "valibot";

export interface MemorySample {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Resident set of all its threads, MiB. */
  readonly rss: number;
  /** Of its main thread, after a collection of garbage, MiB; not at each sample, as collecting takes a moment. */
  readonly kept?: number;
}

const run = promisify(execFile);
const everyMilliseconds = 2_000;
const collectEvery = 5;
const page = v.object({ heap: v.number(), external: v.number() });

/** Samples an offline run's memory until stopped. `ps` shows the resident set on every Unix. */
export function sampleMemory(
  pid: number,
  awsEndpoint: string,
): { readonly samples: MemorySample[]; stop(): Promise<void> } {
  const samples: MemorySample[] = [];
  const stopped = new AbortController();
  const sampling = (async () => {
    for (let nth = 0; !stopped.signal.aborted; nth += 1) {
      const kept = nth % collectEvery === 0 ? { kept: await keptMemory(awsEndpoint) } : {};
      const { stdout } = await run("ps", ["-o", "rss=", "-p", String(pid)]);
      samples.push({ at: Date.now(), rss: Math.round(Number(stdout.trim()) / 1024), ...kept });
      await delay(everyMilliseconds, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  })();
  // A run that is gone has no memory to report; the load itself fails with it.
  sampling.catch(() => undefined);
  return {
    samples,
    async stop() {
      stopped.abort();
      await sampling;
    },
  };
}

async function keptMemory(awsEndpoint: string): Promise<number> {
  const response = await fetch(`${awsEndpoint}/_offline/memory`);
  const { heap, external } = v.parse(page, await response.json());
  return heap + external;
}
