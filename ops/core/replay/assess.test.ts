import { describe, expect, it } from "vitest";
import { MemoryMailLedger } from "../../../functions/shared/stores/memory-mail-ledger.ts";
import { handleEvent as handleEmail } from "../../../functions/email-processor/handle-event.ts";
import { handleEvent as handleInventory } from "../../../functions/inventory-processor/handle-event.ts";
import { MemoryReservationStore } from "../../../functions/shared/stores/memory-reservation-store.ts";
import { orderWorld } from "../../../functions/order-processor/testing.ts";
import type { JournalEvent } from "../../../functions/shared/journal.ts";
import { plainBrand } from "../../../domain/mail/brand.ts";
import { objectIdOf, readStripeEvent } from "../../../domain/event/event.ts";
import { typedEvent } from "../../../domain/event/typed-event.ts";
import { memoryStripe } from "../../../packages/stripe-offline/memory-stripe.ts";
import {
  sampleItems,
  samplePurchase,
  samplePurchaseKinds,
  type SampleEvent,
  type SampleObject,
} from "../../../packages/stripe-offline/samples/index.ts";
import { memoryJournal, recordLog, recordMetrics } from "../../../functions/shared/testing.ts";
import { emailEventTypes, inventoryEventTypes, orderEventTypes, type Effect } from "../../../domain/event/types.ts";
import { assess, type AssessedConsumer, type Assessment } from "./assess.ts";
import type { TableReads } from "./knowledge.ts";
import { createRehearsal } from "./rehearsal.ts";
import { concerns } from "./selection.ts";

const consumers = [
  { name: "orders", effect: "order", eventTypes: orderEventTypes },
  { name: "email", effect: "mail", eventTypes: emailEventTypes },
  { name: "inventory", effect: "stock", eventTypes: inventoryEventTypes },
] as const;

