import { scoped, unscoped } from "../../domain/order/key.ts";
import type { Purchase } from "../../domain/purchase/purchase.ts";
import { subjectIdOf, type TypedEvent } from "../../domain/event/typed-event.ts";
import { aliasesOf } from "./aliases.ts";
import type { Order } from "../../domain/order/order.ts";
import type { OrderPorts } from "./ports.ts";

export interface Filing {
  readonly event: TypedEvent;
  /** Where the event alone would be filed. */
  readonly ownKey: string;
  /** The order that it belongs to. */
  readonly key: string;
  readonly stored: Order | undefined;
  readonly purchase: Purchase | undefined;
}

/** The order's other keys that it does not know yet, and what is filed under them without being part of it. */
export interface MergeCandidates {
  readonly aliases: readonly string[];
  readonly candidates: readonly Order[];
}

/**
 * Looks for what was filed under an order's other ids before they were known to be its.
 *
 * The journal learns first where they lead. So whoever files something there after this look finds that out when it
 * looks the id up after writing, and comes here with that id as `ownKey`: which is looked at each time, known or not.
 */
export async function findMergeCandidates(
  filing: Filing,
  ports: Pick<OrderPorts, "orders" | "journal">,
): Promise<MergeCandidates> {
  const { event, ownKey, key, stored, purchase } = filing;
  const { orders, journal } = ports;
  const named = aliasesOf(event, purchase).filter((alias) => alias !== key && stored?.aliases.includes(alias) !== true);
  for (const alias of named) {
    await journal.rememberRef(unscoped(alias), key, event.account);
  }
  const aliases = [...new Set([...named, ownKey])].filter((alias) => alias !== key);
  const filed = await Promise.all(aliases.map((alias) => orders.get(alias)));
  const candidates = filed.filter((order) => order !== undefined).filter(({ mergedInto }) => mergedInto === undefined);
  return { aliases, candidates };
}

const aftermathKinds: ReadonlySet<TypedEvent["kind"]> = new Set(["refund", "charge", "dispute"]);

/** Remembers the refund, dispute or charge that an event is about, when it is new: whoever traces it asks by its id. */
export async function rememberObject(
  { event, key, stored }: Filing,
  { journal }: Pick<OrderPorts, "journal">,
): Promise<void> {
  if (!aftermathKinds.has(event.kind)) return;
  const id = subjectIdOf(event);
  if (id === undefined || scoped(id, event.account) === key) return;
  if (stored?.facts.refunds[id] === undefined && stored?.facts.disputes[id] === undefined) {
    await journal.claimRef(id, key, event.account);
  }
}
