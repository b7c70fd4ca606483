import { idIn, objectIdOf, type StripeEvent } from "../../domain/event/event.ts";

/**
 * Puts events that may concern the same order into one group: those that name an id in common, directly or through
 * others. Groups can be handled at the same time, the events of one group one after the other.
 */
export function groupByPurchase<T extends { readonly event: StripeEvent }>(entries: readonly T[]): T[][] {
  let groups: { readonly ids: Set<string>; readonly entries: T[] }[] = [];
  for (const entry of entries) {
    const ids = new Set(idsOf(entry.event));
    const related = groups.filter((group) => [...group.ids].some((id) => ids.has(id)));
    const merged = { ids, entries: [...related.flatMap((group) => group.entries), entry] };
    for (const group of related) for (const id of group.ids) ids.add(id);
    groups = [...groups.filter((group) => !related.includes(group)), merged];
  }
  return groups.map((group) => group.entries);
}

function idsOf(event: StripeEvent): string[] {
  const fields = ["payment_intent", "invoice", "charge", "subscription"];
  const named = fields.map((field) => idIn(event.object, field));
  return [event.id, objectIdOf(event), ...named].filter((id) => id !== undefined);
}
