import { mailWorld } from "../../functions/email-processor/testing.ts";
import { MemoryMailLedger } from "../../functions/shared/stores/memory-mail-ledger.ts";
import { MemoryReservationStore } from "../../functions/shared/stores/memory-reservation-store.ts";
import { stockWorld } from "../../functions/inventory-processor/testing.ts";
import { orderWorld } from "../../functions/order-processor/testing.ts";
import { memoryJournal, recordMetrics } from "../../functions/shared/testing.ts";
import { wholeEvent, type WholeEventPorts } from "../../functions/shared/whole-event.ts";
import { readStripeEvent, type StripeEvent, type StripeObject } from "../../domain/event/event.ts";
import type { Order } from "../../domain/order/order.ts";
import { emailEventTypes, inventoryEventTypes, orderEventTypes } from "../../domain/event/types.ts";
import { ProcessingError } from "../../domain/failure.ts";
import { passesOnItsOwn } from "../../domain/waiting.ts";
import { mailCounts } from "../../loadtest/verify/mails.ts";
import type { Item, Outcome } from "../../loadtest/verify/outcome.ts";
import { memoryStripe } from "../../packages/stripe-offline/memory-stripe.ts";
import type { SampleEvent, SampleObject, SampleThinEvent } from "../../packages/stripe-offline/samples/index.ts";

/** What each consumer's queue receives. */
const subscriptions = {
  orders: orderEventTypes,
  email: emailEventTypes,
  inventory: inventoryEventTypes,
} as const satisfies Record<string, readonly string[]>;

export type Consumer = keyof typeof subscriptions;
export const consumers = Object.keys(subscriptions) as readonly Consumer[];

/** As the program has it: the third receive that fails makes a dead letter. */
const mostReceives = 3;
const visibilityMilliseconds = 180_000;
/** A day's waits at the least. */
const mostAttempts = 96;

/** An event as Stripe posts it. */
export type PostedEvent = SampleEvent | SampleThinEvent;

export interface CoreWorldOptions {
  readonly stock: Readonly<Record<string, number>>;
  /** How long after the start Stripe's lists leave an object out, in milliseconds of the world's clock. */
  readonly listedAfter?: ((object: StripeObject) => number) | undefined;
  /** Where a thin event's object comes from. */
  readonly thinStripe?: (event: StripeEvent) => WholeEventPorts["stripe"];
  /** Wraps each call of a table, of SES, of the warehouse and of Stripe. */
  readonly around?: <T>(call: () => Promise<T>) => Promise<T>;
}

/**
 * The cores of all three consumers over one journal and one Stripe in memory, each message received as its queue does.
 * Time passes when a consumer waits and when a message comes back.
 */
export class CoreWorld {
  /** What each queue gave up, and why. */
  readonly deadLetters: string[] = [];
  readonly #orders: ReturnType<typeof orderWorld>;
  readonly #mails: ReturnType<typeof mailWorld>;
  readonly #stock: ReturnType<typeof stockWorld>;
  readonly #ledger = new MemoryMailLedger();
  readonly #store: MemoryReservationStore;
  readonly #journal = memoryJournal();
  readonly #running = new Set<Promise<unknown>>();
  readonly #whole: (event: StripeEvent) => Promise<StripeEvent>;
  #now = 0;
  #messages = 0;

