import { ProcessingError } from "../../domain/failure.ts";
import type { TypedEvent } from "../../domain/event/typed-event.ts";
import type { Waited } from "../../domain/waiting.ts";
import { visibilitySeconds } from "./queue-settings.ts";
import { remembering } from "./stripe/remembering-api.ts";

/** How a record reached its consumer. */
export interface Delivery {
  /** How often it was received, this time included; a wait counts as the receives that it is worth. */
  readonly receives: number;
}

/** From this receive on Stripe's lists are believed: two visibility timeouts, six minutes, have passed by then. */
export const settledReceive = 3;

/** The receives that a message would have had, had it not waited as a copy in between. */
export function receivesInstead(receives: number, { seconds }: Waited): number {
  return receives + Math.floor(seconds / visibilitySeconds());
}

/** How long (ms) to wait within a receive for what an event says must exist; lists are mostly behind by less. */
const pauses = [250, 750, 2000];

/**
 * Handles an event, again after a while where Stripe's lists are behind it (`stripe-behind`). What is handled must be safe
 * to repeat.
 */
export async function whileStripeLags<Api extends object>(
  event: TypedEvent,
  { receives }: Delivery,
  { stripe, wait }: { readonly stripe: Api; readonly wait: (milliseconds: number) => Promise<void> },
  handle: (stripe: Api, listsSettled: boolean) => Promise<void>,
): Promise<void> {
  const listsSettled = receives >= settledReceive;
  // An invoice is paid the moment before its event; a refund mostly comes long after what it gives back.
  const follows = event.kind === "invoice" || event.kind === "session";
  for (const pause of follows && !listsSettled ? pauses : []) {
    try {
      return await handle(remembering(stripe), false);
    } catch (error) {
      if (!(error instanceof ProcessingError && error.causeCode === "stripe-behind")) throw error;
    }
    await wait(pause);
  }
  return await handle(remembering(stripe), listsSettled);
}
