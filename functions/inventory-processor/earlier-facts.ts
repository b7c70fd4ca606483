import type { Journal } from "../shared/journal.ts";
import { scoped } from "../../domain/order/key.ts";
import type { TypedEvent } from "../../domain/event/typed-event.ts";
import { joinFacts, type StockFacts } from "../../domain/stock/facts.ts";
import type { ReservationStore } from "../../domain/stock/ports.ts";

/**
 * Adds the facts of a session from before its payment intent was known: a session that expires names none, so the expiry
 * is filed under the session's own id. It matters to a session whose payment is open; a payment outranks an expiry. An
 * expiry that arrives later finds the order by the reference.
 */
export async function withEarlierFacts(
  facts: StockFacts,
  event: TypedEvent,
  orderKey: string,
  {
    journal,
    store,
  }: { readonly journal: Pick<Journal, "rememberRef">; readonly store: Pick<ReservationStore, "read"> },
): Promise<StockFacts> {
  if (event.kind !== "session" || !facts.placed || facts.paid) return facts;
  const session = event.session.id;
  const ownKey = scoped(session, event.account);
  if (ownKey === orderKey) return facts;
  await journal.rememberRef(session, orderKey, event.account);
  const earlier = await store.read(ownKey);
  return earlier === undefined ? facts : joinFacts(facts, earlier.facts);
}
