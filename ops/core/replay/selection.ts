import type { Consumer } from "../../consumers.ts";
import type { JournalEvent } from "../../../functions/shared/journal.ts";

/** Which of a window's events are replayed; an absent part does not narrow it. */
export interface Selection {
  readonly types?: ReadonlySet<string>;
  readonly eventIds?: ReadonlySet<string>;
  /** All keys that the order goes by. */
  readonly orderKeys?: ReadonlySet<string>;
}

/** Whether a consumer acts on an event: its subscription and its replay rule pass the same ones. */
export function concerns(
  consumer: Pick<Consumer, "eventTypes" | "effect">,
  event: Pick<JournalEvent, "type" | "livemode" | "effects">,
  livemode: boolean,
): boolean {
  return event.livemode === livemode && actsOn(consumer, event);
}

/** As {@link concerns}, of either livemode. */
export function actsOn(
  { eventTypes, effect }: Pick<Consumer, "eventTypes" | "effect">,
  { type, effects }: Pick<JournalEvent, "type" | "effects">,
): boolean {
  return eventTypes.includes(type) && (effect === undefined || effects === undefined || effects.includes(effect));
}

/** Whether anything narrows the window: such a selection goes through the inspection queue. */
export function isNarrowed({ types, eventIds, orderKeys }: Selection): boolean {
  return types !== undefined || eventIds !== undefined || orderKeys !== undefined;
}

/** @param keyOf the order that an event belongs to, as the journal has it */
export function select(
  events: readonly JournalEvent[],
  { types, eventIds, orderKeys }: Selection,
  keyOf: (event: JournalEvent) => string | undefined,
): JournalEvent[] {
  return events.filter(
    (event) =>
      (types === undefined || types.has(event.type)) &&
      (eventIds === undefined || eventIds.has(event.eventId)) &&
      (orderKeys === undefined || orderKeys.has(keyOf(event) ?? "")),
  );
}
