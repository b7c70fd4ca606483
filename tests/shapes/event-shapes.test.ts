import { describe, expect, it } from "vitest";
import { mailWorld } from "../../functions/email-processor/testing.ts";
import { stockWorld } from "../../functions/inventory-processor/testing.ts";
import { essence, orderWorld } from "../../functions/order-processor/testing.ts";
import { resolveOrderKey } from "../../functions/shared/order-key.ts";
import { settledReceive } from "../../functions/shared/while-stripe-lags.ts";
import { readStripeEvent } from "../../domain/event/event.ts";
import { isHandledEventType } from "../../domain/event/types.ts";
import { typedEvent } from "../../domain/event/typed-event.ts";
import { memoryStripe } from "../../packages/stripe-offline/memory-stripe.ts";
import {
  type OlderVersion,
  olderVersions,
  sampleApiVersion,
  type SampleEvent,
} from "../../packages/stripe-offline/samples/index.ts";
import { memoryJournal } from "../../functions/shared/testing.ts";
import { Random } from "../support/random.ts";
import { paidKindNames } from "../../packages/stripe-offline/scenarios/common.ts";
import { everyPurchase, purchaseNamed } from "../../packages/stripe-offline/scenarios/purchases.ts";
import { rareStock } from "../../packages/stripe-offline/scenarios/rare-items.ts";
import type { Scenario } from "../../packages/stripe-offline/scenarios/scenario.ts";

type Version = OlderVersion | undefined;

const stock = { ...rareStock, "MUG-BLUE": 100, "TEE-M": 100 };

/** Members that older versions lack show these. */
const onlyToday = new Set(["a fraction of a unit", "a price shown and paid in another currency"]);

/** Every kind of purchase; those that are paid refused at first, refunded in part and disputed besides. */
function scenariosOf(version: Version): Scenario[] {
  const options = (seed: string) => ({ seed, ...(version === undefined ? {} : { version }) });
  const course = { ending: "refunded in part, and the dispute won", refusedFirst: true } as const;
  return [
    ...paidKindNames.map((kind) => purchaseNamed(kind, options(`${kind} disputed`), course)),
    ...everyPurchase(options).filter(({ name }) => !onlyToday.has(name)),
  ];
}

/** What the three consumers make of a purchase; the tables and Stripe's API are in memory, and Stripe's is today's. */
async function outcomeOf({ orderKey, objects }: Scenario, events: readonly SampleEvent[]): Promise<object> {
  const orders = orderWorld(objects);
  const mails = mailWorld(objects);
  const inventory = stockWorld(objects, stock);
  for (const event of events.filter(({ type }) => isHandledEventType(type))) {
    await orders.apply(event, settledReceive);
    await mails.handle(event, event.id, settledReceive);
    await inventory.handle(event, event.id, settledReceive);
  }
  const order = essence(orders.orders.items.get(orderKey));
  // Of what is not sold yet only older invoices name the payment.
  const aliases = order?.status === "unplaced" ? {} : { aliases: order?.aliases };
  const reservation = inventory.store.reservations.get(orderKey);
  return {
    order: { ...order, aliases },
    mails: mails.sent.map(({ subject, text, to }) => ({ subject, text, to })),
    reservation: { status: reservation?.status, lines: reservation?.lines, facts: reservation?.facts },
    notices: inventory.notices,
  };
}

const today = scenariosOf(undefined);
const byOlder = new Map(olderVersions.map((version) => [version, scenariosOf(version)]));

describe.each(olderVersions)("events of API version %s", (version) => {
  const scenarios = byOlder.get(version) ?? [];

  it("have their full size, and the members where that version has them", () => {
    const [events, todays] = [scenarios, today].map((all) => all.flatMap((scenario) => scenario.events));
    for (const [index, event] of events?.entries() ?? []) {
      expect(event.api_version).toBe(version);
      expect(JSON.stringify(event).length).toBeGreaterThan(0.75 * JSON.stringify(todays?.[index]).length);
    }
    const invoices = (events ?? []).filter(({ type }) => type.startsWith("invoice."));
    expect(invoices.length).toBeGreaterThan(0);
    for (const { data } of invoices) {
      expect(Object.hasOwn(data.object, "payment_intent")).toBe(version < "2025-03-31");
      expect(Object.hasOwn(data.object, "parent")).toBe(version >= "2025-03-31");
    }
  });

  it.each(scenarios.map((scenario, index) => [scenario.name, index] as const))(
    "make the same order, mails, reservation and notices as today's: %s",
    async (_name, index) => {
      const [then, now] = [scenarios[index], today[index]];
      if (then === undefined || now === undefined) throw new Error("no such scenario");
      expect(await outcomeOf(then, then.events)).toEqual(await outcomeOf(now, now.events));
    },
  );

  it("are filed under the same key as today's, and Stripe is not asked what an invoice contains", async () => {
    for (const [index, { events, objects }] of scenarios.entries()) {
      for (const [place, event] of events.entries()) {
        if (!isHandledEventType(event.type)) continue;
        const now = today[index]?.events[place];
        if (now === undefined) throw new Error("no such event");
        const { calls, ...key } = await keyOf(event, objects);
        expect(key, event.type).toEqual(omitCalls(await keyOf(now, objects)));
        const isKnown =
          typeof Reflect.get(event.data.object, "payment_intent") === "string" && event.type.startsWith("invoice.");
        expect(isKnown ? calls : []).toEqual([]);
      }
    }
  });
});

interface Filed {
  readonly orderKey?: string;
  readonly ownKey?: string;
  /** What Stripe was asked. */
  readonly calls: readonly string[];
}

/** By the resolver alone, with an empty journal. */
async function keyOf(event: SampleEvent, objects: Scenario["objects"]): Promise<Filed> {
  const stripe = memoryStripe(objects);
  const ports = { journal: memoryJournal(), stripe };
  const options = { listsSettled: true, mergesLater: false };
  const resolution = await resolveOrderKey(typedEvent(readStripeEvent(structuredClone(event))), ports, options);
  const { calls } = stripe;
  return resolution.kind === "none" ? { calls } : { orderKey: resolution.orderKey, ownKey: resolution.ownKey, calls };
}

function omitCalls({ calls: _calls, ...key }: Filed): Omit<Filed, "calls"> {
  return key;
}

describe("a purchase whose events come from several API versions, as when the account is upgraded meanwhile", () => {
  it.each(today.map((scenario, index) => [scenario.name, index] as const))(
    "comes out as from one: %s",
    async (name, index) => {
      const random = new Random(name);
      const byVersion = [today, ...byOlder.values()].map((all) => all[index]?.events ?? []);
      const mixed = (today[index]?.events ?? []).flatMap((_, place) => random.pick(byVersion)[place] ?? []);
      const scenario = today[index];
      if (scenario === undefined) throw new Error("no such scenario");
      const expected = await outcomeOf(scenario, scenario.events);
      expect(new Set(byVersion.flat().map((event) => event.api_version))).toEqual(
        new Set([sampleApiVersion, ...olderVersions]),
      );
      expect(await outcomeOf(scenario, mixed)).toEqual(expected);
    },
  );
});
