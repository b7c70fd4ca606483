import type { Page } from "./gateway/types.ts";

const mebibyte = 2 ** 20;

/**
 * What this process keeps after a collection of garbage (where Node was started with `--expose-gc`), MiB.
 * `heap` and `external` are of the main thread; functions and queues have heaps of their own, which are in `rss` alone.
 */
export function keptMemory() {
  globalThis.gc?.({ type: "major", execution: "sync" });
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss: rss / mebibyte, heap: heapUsed / mebibyte, external: external / mebibyte };
}

/** `GET /_offline/memory`: {@link keptMemory} of the run. */
export const memoryPage: Page = ({ method }) =>
  method === "GET" ? { status: 200, body: keptMemory() } : { status: 405, body: { message: "GET only" } };
