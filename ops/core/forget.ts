import type { Facts, Register, Registers } from "../../domain/order/facts.ts";
import type { Order } from "../../domain/order/order.ts";
import { stopIfInterrupted } from "../errors.ts";
import { mailKeysOf, mailSubjects } from "../../domain/mail/keys.ts";
import type { Customer } from "../../domain/customer.ts";
import { type Purchase, purchaseSchemaVersion } from "../../domain/purchase/purchase.ts";

/** The one thing of a customer that stays: a pseudonym, whose person only Stripe knows. */
function pseudonym({ id }: Customer): Customer {
  return id === undefined ? {} : { id };
}

function isPersonal({ email, name }: Customer): boolean {
  return email !== undefined || name !== undefined;
}

/** What a former version wrote would be filled in by a replay, with the address again. */
const final = { schemaVersion: purchaseSchemaVersion };

/**
 * The order without its customer's name, addresses and phone, as the next version; the very same when it holds none.
 * Amounts, items, times and ids stay: they are the books.
 */
function forgetInOrder(order: Order, at: string): Order {
  const facts = forgetInFacts(order.facts);
  const { contact, shipTo, phone, ...rest } = order;
  const isClean =
    ![order.customer, contact ?? {}].some(isPersonal) &&
    [shipTo, phone].every((each) => each === undefined) &&
    JSON.stringify(facts) === JSON.stringify(order.facts);
  if (isClean) return order;
  const customer = pseudonym(order.customer);
  const asked = contact === undefined ? {} : { contact: pseudonym(contact) };
  return { ...rest, ...asked, ...final, version: order.version + 1, updatedAt: at, customer, facts };
}

function forgetInFacts(facts: Facts): Facts {
  const { sessions, payments, invoices, refunds, disputes, parcels } = facts;
  return {
    ...facts,
    sessions: forgetInRegisters(sessions),
    payments: forgetInRegisters(payments),
    invoices: forgetInRegisters(invoices),
    refunds: forgetInRegisters(refunds),
    disputes: forgetInRegisters(disputes),
    parcels: untraceable(parcels),
  };
}

/** A tracking number leads to an address. */
function untraceable(parcels: Registers): Registers {
  return Object.fromEntries(
    Object.entries(parcels).map(([name, { tracking: _tracking, ...parcel }]): [string, Register] => [name, parcel]),
  );
}

function forgetInRegisters(registers: Registers): Registers {
  return Object.fromEntries(
    Object.entries(registers).map(([id, register]): [string, Register] => [
      id,
      register.customer === undefined ? register : { ...register, customer: pseudonym(register.customer) },
    ]),
  );
}

function forgetInPurchase(purchase: Purchase): Purchase {
  const { shipTo, phone, locales, ...rest } = purchase;
  const isClean = [shipTo, phone, locales].every((each) => each === undefined) && !isPersonal(purchase.customer);
  return isClean ? purchase : { ...rest, ...final, customer: pseudonym(purchase.customer) };
}

export interface ForgetPorts {
  /** Ids of the customer's orders. */
  readonly ordersOf: (customerId: string) => Promise<readonly string[]>;
  readonly getOrder: (orderId: string) => Promise<Order | undefined>;
  /** Replaces the version before; false when another write came first. */
  readonly putOrder: (order: Order) => Promise<boolean>;
  readonly getPurchase: (orderKey: string) => Promise<Purchase | undefined>;
  readonly putPurchase: (purchase: Purchase) => Promise<void>;
  /**
   * The order's mails whose entry holds SES's refusal, which may quote an address, or leads to the item of an address that
   * must not be mailed again.
   */
  readonly refusals: (mailKeys: readonly string[]) => Promise<readonly string[]>;
  readonly removeRefusal: (mailKey: string) => Promise<void>;
  /** Those of the orders whose reservation holds where the goods go. */
  readonly recipients: (orderKeys: readonly string[]) => Promise<readonly string[]>;
  readonly removeRecipient: (orderKey: string) => Promise<void>;
  /** The objects of thin events that the journal keeps for an hour. */
  readonly fetched: (eventIds: readonly string[]) => Promise<readonly string[]>;
  readonly removeFetched: (eventId: string) => Promise<void>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What holds personal data, by key. */
export interface Found {
  readonly orders: readonly string[];
  readonly purchases: readonly string[];
  readonly mails: readonly string[];
  readonly reservations: readonly string[];
  /** Ids of events whose object is kept. */
  readonly fetched: readonly string[];
  /** All orders of the customer, with or without personal data. */
  readonly all: readonly string[];
}

/** Looks for a customer's personal data in the orders, in what was merged into them, their snapshots and mails. */
export async function findPersonal(orderIds: readonly string[], ports: ForgetPorts): Promise<Found> {
  const orders: string[] = [];
  const purchases: string[] = [];
  const mails: string[] = [];
  const fetched: string[] = [];
  const keys = new Set<string>();
  for (const orderId of orderIds) {
    const order = await ports.getOrder(orderId);
    for (const key of [orderId, ...(order?.aliases ?? [])]) keys.add(key);
    mails.push(...(await ports.refusals(order === undefined ? [] : mailsOf(order))));
    fetched.push(...(await ports.fetched(order?.timeline.map(({ eventId }) => eventId) ?? [])));
  }
  for (const key of keys) {
    const order = await ports.getOrder(key);
    if (order !== undefined && forgetInOrder(order, "") !== order) orders.push(key);
    const purchase = await ports.getPurchase(key);
    if (purchase !== undefined && forgetInPurchase(purchase) !== purchase) purchases.push(key);
  }
  const reservations = await ports.recipients([...keys]);
  return { orders, purchases, mails, reservations, fetched, all: orderIds };
}

/**
 * Takes the personal data out. What a consumer writes at the same time is kept; an order in its way is tried again.
 * @throws InterruptedError between two entries: what is done is done, the same command goes on from there
 */
export async function forget(
  { orders, purchases, mails, reservations, fetched }: Found,
  ports: ForgetPorts,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress?: (done: number) => void },
): Promise<void> {
  // The objects and snapshots first: from them an order could get the data again.
  const steps = [
    ...fetched.map((eventId) => () => ports.removeFetched(eventId)),
    ...purchases.map((key) => () => forgetPurchase(key, ports)),
    ...reservations.map((key) => () => ports.removeRecipient(key)),
    ...orders.map((key) => () => forgetOrder(key, ports)),
    ...mails.map((key) => () => ports.removeRefusal(key)),
  ];
  for (const [done, step] of steps.entries()) {
    const state = `${String(done)} of ${String(steps.length)} entries hold no personal data any more; run it again for the others.`;
    stopIfInterrupted(signal, state);
    await step();
    onProgress?.(done + 1);
  }
}

async function forgetPurchase(key: string, { getPurchase, putPurchase }: ForgetPorts): Promise<void> {
  const purchase = await getPurchase(key);
  if (purchase !== undefined) await putPurchase(forgetInPurchase(purchase));
}

const mostTries = 10;

async function forgetOrder(key: string, { getOrder, putOrder, now }: ForgetPorts): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const order = await getOrder(key);
    if (order === undefined) return;
    const next = forgetInOrder(order, new Date(now()).toISOString());
    if (next === order || (await putOrder(next))) return;
  }
  throw new Error(`order ${key} is written to all the time: run the command again`);
}

function mailsOf({ orderId, aliases, facts }: Order): string[] {
  return mailKeysOf([orderId, ...aliases], mailSubjects(facts));
}
