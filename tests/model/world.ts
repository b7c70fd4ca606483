import { plainBrand } from "../../domain/mail/brand.ts";
import { handleEvent as handleMail } from "../../functions/email-processor/handle-event.ts";
import { handleEvent as handleStock } from "../../functions/inventory-processor/handle-event.ts";
import { handleEvent as handleOrder } from "../../functions/order-processor/handle-event.ts";
import { memoryOrderStore } from "../../functions/shared/stores/memory-order-store.ts";
import { MemoryMailLedger } from "../../functions/shared/stores/memory-mail-ledger.ts";
import { MemoryReservationStore } from "../../functions/shared/stores/memory-reservation-store.ts";
import { memoryJournal, recordLog, recordMetrics } from "../../functions/shared/testing.ts";
import { readStripeEvent } from "../../domain/event/event.ts";
import { type TypedEvent, typedEvent } from "../../domain/event/typed-event.ts";
import { type Effect, isFor } from "../../domain/event/types.ts";
import { ProcessingError } from "../../domain/failure.ts";
import type { AddressedMail } from "../../functions/email-processor/delivery/ports.ts";
import { RecentKeys } from "../../functions/email-processor/delivery/recent-keys.ts";
import type { WarehouseNotice } from "../../domain/stock/notices.ts";
import { memoryStripe } from "../../packages/stripe-offline/memory-stripe.ts";
import type { Purchase, PurchaseEvent } from "./purchases.ts";

const consumers = ["order", "mail", "stock"] as const satisfies readonly Effect[];

export interface Message {
  readonly id: string;
  readonly consumer: Effect;
  readonly event: PurchaseEvent;
}

/** Wraps each call of a port: where another execution can come between. */
export type Around = <T>(call: () => Promise<T>) => Promise<T>;

/** Where others can come between an execution's calls: of the journal, and of the consumer's own table. */
export interface Arounds {
  readonly journal: Around;
  readonly table: Around;
}

export const straight: Around = (call) => call();
const nothingBetween: Arounds = { journal: straight, table: straight };

/** As the program has it: the third receive that fails makes a dead letter. */
const mostReceives = 3;

/** The three consumers over one journal and one Stripe, all in memory. */
export class World {
  /** Whether Stripe's lists show what there is. */
  listed = true;
  readonly deadLetters: string[] = [];
  readonly sent: AddressedMail[] = [];
  readonly notices: WarehouseNotice[] = [];
  readonly metrics = recordMetrics();
  readonly #journal = memoryJournal();
  readonly #orders = memoryOrderStore();
  readonly #ledger = new MemoryMailLedger();
  readonly #store: MemoryReservationStore;
  readonly #stripe: ReturnType<typeof memoryStripe>;

  readonly #purchase: Purchase;

  constructor(purchase: Purchase) {
    this.#purchase = purchase;
    this.#store = new MemoryReservationStore(purchase.stock);
    this.#stripe = memoryStripe(purchase.objects, { isListed: () => this.listed });
  }

