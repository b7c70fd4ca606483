/** API Gateway's throttle: `burst` requests at once, then `ratePerSecond`. */
export interface Throttle {
  ratePerSecond: number;
  burst: number;
}

/** Returns whether the next request may pass. `now` is in milliseconds. */
export function tokenBucket({ ratePerSecond, burst }: Throttle, now: () => number): () => boolean {
  let tokens = burst;
  let filledAt = now();
  return () => {
    const time = now();
    tokens = Math.min(burst, tokens + ((time - filledAt) / 1000) * ratePerSecond);
    filledAt = time;
    if (tokens < 1) {
      return false;
    }
    tokens -= 1;
    return true;
  };
}