/** The three consumers with tables in memory, one journal and one Stripe. */
function system(objects: readonly SampleObject[], events: readonly SampleEvent[]) {
  const journal = memoryJournal();
  const stripe = memoryStripe([...objects, ...events]);
  const { orders, apply } = orderWorld([], (ports) => ({ ...ports, journal, stripe }));
  const ledger = new MemoryMailLedger();
  const store = new MemoryReservationStore(Object.fromEntries(sampleItems.map(({ sku }) => [sku, 100])));
  const shared = {
    consumer: "any",
    journal,
    stripe,
    metrics: recordMetrics(),
    log: recordLog(),
    now: () => 0,
    wait: () => Promise.resolve(),
  };
  const warehouse = { publish: () => Promise.resolve() };
  const mailer = { send: () => Promise.resolve({ outcome: "accepted", sesMessageId: "ses" } as const) };
  const secrets = { read: () => Promise.resolve({ sesFromEmail: "shop@example.com" }) };
  let handled = 0;
  const handle: Readonly<Record<Effect, (event: SampleEvent) => Promise<void>>> = {
    order: apply,
    mail: (event) => {
      handled += 1;
      const claim = { token: `t${String(handled)}`, messageId: event.id, receives: 1, leaseUntil: 1 };
      return handleEmail(typedEvent(readStripeEvent(structuredClone(event))), claim, {
        ...shared,
        ledger,
        mailer,
        secrets,
        brand: plainBrand,
        ended: new Set(),
        inTurn: (send) => send(),
      });
    },
    stock: (event) =>
      handleInventory(
        typedEvent(readStripeEvent(structuredClone(event))),
        { owner: event.id, receives: 1, leaseUntil: 1 },
        { ...shared, store, warehouse, restockOnRefund: true, random: () => 0 },
      ),
  };
  const pick = async <T>(keys: readonly string[], get: (key: string) => Promise<T | undefined>) => {
    const found = await Promise.all(keys.map(async (key) => [key, await get(key)] as const));
    return new Map(found.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
  };
  const reads: TableReads = {
    refs: (ids) => pick(ids, (id) => journal.orderKeyOf(id)),
    orders: (keys) => pick(keys, (key) => orders.get(key)),
    mails: (keys) => pick(keys, async (key) => (await ledger.read(key))?.state),
    reservations: (keys) => pick(keys, (key) => store.read(key)),
  };
  const rehearsal = () =>
    createRehearsal({
      orders,
      journal,
      ledger,
      store,
      stock: (sku) => Promise.resolve(store.stock.get(sku)),
      stripe,
      restockOnRefund: true,
      now: () => 0,
    });
  const assessed = (given: readonly SampleEvent[], which: readonly AssessedConsumer[], mostFetched: number) =>
    assess(given.map(journalEntry), which, {
      reads,
      fetchEvent: async ({ eventId }) => readStripeEvent(await stripe.retrieveEvent(eventId)),
      rehearse: rehearsal(),
      livemode: false,
      mostFetched,
    });
  const snapshot = () =>
    JSON.stringify([
      [...orders.items],
      [...ledger.entries],
      [...store.reservations],
      [...store.stock],
      [...journal.refs],
      [...journal.purchases],
    ]);
  return { handle, assessed, rehearsal, snapshot };
}

function journalEntry(event: SampleEvent): JournalEvent {
  const objectId = objectIdOf(readStripeEvent(structuredClone(event)));
  const receivedAt = new Date(event.created * 1000).toISOString();
  return {
    eventId: event.id,
    type: event.type,
    created: event.created,
    receivedAt,
    livemode: event.livemode,
    ...(objectId === undefined ? {} : { objectId }),
  };
}

/** What becomes of these differs; the other kinds' refunds and disputes are as the payment's. */
const kindsWithAftermath: ReadonlySet<string> = new Set(["payment", "invoiced", "subscription"]);

function isAllApplied({ consumers: assessed }: Assessment): boolean {
  return Object.values(assessed).every(
    ({ changing, failing, unknown }) => changing.length + failing.length + unknown.length === 0,
  );
}

/** Every kind of purchase, with what can become of it. */
const histories = samplePurchaseKinds.flatMap((kind) => {
  const purchase = samplePurchase({ kind, seed: `assess-${kind}` });
  const plain = { name: kind, events: purchase.story, objects: purchase.objects };
  if (!("aftermath" in purchase) || !kindsWithAftermath.has(kind)) return [plain];
  const chapters = Object.entries(purchase.aftermath).map(([chapter, { story, objects }]) => ({
    name: `${kind}, ${chapter}`,
    events: [...purchase.story, ...story],
    objects: [...purchase.objects, ...objects],
  }));
  return [plain, ...chapters];
});

describe.each(histories)("the dry run of $name", ({ events, objects }) => {
  it("says that nothing would change once all is applied, and writes nothing", async () => {
    const { handle, assessed, snapshot } = system(objects, events);
    for (const event of events)
      for (const consumer of consumers) if (concerns(consumer, event, false)) await handle[consumer.effect](event);
    const before = snapshot();
    expect(isAllApplied(await assessed(events, consumers, 100))).toBe(true);
    expect(snapshot()).toBe(before);
  });

  it.each(consumers)(
    "never says applied by the marks of an event that $name has missed and that would change something",
    async (missed) => {
      for (const lost of events.filter((event) => concerns(missed, event, false))) {
        const { handle, assessed, rehearsal, snapshot } = system(objects, events);
        for (const event of events) {
          for (const consumer of consumers) {
            if ((event !== lost || consumer !== missed) && concerns(consumer, event, false))
              await handle[consumer.effect](event);
          }
        }
        const before = snapshot();
        const truth = await rehearsal()(missed.effect, readStripeEvent(structuredClone(lost)));
        const byMarks = (await assessed([lost], [missed], 0)).consumers[missed.name];
        const whole = (await assessed([lost], [missed], 1)).consumers[missed.name];
        const isWrong = truth.outcome !== "nothing" && byMarks?.applied !== 0;
        expect(isWrong ? `${lost.type} counts as applied` : "right").toBe("right");
        expect(whole?.changing.length).toBe(truth.outcome === "changes" ? 1 : 0);
        expect(snapshot()).toBe(before);
      }
    },
  );
});
