import { setTimeout as delay } from "node:timers/promises";

/** What is posted. Of one purchase an event follows when the one before it got its response, as Stripe's arrive. */
export interface Sending {
  readonly id: string;
  readonly purchase: number;
  readonly body: string;
}

export interface Pace {
  /** Requests at once. */
  readonly lanes: number;
  /** Without it a lane posts as soon as it got a response. */
  readonly eventsPerSecond?: number;
}

export interface Sent {
  /** Epoch milliseconds at which the accepted request was sent, by event id. */
  readonly at: ReadonlyMap<string, number>;
  /** Responses other than 200, by event id: each was followed by another try, and some may have been accepted all the same. */
  readonly refused: ReadonlyMap<string, number>;
  /** From the first request to the last response. */
  readonly seconds: number;
}

/** Stripe goes on for days; a benchmark in which events are refused again and again measures nothing. */
const mostTries = 5;

/** Posts all, each until it is accepted. @throws Error that names an event which is not */
export async function sendAll(
  all: readonly Sending[],
  { lanes, eventsPerSecond }: Pace,
  post: (body: string) => Promise<number>,
): Promise<Sent> {
  const at = new Map<string, number>();
  const refused = new Map<string, number>();
  const started = performance.now();
  const sendOne = async ({ id, body }: Sending): Promise<void> => {
    for (let tries = 0; tries < mostTries; tries += 1) {
      at.set(id, Date.now());
      if ((await post(body)) === 200) return;
      refused.set(id, (refused.get(id) ?? 0) + 1);
    }
    throw new Error(`${id} was refused ${String(mostTries)} times`);
  };
  const lane = async (nth: number): Promise<void> => {
    for (const [index, sending] of all.entries()) {
      if (sending.purchase % lanes !== nth) continue;
      if (eventsPerSecond !== undefined) {
        const wait = started + (index / eventsPerSecond) * 1000 - performance.now();
        if (wait > 0) await delay(wait);
      }
      await sendOne(sending);
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, nth) => lane(nth)));
  return { at, refused, seconds: (performance.now() - started) / 1000 };
}
