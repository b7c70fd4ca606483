import { scoped, unscoped } from "../shared/order-key.ts";
import type { Purchase } from "../shared/purchase.ts";
import { objectIdOf, type StripeEvent } from "../shared/stripe/event.ts";
import { type Alias, newAliases } from "./aliases.ts";
import { mergeAway, type Order } from "./order.ts";
import type { Orders } from "./orders.ts";
import type { OrderPorts } from "./ports.ts";

interface Absorption {
  readonly key: string;
  readonly stored: Order | undefined;
  readonly event: StripeEvent;
  readonly purchase: Purchase | undefined;
  readonly appliedAt: string;
}

/**
 * Remembers under which order an event's ids are found, and takes over what was filed under them before that was known.
 * Remembered first: an event that is filed there after the look looks the reference up itself, and follows.
 * @returns `conflict` when another write came between, to be tried again
 */
export async function absorbAliases(
  { key, stored, event, purchase, appliedAt }: Absorption,
  { orders, journal }: Pick<OrderPorts, "orders" | "journal">,
): Promise<Order[] | "conflict"> {
  const { account } = event;
  const absorbed: Order[] = [];
  const links = event.type.startsWith("checkout.session.") || event.type.startsWith("invoice.");
  for (const alias of newAliases(event, key, stored, purchase)) {
    if (links) await journal.rememberRef(alias.id, key, "certain", account);
    const order = await absorb(alias, key, account, orders, appliedAt);
    if (order === "conflict") return "conflict";
    if (order !== undefined) absorbed.push(order);
  }
  const traced = links ? undefined : untracedObject(event, key, stored);
  if (traced !== undefined) await journal.rememberRef(traced, key, "presumed", account);
  return absorbed;
}

/**
 * Marks what is filed under an alias as merged, and then hands it out. A crash in between loses nothing: the mark keeps
 * the facts, and whoever comes next takes them over.
 */
async function absorb(
  alias: Alias,
  into: string,
  account: string | undefined,
  orders: Orders,
  appliedAt: string,
): Promise<Order | "conflict" | undefined> {
  const filed = await orders.get(scoped(alias.id, account));
  if (filed === undefined || filed.orderId === into) return undefined;
  if (filed.mergedInto !== undefined) return filed.mergedInto === into ? filed : undefined;
  return (await orders.put(mergeAway(filed, into, appliedAt))) ? filed : "conflict";
}

/** The refund, dispute or charge that an event is about, when it is new to the order: whoever traces it asks by its id. */
function untracedObject(event: StripeEvent, key: string, stored: Order | undefined): string | undefined {
  const id = objectIdOf(event);
  if (id === undefined || id === unscoped(key) || event.type.startsWith("payment_intent.")) return undefined;
  const isKnown = stored?.facts.refunds[id] !== undefined || stored?.facts.disputes[id] !== undefined;
  return isKnown ? undefined : id;
}
