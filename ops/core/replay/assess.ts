import { describeFailure } from "../../../domain/failure.ts";
import type { Effect } from "../../../domain/event/types.ts";
import type { JournalEvent } from "../../../functions/shared/journal.ts";
import type { Consumer } from "../../consumers.ts";
import type { StripeEvent } from "../../../domain/event/event.ts";
import { know, type TableReads } from "./knowledge.ts";
import { isApplied } from "./marks.ts";
import type { Rehearsed } from "./rehearsal.ts";
import { concerns } from "./selection.ts";

/** An event whose replay would have an effect, or an unknown one. */
export interface OpenEvent {
  readonly eventId: string;
  readonly type: string;
  readonly orderKey: string | undefined;
  /** What it would do, or why that is not known. */
  readonly effects: readonly string[];
}

export interface ConsumerAssessment {
  /** False for a consumer whose effect nothing here knows: its events are replayed, and only counted before. */
  readonly isRehearsed: boolean;
  /** Events of the consumer's types and the stack's livemode. */
  readonly concerned: number;
  /** Dealt with already: a replay of them changes nothing. */
  readonly applied: number;
  readonly changing: readonly OpenEvent[];
  /** They would fail again, under the cause that the effects name. */
  readonly failing: readonly OpenEvent[];
  /** Neither the marks nor Stripe show it. The consumer decides when it sees them; it does nothing twice. */
  readonly unknown: readonly OpenEvent[];
}

export interface Assessment {
  readonly events: number;
  readonly consumers: Readonly<Record<string, ConsumerAssessment>>;
}

export interface AssessPorts {
  readonly reads: TableReads;
  /** The whole event, as Stripe has it for 30 days. */
  readonly fetchEvent: (event: JournalEvent) => Promise<StripeEvent>;
  readonly rehearse: (effect: Effect, event: StripeEvent) => Promise<Rehearsed>;
  readonly livemode: boolean;
  /** How many events may be fetched: Stripe allows 25 requests a second in test mode. */
  readonly mostFetched: number;
  readonly onProgress?: (done: number, total: number) => void;
}

export type AssessedConsumer = Pick<Consumer, "name" | "eventTypes" | "effect">;

type Verdict =
  | { readonly is: "applied" | "not-rehearsed" }
  | { readonly is: "changing" | "failing" | "unknown"; readonly effects: readonly string[] };

/**
 * What a replay of these events would do at each consumer: by the marks where they show it, else by running the consumer's
 * own code on the event, over the tables and without writing.
 */
export async function assess(
  events: readonly JournalEvent[],
  consumers: readonly AssessedConsumer[],
  ports: AssessPorts,
): Promise<Assessment> {
  const known = await know(events, ports.reads);
  const fetched = new Map<string, Promise<StripeEvent | string>>();
  const fetchOnce = (event: JournalEvent): Promise<StripeEvent | string> => {
    const before = fetched.get(event.eventId);
    if (before !== undefined) return before;
    if (fetched.size >= ports.mostFetched)
      return Promise.resolve(`only ${String(ports.mostFetched)} events are looked into`);
    const fetching = ports.fetchEvent(event).catch((error: unknown) => describeFailure(error).message);
    fetched.set(event.eventId, fetching);
    return fetching;
  };
  const judge = async (effect: Effect, event: JournalEvent): Promise<Verdict> => {
    const knownOfEvent = known.get(event.eventId);
    if (knownOfEvent !== undefined && isApplied(effect, event, knownOfEvent)) return { is: "applied" };
    const whole = await fetchOnce(event);
    if (typeof whole === "string") return { is: "unknown", effects: [whole] };
    const rehearsed = await ports.rehearse(effect, whole);
    if (rehearsed.outcome === "nothing") return { is: "applied" };
    if (rehearsed.outcome === "changes") return { is: "changing", effects: rehearsed.effects };
    return { is: "failing", effects: [`${rehearsed.causeCode}: ${rehearsed.message}`] };
  };

  const judged = new Map<AssessedConsumer, { readonly event: JournalEvent; readonly verdict: Verdict }[]>(
    consumers.map((consumer) => [consumer, []]),
  );
  const verdictOf = async ({ effect }: AssessedConsumer, event: JournalEvent): Promise<Verdict> =>
    effect === undefined ? { is: "not-rehearsed" } : judge(effect, event);
  let done = 0;
  // In the order of acceptance, one after another: each upon what those before it would have written.
  for (const event of events.toSorted((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1))) {
    for (const [consumer, list] of judged) {
      if (concerns(consumer, event, ports.livemode)) list.push({ event, verdict: await verdictOf(consumer, event) });
    }
    done += 1;
    ports.onProgress?.(done, events.length);
  }

  const open = (list: readonly { readonly event: JournalEvent; readonly verdict: Verdict }[], is: Verdict["is"]) =>
    list.flatMap(({ event: { eventId, type }, verdict }): OpenEvent[] =>
      !("effects" in verdict) || verdict.is !== is
        ? []
        : [{ eventId, type, orderKey: known.get(eventId)?.orderKey, effects: verdict.effects }],
    );
  return {
    events: events.length,
    consumers: Object.fromEntries(
      [...judged].map(([consumer, list]) => [
        consumer.name,
        {
          isRehearsed: consumer.effect !== undefined,
          concerned: list.length,
          applied: list.filter(({ verdict }) => verdict.is === "applied").length,
          changing: open(list, "changing"),
          failing: open(list, "failing"),
          unknown: open(list, "unknown"),
        } satisfies ConsumerAssessment,
      ]),
    ),
  };
}
