import type { Customer } from "../customer.ts";
import type { Terms } from "../event/terms.ts";
import type { PurchaseItem } from "../purchase/item.ts";
import { type Purchase, purchaseSchemaVersion } from "../purchase/purchase.ts";
import { scoped } from "./key.ts";
import { defined } from "../event/fields.ts";
import { type Facts, joinFacts, noFacts, type Register, type Registers } from "./facts.ts";
import {
  type Amounts,
  deriveAmounts,
  deriveFulfilment,
  type DerivedStatus,
  derivePresentment,
  deriveStatus,
  type Fulfilment,
  type Presentment,
} from "./status.ts";
import { joinTimelines, type Omission, type Timeline, type TimelineEntry } from "./timeline.ts";

/** What an order knows of its purchase's snapshot. */
export interface Contents extends Pick<Terms, "totals" | "shipTo" | "phone"> {
  /** The snapshot's, and without one this program's. */
  readonly schemaVersion: number;
  /** What was bought, once it is known. */
  readonly items?: readonly PurchaseItem[];
  /** Nobody can read what was bought: `items` is empty, and a person has to find out. */
  readonly unreadable?: true;
  /** Who bought, as far as it was asked with the contents: a charge's billing details, Stripe's customer. */
  readonly contact?: Customer;
  /** What the customer knows its invoice by. */
  readonly invoiceNumber?: string;
}

/**
 * An item of the orders table. `facts` is the order; everything but its contents and `timeline` is derived from it, so
 * that a person and the index can read it.
 */
export interface Order extends Amounts, Contents {
  /** The order key, `<account>/` before it for a connected account's. */
  readonly orderId: string;
  /** Counts the writes; a write names the version that it replaces. */
  readonly version: number;
  /** `merged`: what was filed here is part of the order `mergedInto`. */
  readonly status: DerivedStatus | "merged";
  readonly mergedInto?: string;
  /** Absent until the warehouse has reported something. */
  readonly fulfilment?: Fulfilment;
  /** The other keys that it goes by: of its session, its invoice, its payment intents. */
  readonly aliases: readonly string[];
  readonly livemode: boolean;
  readonly account?: string;
  /** ISO time of the event that placed it, by Stripe. Sorts the index `customer-index`. */
  readonly createdAt?: string;
  /** ISO time of the last write. */
  readonly updatedAt: string;
  /** Key of the index `customer-index`: left out for guests and for what is not an order. */
  readonly customerId?: string;
  readonly customer: Customer;
  /** ISO 4217, lower case. */
  readonly currency?: string;
  readonly presentment?: Presentment;
  readonly facts: Facts;
  readonly timeline: readonly TimelineEntry[];
  /** What the timeline leaves out, where there are too many events of one type about one object. */
  readonly omitted?: readonly Omission[];
}

/** What is added to an order: by an event, or by what was filed elsewhere. */
export interface Addition extends Partial<Contents> {
  readonly facts: Facts;
  readonly timeline: readonly TimelineEntry[];
  readonly omitted?: readonly Omission[] | undefined;
  readonly aliases: readonly string[];
}

/** Those of a purchase's snapshot. */
export function contentsOf(purchase: Purchase): Contents {
  const { schemaVersion, items, unreadable, totals, shipTo, phone, customer: contact, invoiceNumber } = purchase;
  return defined({ schemaVersion, items, unreadable, totals, shipTo, phone, contact, invoiceNumber });
}

/** Whether its contents are those of a former version: a replay of its events fills in what they lack. */
export function isOutdated({ items, schemaVersion }: Contents): boolean {
  return items !== undefined && schemaVersion < purchaseSchemaVersion;
}

export interface OrderIdentity {
  readonly orderId: string;
  readonly livemode: boolean;
  readonly account?: string | undefined;
}

/**
 * The order with the additions in it.
 * @param stored the order as stored, undefined for a new one
 * @param appliedAt ISO time
 */
export function extendOrder(
  stored: Order | undefined,
  identity: OrderIdentity,
  additions: readonly Addition[],
  appliedAt: string,
): Order {
  const facts = additions.reduce((joined, addition) => joinFacts(joined, addition.facts), stored?.facts ?? noFacts);
  const { timeline, omitted } = additions.reduce<Timeline>(joinTimelines, stored ?? { timeline: [] });
  const contents = [stored, ...additions].find((each) => each?.items !== undefined);
  const aliases = new Set([stored, ...additions].flatMap((each) => each?.aliases ?? []));
  const customer = { ...contents?.contact, ...deriveCustomer(facts) };
  const { placed } = facts;
  return defined({
    orderId: identity.orderId,
    version: (stored?.version ?? 0) + 1,
    status: deriveStatus(facts),
    fulfilment: deriveFulfilment(facts),
    aliases: [...aliases].toSorted(),
    livemode: identity.livemode,
    account: identity.account,
    createdAt: placed === undefined ? undefined : new Date(placed.created * 1000).toISOString(),
    updatedAt: appliedAt,
    customerId: placed === undefined || customer.id === undefined ? undefined : scoped(customer.id, identity.account),
    customer,
    currency: firstOf(facts, ({ currency }) => currency),
    ...deriveAmounts(facts),
    schemaVersion: contents?.schemaVersion ?? purchaseSchemaVersion,
    items: contents?.items,
    unreadable: contents?.unreadable,
    totals: contents?.totals,
    shipTo: contents?.shipTo,
    phone: contents?.phone,
    contact: contents?.contact,
    invoiceNumber: contents?.invoiceNumber,
    presentment: derivePresentment(facts),
    facts,
    timeline,
    omitted: omitted === undefined || omitted.length === 0 ? undefined : omitted,
  });
}

/** What stays under a payment intent's id once its invoice's order has taken its facts over. */
export function mergeAway(order: Order, mergedInto: string, appliedAt: string): Order {
  const { customerId: _unindexed, ...rest } = order;
  return { ...rest, version: order.version + 1, status: "merged", mergedInto, updatedAt: appliedAt };
}

function deriveCustomer(facts: Facts): Customer {
  return defined({
    id: firstOf(facts, ({ customer }) => customer?.id),
    email: firstOf(facts, ({ customer }) => customer?.email),
    name: firstOf(facts, ({ customer }) => customer?.name),
  });
}

/** The first register with a value, in an order that depends on the facts alone: sessions know the customer best. */
function firstOf<T>(facts: Facts, valueOf: (register: Register) => T | undefined): T | undefined {
  const { sessions, invoices, payments, refunds, disputes } = facts;
  return [sessions, invoices, payments, refunds, disputes]
    .flatMap(inOrder)
    .map(valueOf)
    .find((value) => value !== undefined);
}

function inOrder(registers: Registers): Register[] {
  return Object.keys(registers)
    .toSorted()
    .flatMap((id) => registers[id] ?? []);
}
