import type { Journal } from "../shared/journal.ts";
import { scoped } from "../shared/order-key.ts";
import { objectIdOf, type StripeEvent } from "../../domain/event/event.ts";
import { joinFacts, type StockFacts } from "../../domain/stock/facts.ts";
import type { ReservationStore } from "./reservation/ports.ts";

/**
 * Adds what was told of a session before its payment intent was known: a session that expires names none, so the expiry
 * stands under the session's own id. It matters to a session whose payment is open; a payment outranks an expiry. An
 * expiry that is told later finds the order by the reference.
 */
export async function withEarlierFacts(
  facts: StockFacts,
  event: StripeEvent,
  orderKey: string,
  {
    journal,
    store,
  }: { readonly journal: Pick<Journal, "rememberRef">; readonly store: Pick<ReservationStore, "read"> },
): Promise<StockFacts> {
  const session = objectIdOf(event);
  if (!facts.placed || facts.paid || session === undefined) return facts;
  const ownKey = scoped(session, event.account);
  if (ownKey === orderKey) return facts;
  await journal.rememberRef(session, orderKey, "certain", event.account);
  const earlier = await store.read(ownKey);
  return earlier === undefined ? facts : joinFacts(facts, earlier.facts);
}
