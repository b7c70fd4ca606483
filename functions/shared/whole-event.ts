import { part, readStripeEvent, type StripeEvent, type StripeObject } from "../../domain/event/event.ts";
import { changedParts, hasMovedOn, snapshotOf, withObject } from "../../domain/event/thin-event.ts";
import { type HandledEventType, isHandledEventType } from "../../domain/event/types.ts";
import { ProcessingError, rejected } from "../../domain/failure.ts";
import { askOnce, type AskOncePorts } from "./ask-once.ts";
import type { Journal } from "./journal.ts";
import type { Metrics } from "./metrics.ts";
import type { StripeApi } from "../../domain/stripe-api.ts";

export interface WholeEventPorts extends AskOncePorts {
  /** Its name in index.ts, for metrics. */
  readonly consumer: string;
  readonly stripe: Pick<StripeApi, "retrieveEvent" | "retrieveThinEvent" | "retrieveByUrl">;
  readonly journal: AskOncePorts["journal"] & Pick<Journal, "fetchedObject" | "shareFetched">;
  readonly metrics: Metrics;
}

/**
 * An event with its object: of one too large for SNS only a stub travelled, and a thin one only names it.
 * @throws ProcessingError `invalid-event` for a thin event that names no object; those of StripeApi
 */
export async function wholeEvent(event: StripeEvent, ports: WholeEventPorts): Promise<StripeEvent> {
  const { stripe, metrics, consumer } = ports;
  if (event.oversize) {
    const fetched = readStripeEvent(await stripe.retrieveEvent(event.id, event.account));
    metrics.count("OversizeFetched", { Consumer: consumer });
    return fetched;
  }
  if (!isToFetch(event)) return event;
  return withObject(event, await fetchOnce(event, ports));
}

/** As {@link wholeEvent}, of a thin event and without sharing what Stripe responds. */
export async function fetchedEvent(event: StripeEvent, stripe: WholeEventPorts["stripe"]): Promise<StripeEvent> {
  return isToFetch(event) ? withObject(event, await objectOf(event, stripe)) : event;
}

type ThinEventOfOurs = StripeEvent & { readonly type: HandledEventType } & Required<Pick<StripeEvent, "thin">>;

function isToFetch(event: StripeEvent): event is ThinEventOfOurs {
  return event.thin !== undefined && isHandledEventType(event.type);
}

async function fetchOnce(event: ThinEventOfOurs, ports: WholeEventPorts): Promise<StripeObject> {
  const { journal, metrics, consumer, stripe } = ports;
  const { id } = event;
  return askOnce(
    id,
    ports,
    () => journal.fetchedObject(id),
    async () => {
      const object = await objectOf(event, stripe);
      metrics.count("ThinFetched", { Consumer: consumer });
      await journal.shareFetched(id, object);
      return object;
    },
  );
}

/** The object of a thin event: as it is now, or as it was where that matters. */
async function objectOf(event: ThinEventOfOurs, stripe: WholeEventPorts["stripe"]): Promise<StripeObject> {
  const { type, thin, account } = event;
  if (thin.url === undefined) throw rejected("invalid-event", `the thin event ${thin.id} names no object`);
  const now = await stripe.retrieveByUrl(thin.url, account);
  if (!hasMovedOn(type, now)) return now;
  const whole = (await unlessGone(stripe.retrieveThinEvent(thin.id, account))) ?? {};
  const changed = changedParts(whole);
  if ("status" in changed) return { ...now, ...changed };
  const snapshot = snapshotOf(whole);
  if (snapshot === undefined) return now;
  const snapshotEvent = await unlessGone(stripe.retrieveEvent(snapshot, account));
  return snapshotEvent === undefined ? now : part(snapshotEvent, "data", "object");
}

/** Stripe keeps events for 30 days. What it was then nobody knows after that; mostly it is what it is now. */
async function unlessGone(asked: Promise<StripeObject>): Promise<StripeObject | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ProcessingError && error.causeCode === "stripe-not-found") return undefined;
    throw error;
  }
}