  /** A world in the same state, which goes its own way from here on. */
  copy(): World {
    const copy = new World(this.#purchase);
    copy.listed = this.listed;
    for (const [index, table] of this.#tables().entries()) fill(copy.#tables()[index], table);
    copy.deadLetters.push(...this.deadLetters);
    copy.sent.push(...this.sent);
    copy.notices.push(...this.notices);
    copy.metrics.records.push(...this.metrics.records);
    return copy;
  }

  /**
   * Handles a message once.
   * @param around calls of the tables, of which consumers share only the journal. Stripe returns the same whenever it is
   * asked, and nobody reads what was mailed or published: other executions cannot see when that happens.
   */
  handle({ id, consumer, event }: Message, receives: number, around: Arounds = nothingBetween): Promise<void> {
    const wait = (): Promise<void> => Promise.resolve();
    const shared = {
      consumer,
      journal: wrapCalls(this.#journal, around.journal),
      stripe: this.#stripe,
      metrics: this.metrics,
      log: recordLog(),
      now: () => 0,
      wait,
    };
    const received = readOnce(event);
    const leaseUntil = Number.POSITIVE_INFINITY;
    if (consumer === "order") {
      return handleOrder(received, { receives }, { ...shared, orders: wrapCalls(this.#orders, around.table) });
    }
    if (consumer === "mail") {
      const send = (mail: AddressedMail) => {
        this.sent.push(mail);
        return Promise.resolve({ outcome: "accepted", sesMessageId: "ses-1" } as const);
      };
      const claim = { token: `${id}-${String(receives)}`, messageId: id, leaseUntil, receives };
      const secrets = { read: () => Promise.resolve({ sesFromEmail: "shop@example.com" }) };
      const ledger = wrapCalls(this.#ledger, around.table);
      return handleMail(received, claim, {
        ...shared,
        ledger,
        mailer: { send },
        secrets,
        brand: plainBrand,
        ended: new RecentKeys(0),
        inTurn: (work) => work(),
      });
    }
    const publish = (notice: WarehouseNotice) => {
      this.notices.push(notice);
      return Promise.resolve();
    };
    const store = wrapCalls(this.#store, around.table);
    const ports = { ...shared, store, warehouse: { publish }, restockOnRefund: true, random: () => 0 };
    return handleStock(received, { owner: id, leaseUntil, receives }, ports);
  }

  /** Receives a message until it is done or given up. */
  async deliver(message: Message, receives = 1): Promise<void> {
    const failure = await outcomeOf(this.handle(message, receives));
    if (failure === undefined) return;
    if (failure.disposition === "reject" || receives === mostReceives) {
      this.deadLetters.push(`${message.consumer}: ${message.event.type}: ${failure.message}`);
      return;
    }
    await this.deliver(message, receives + 1);
  }

  /** What came of the purchase, whatever its key: orders, mails, stock, notices and what was given up. */
  outcome() {
    const orders = [...this.#orders.items.values()].filter(({ status }) => status !== "merged");
    const shipped = new Set(
      orders.filter(({ facts }) => Object.keys(facts.parcels).length > 0).map(({ orderId }) => orderId),
    );
    return {
      orders: orders
        .map(({ status, fulfilment, amountPaid, amountRefunded, items }) => {
          return { status, fulfilment, amountPaid, amountRefunded, items };
        })
        .toSorted(byText),
      mails: this.sent.map(({ kind, to, subject }) => `${kind} ${to} ${subject}`).toSorted(),
      stock: Object.fromEntries(this.#store.stock),
      reservations: [...this.#store.reservations.values()]
        // What is released, or never was reserved, shows in the stock.
        .filter(({ status }) => status === "reserved" || status === "backordered")
        .map(({ status, lines }) => ({ status, lines })),
      // What is reported as shipped before it is paid was picked without one.
      notices: this.notices
        .filter(({ kind, orderId }) => kind !== "pick" || !shipped.has(orderId))
        .map(({ kind, items }) => ({ kind, items }))
        .toSorted(byText),
      backordersPaid: this.metrics.total("BackordersPaid"),
      deadLetters: this.deadLetters,
    };
  }

  /** All that a further step of any execution depends on. */
  state(leftOut: ReadonlySet<string> = new Set()): string {
    const { total } = this.metrics;
    const tables = this.#tables().map((table) => [...table].toSorted(([one], [other]) => (one < other ? -1 : 1)));
    return JSON.stringify(
      [tables, total("BackordersPaid"), this.sent.length, this.notices.length],
      (name, value: unknown) => (leftOut.has(name) ? undefined : value),
    );
  }

  #tables(): readonly Map<string, unknown>[] {
    const { refs, purchases } = this.#journal;
    const { stock, reservations } = this.#store;
    return [this.#orders.items, refs, purchases, this.#ledger.entries, stock, reservations];
  }
}

const readEvents = new WeakMap<PurchaseEvent, TypedEvent>();

/** As the batch reads it, but once for all the histories that it is part of. */
function readOnce(event: PurchaseEvent): TypedEvent {
  const received = readEvents.get(event) ?? typedEvent(readStripeEvent(event));
  readEvents.set(event, received);
  return received;
}

function fill(copy: Map<string, unknown> | undefined, table: ReadonlyMap<string, unknown>): void {
  copy?.clear();
  for (const [key, row] of table) copy?.set(key, row);
}

/** The failure of a handling that may be tried again or is given up; anything else is thrown. */
export async function outcomeOf(handling: Promise<void>): Promise<ProcessingError | undefined> {
  try {
    await handling;
    return undefined;
  } catch (error) {
    if (error instanceof ProcessingError) return error;
    throw error;
  }
}

export function messagesOf({ events }: Pick<Purchase, "events">): Message[] {
  return events.flatMap((event) =>
    consumers
      .filter((consumer) => isFor(consumer, event.type))
      .map((consumer) => ({ id: `${event.id} to ${consumer}`, consumer, event })),
  );
}

function byText(one: object, other: object): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

/** The same object, each of whose methods goes through `around`. */
function wrapCalls<T extends object>(port: T, around: Around): T {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...parameters: unknown[]) => around(async () => Reflect.apply(member, target, parameters) as unknown);
    },
  });
}
