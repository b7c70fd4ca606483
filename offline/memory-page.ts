import type { Page } from "./gateway/types.ts";

const mebibyte = 2 ** 20;

/**
 * `GET /_offline/memory`: what the run keeps after a collection of garbage (where Node was started with `--expose-gc`), MiB.
 * `heap` and `external` are of the main thread; functions and queues have heaps of their own, which are in `rss` alone.
 */
export const memoryPage: Page = ({ method }) => {
  if (method !== "GET") return { status: 405, body: { message: "GET only" } };
  globalThis.gc?.({ type: "major", execution: "sync" });
  const { rss, heapUsed, external } = process.memoryUsage();
  return { status: 200, body: { rss: rss / mebibyte, heap: heapUsed / mebibyte, external: external / mebibyte } };
};
