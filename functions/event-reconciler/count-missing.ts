import { readStripeEvent } from "../../domain/event/event.ts";
import type { Log } from "../shared/log.ts";
import type { Metrics } from "../shared/metrics.ts";
import { findMissing, type ReconcilePorts } from "../shared/missing-events.ts";
import type { Ask } from "../shared/stripe/ask.ts";
import { listEvents } from "../shared/stripe/event-list.ts";

export interface CountingPorts extends Pick<ReconcilePorts, "known" | "livemode"> {
  readonly ask: Ask;
  /** Stripe's types that some consumer handles. */
  readonly types: readonly string[];
  /** From one count to the next. */
  readonly hours: number;
  /** What is older, the journal no longer has. */
  readonly retentionDays: number;
  readonly metrics: Pick<Metrics, "count" | "flush">;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Beyond Stripe's first retries and the archive's own. */
const graceSeconds = 15 * 60;
/** Ids that the log names. */
const mostNamed = 20;

/**
 * Counts the events that Stripe has and the journal lacks. Looks back over two intervals, so that a count that failed is
 * made up for by the next one. @throws ProcessingError when Stripe or the journal cannot be asked
 */
export async function countMissing(ports: CountingPorts): Promise<void> {
  const { ask, types, hours, retentionDays, metrics, log } = ports;
  const until = Math.floor(ports.now() / 1000) - graceSeconds;
  const since = until - Math.min(2 * hours, 24 * retentionDays - 1) * 3600;
  const { checked, missing } = await findMissing({
    ...ports,
    listEvents: () => listEvents(ask, { types, since, until }),
    read: readStripeEvent,
    onTheirWaySince: until,
  });
  metrics.count("EventsMissing", {}, missing.length);
  log[missing.length > 0 ? "error" : "info"]({
    message: missing.length > 0 ? "events are at Stripe only" : "nothing is missing",
    checked,
    missing: missing.length,
    events: missing.slice(0, mostNamed).map(({ id }) => id),
  });
  await metrics.flush();
}
