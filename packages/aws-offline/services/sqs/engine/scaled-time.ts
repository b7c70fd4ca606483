/** Real milliseconds of a timestamp that was taken on the scaled clock. */
export type ToReal = (scaled: number) => number;

/**
 * Makes `Date.now` run `scale` times faster from now on, and timeouts end as much earlier, in this thread: fauxqs has no
 * clock of its own to inject. A visibility timeout of 180 s so ends after 180/scale s.
 */
export function scaleTime(scale: number): ToReal {
  if (scale === 1) return (scaled) => scaled;
  const now = Date.now.bind(Date);
  const start = now();
  const { setTimeout: realTimeout } = globalThis;
  Date.now = () => Math.round(start + (now() - start) * scale);
  const scaledTimeout = (
    callback: (...args: unknown[]) => void,
    milliseconds = 0,
    ...args: unknown[]
  ): NodeJS.Timeout => realTimeout(callback, milliseconds / scale, ...args);
  globalThis.setTimeout = Object.assign(scaledTimeout, realTimeout);
  return (scaled) => Math.round(start + (scaled - start) / scale);
}
