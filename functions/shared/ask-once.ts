import type { Journal } from "./journal.ts";

export interface AskOncePorts {
  readonly journal: Pick<Journal, "claimFetch" | "isPromised" | "breakPromise">;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/**
 * How long (ms) to wait for another consumer's response from Stripe before asking too: longer than that one may wait for its
 * turn (stripe/pace.ts), or everything is asked for thrice as soon as turns are short.
 */
const pauses = [50, 100, 200, 400, 800, 1600, 3200];

/**
 * All consumers receive an event at the same moment, and Stripe limits the rate of requests: the first asks, the others
 * wait for what it got. One that waits in vain, as after a crash, asks too.
 * @param subject what is asked for, as its own id
 * @param shared what the first one got, once it is stored
 */
export async function askOnce<T>(
  subject: string,
  ports: AskOncePorts,
  shared: () => Promise<T | undefined>,
  ask: () => Promise<T>,
): Promise<T> {
  const { journal, wait } = ports;
  if (await journal.claimFetch(subject)) return askAsPromised(subject, ports, ask);
  for (const pause of pauses) {
    const found = await shared();
    if (found !== undefined) return found;
    if (!(await journal.isPromised(subject))) break;
    await wait(pause);
  }
  return ask();
}

/** Lets nobody wait for what failed, or for what Stripe does not have. */
async function askAsPromised<T>(subject: string, { journal }: AskOncePorts, ask: () => Promise<T>): Promise<T> {
  let found: T | undefined;
  try {
    found = await ask();
    return found;
  } finally {
    if (found === undefined) await journal.breakPromise(subject);
  }
}