  constructor(objects: readonly SampleObject[], options: CoreWorldOptions) {
    const { stock, listedAfter = () => 0, around = (call) => call() } = options;
    const slow = <T extends object>(port: T): T => wrapCalls(port, around);
    const wait = (milliseconds: number): Promise<void> => {
      this.#now += milliseconds;
      return Promise.resolve();
    };
    const isListed = (object: StripeObject): boolean => listedAfter(object) <= this.#now;
    const shared = {
      journal: slow(this.#journal),
      stripe: slow(memoryStripe(objects, { isListed })),
      now: () => this.#now,
      wait,
    };
    const metrics = recordMetrics();
    this.#whole = (event) =>
      wholeEvent(event, { ...shared, consumer: "any", metrics, stripe: options.thinStripe?.(event) ?? shared.stripe });
    this.#store = new MemoryReservationStore(stock);
    this.#orders = orderWorld([], (ports) => ({ ...ports, ...shared, orders: slow(ports.orders) }));
    this.#mails = mailWorld([], { ...shared, ledger: slow(this.#ledger) });
    this.#stock = stockWorld([], {}, { ...shared, store: slow(this.#store) });
  }

  /** Receives an event's message until its consumer has worked it off, or three times in vain; what passes on its own waits. */
  async deliver(consumer: Consumer, event: PostedEvent): Promise<void> {
    if (!isSubscribed(consumer, event)) return;
    this.#messages += 1;
    const message = `message-${String(this.#messages)}`;
    for (let attempt = 1, receives = 1; ; attempt += 1) {
      const failure = await this.#receive(consumer, event, { message, receives });
      if (failure === undefined) return;
      const waits = spendsNoReceive(failure) && attempt < mostAttempts;
      if (!waits && (failure.disposition === "reject" || receives === mostReceives)) {
        this.deadLetters.push(`${consumer}: ${event.type} ${failure.causeCode} (${failure.message})`);
        return;
      }
      if (!waits) receives += 1;
      // The visibility timeout is longer than any invocation.
      await Promise.all(this.#running);
      this.#now += visibilityMilliseconds;
    }
  }

  get outcome(): Outcome {
    const { sent } = this.#mails;
    return {
      orders: rows(this.#orders.orders.items),
      reservations: rows(this.#store.reservations),
      ledger: rows(this.#ledger.entries),
      notices: Map.groupBy(
        this.#stock.notices.map((notice): Item => ({ ...notice })),
        ({ orderId }) => String(orderId),
      ),
      mails: mailCounts(sent.map(({ kind, order }) => ({ Tags: { kind, order } }))),
      archive: undefined,
    };
  }

  get orders(): readonly Order[] {
    return [...this.#orders.orders.items.values()].filter(({ mergedInto }) => mergedInto === undefined);
  }

  /** What the consumers remember in common, for whoever writes or reads it as a function or a command does. */
  get journal(): ReturnType<typeof memoryJournal> {
    return this.#journal;
  }

  /** Subject and text of each mail. */
  get mailTexts(): string[] {
    return this.#mails.sent.map(({ subject, text }) => `${subject}\n${text}`);
  }

  get stock(): ReadonlyMap<string, Item> {
    return new Map([...this.#store.stock].map(([sku, row]) => [sku, { ...row }]));
  }

  async #receive(consumer: Consumer, event: PostedEvent, record: QueueRecord): Promise<ProcessingError | undefined> {
    const handling = this.#handle(consumer, event, record).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof ProcessingError) return error;
        throw error;
      },
    );
    this.#running.add(handling);
    try {
      return await handling;
    } finally {
      this.#running.delete(handling);
    }
  }

  async #handle(consumer: Consumer, posted: PostedEvent, { message, receives }: QueueRecord): Promise<void> {
    const event = posted.object === "event" ? posted : asSnapshot(await this.#whole(readStripeEvent(posted)));
    const handlers = {
      orders: () => this.#orders.apply(event, receives),
      email: () => this.#mails.handle(event, message, receives),
      inventory: () => this.#stock.handle(event, message, receives),
    } satisfies Record<Consumer, () => Promise<void>>;
    return handlers[consumer]();
  }
}

/** Stripe's lists are believed by the number of receives, which a wait for them counts as. */
function spendsNoReceive({ causeCode }: ProcessingError): boolean {
  return passesOnItsOwn(causeCode) && causeCode !== "stripe-behind";
}

function rows(table: ReadonlyMap<string, object>): Map<string, Item> {
  return new Map([...table].map(([key, row]) => [key, { ...row }]));
}

interface QueueRecord {
  readonly message: string;
  readonly receives: number;
}

/** The type by which the webhook's message is routed. */
function isSubscribed(consumer: Consumer, event: PostedEvent): boolean {
  return (subscriptions[consumer] as readonly string[]).includes(readStripeEvent(event).type);
}

/** A thin event whose object was fetched, as the cores' worlds take it. */
function asSnapshot({ object, apiVersion = "", ...event }: StripeEvent): SampleEvent {
  const { id, object: kind } = object;
  const request = { id: null, idempotency_key: null };
  const data = { object: { ...object, id: String(id), object: String(kind) } };
  return { ...event, object: "event", api_version: apiVersion, data, pending_webhooks: 0, request };
}

/** The same object, each of whose methods goes through `around`. */
function wrapCalls<T extends object>(port: T, around: <R>(call: () => Promise<R>) => Promise<R>): T {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      return (...parameters: unknown[]) => around(async () => Reflect.apply(member, target, parameters) as unknown);
    },
  });
}
