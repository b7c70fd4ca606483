import { scoped, unscoped } from "../../domain/order/key.ts";
import type { Purchase } from "../../domain/purchase/purchase.ts";
import type { TypedEvent } from "../../domain/event/typed-event.ts";
import { aliasesOf } from "./aliases.ts";
import type { Order } from "../../domain/order/order.ts";
import type { OrderPorts } from "./ports.ts";

export interface Filing {
  readonly event: TypedEvent;
  /** Where the event would be filed by itself. */
  readonly ownKey: string;
  /** The order that it belongs to. */
  readonly key: string;
  readonly stored: Order | undefined;
  readonly purchase: Purchase | undefined;
}

/** The order's other keys that it does not know yet, and what is filed under them without being part of it. */
export interface Strays {
  readonly aliases: readonly string[];
  readonly strays: readonly Order[];
}

/**
 * Looks for what was filed under an order's other ids before they were known to be its.
 *
 * The journal is told first where they lead. So whoever files something there after this look finds that out when it
 * looks the id up after writing, and comes here with that id as `ownKey`: which is looked at each time, known or not.
 */
export async function findStrays(filing: Filing, ports: Pick<OrderPorts, "orders" | "journal">): Promise<Strays> {
  const { event, ownKey, key, stored, purchase } = filing;
  const { orders, journal } = ports;
  const told = aliasesOf(event, purchase).filter((alias) => alias !== key && stored?.aliases.includes(alias) !== true);
  for (const alias of told) {
    await journal.rememberRef(unscoped(alias), key, event.account);
  }
  const aliases = [...new Set([...told, ownKey])].filter((alias) => alias !== key);
  const filed = await Promise.all(aliases.map((alias) => orders.get(alias)));
  const strays = filed.filter((order) => order !== undefined).filter(({ mergedInto }) => mergedInto === undefined);
  return { aliases, strays };
}

/** Remembers the refund, dispute or charge that an event is about, when it is new: whoever traces it asks by its id. */
export async function rememberObject(
  { event, key, stored }: Filing,
  { journal }: Pick<OrderPorts, "journal">,
): Promise<void> {
  const id = aftermathOf(event)?.id;
  if (id === undefined || scoped(id, event.account) === key) return;
  if (stored?.facts.refunds[id] === undefined && stored?.facts.disputes[id] === undefined) {
    await journal.claimRef(id, key, event.account);
  }
}

function aftermathOf(event: TypedEvent): { readonly id: string } | undefined {
  if (event.kind === "refund") return event.refund;
  if (event.kind === "charge") return event.charge;
  return event.kind === "dispute" ? event.dispute : undefined;
}
