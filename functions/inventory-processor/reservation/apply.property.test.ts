import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { ProcessingError } from "../../../domain/failure.ts";
import { heldLines, shippedLines } from "../../../domain/stock/held.ts";
import type { ReservationLine } from "../../../domain/stock/reservation.ts";
import { unitsIn } from "../../../domain/stock/row.ts";
import { joinFacts, noFacts, type StockFacts } from "../../../domain/stock/facts.ts";
import { manyLines, orderId, stockOfMany, world, type World, type WorldOptions } from "./test-world.ts";

/** PROPERTY_RUNS as elsewhere: a run is one small purchase here. */
const numRuns = 25 * Number(process.env["PROPERTY_RUNS"] ?? 5);

const initialStock = { MUG: 5, CAP: 3 };
const lines = [
  { sku: "MUG", name: "Mug", quantity: 2 },
  { sku: "CAP", name: "Cap", quantity: 1 },
];

/** What events can say of one purchase, in any combination, impossible ones included. */
const someFacts: fc.Arbitrary<Partial<StockFacts>> = fc.oneof(
  fc.constantFrom<Partial<StockFacts>>(
    { placed: true },
    { placed: true, paid: true, amountPaid: 2000 },
    { paid: true, amountPaid: 2000 },
    { paid: true, amountPaid: 1500 },
    { paymentFailed: true },
    { expired: true },
    { shipped: true },
  ),
  fc
    .record({ id: fc.constantFrom("re_1", "re_2", "re_3"), amount: fc.constantFrom(500, 1000, 2000) })
    .map(({ id, amount }) => ({ refunds: { [id]: amount } })),
  fc
    .record({ id: fc.constantFrom("du_1", "du_2"), won: fc.boolean() })
    .map(({ id, won }) => ({ disputes: { [id]: { won } } })),
);

/** What is learnt of a purchase, and the same ones as they arrive: in another order, some of them several times. */
const purchase = fc.array(someFacts, { minLength: 1, maxLength: 8 }).chain((story) =>
  fc.record({
    story: fc.constant(story),
    arrivals: fc
      .array(fc.constantFrom(...story), { maxLength: 6 })
      .chain((again) => fc.shuffledSubarray([...story, ...again], { minLength: story.length + again.length })),
  }),
);

const small: fc.Arbitrary<WorldOptions> = fc.record({
  stock: fc.constantFrom<Record<string, number>>(initialStock, { MUG: 1, CAP: 9 }, { CAP: 9 }),
  restockOnRefund: fc.boolean(),
  lines: fc.constantFrom(lines, []),
});

/** More SKUs than one transaction takes; the stock lacks none, one in the first transaction or one in the last. */
const large: fc.Arbitrary<WorldOptions> = fc.record({
  stock: fc.constantFrom(undefined, 3, 240).map((missing) => stockOfMany(missing)),
  restockOnRefund: fc.boolean(),
  lines: fc.constant(manyLines),
});

const setting = fc.oneof({ arbitrary: small, weight: 9 }, { arbitrary: large, weight: 1 });

function end({ store, published }: World): object {
  const { status, releasedBy, unitsKept, short, transfer, facts, notices = {} } = store.reservations.get(orderId) ?? {};
  // Whether the parcel or the payment comes first decides whether there is something to pick, and so to cancel.
  const depends = facts?.shipped === true ? ["pick", "cancel"] : [];
  const same = (keys: readonly string[]): string[] => keys.filter((key) => !depends.includes(key)).toSorted();
  return {
    reservation: { status, releasedBy, unitsKept, short, transfer, notices: same(Object.keys(notices)) },
    stock: Object.fromEntries(store.stock),
    published: same([...new Set(published.map(({ noticeId }) => noticeId.slice(orderId.length + 1)))]),
  };
}

function expectStockWhole({ store }: World, { stock = {} }: WorldOptions): void {
  const reservation = store.reservations.get(orderId);
  const unitsOf = (held: readonly ReservationLine[], wanted: string): number =>
    held.reduce((sum, { sku, quantity }) => sum + (sku === wanted ? quantity : 0), 0);
  for (const [sku, row] of store.stock) {
    expect(row.reserved).toBe(unitsOf(reservation === undefined ? [] : heldLines(reservation), sku));
    expect(row.shipped ?? 0).toBe(unitsOf(reservation === undefined ? [] : shippedLines(reservation), sku));
    expect(unitsIn(row)).toBe(stock[sku]);
    expect(Math.min(row.available, row.reserved, row.shipped ?? 0)).toBeGreaterThanOrEqual(0);
  }
}

function expectNoticesSound({ store, published }: World): void {
  const sequences = Object.values(store.reservations.get(orderId)?.notices ?? {}).map(({ sequence }) => sequence);
  expect(sequences.toSorted((a, b) => a - b)).toEqual(sequences.map((_, index) => index + 1));
  // A repetition is the same notice, to the letter.
  expect(new Set(published.map((notice) => JSON.stringify(notice))).size).toBe(
    new Set(published.map(({ noticeId }) => noticeId)).size,
  );
}

async function inOrder(story: readonly Partial<StockFacts>[], options: WorldOptions): Promise<World> {
  const w = world(options);
  for (const [index, facts] of story.entries()) {
    await w.apply(facts, `message-${index}`);
    expectStockWhole(w, options);
  }
  return w;
}

/** As the queue does: what waits for another invocation's notice is received again. */
async function handledInTheEnd(w: World, facts: Partial<StockFacts>, message: string): Promise<void> {
  for (;;) {
    try {
      await w.apply(facts, message);
      return;
    } catch (error) {
      if (!(error instanceof ProcessingError && error.causeCode === "contended")) throw error;
    }
  }
}

describe("joinFacts", () => {
  const facts = fc
    .array(someFacts)
    .map((all) => all.reduce<StockFacts>((sum, one) => joinFacts(sum, { ...noFacts, ...one }), noFacts));

  it("is associative, commutative and idempotent, and nothing is its neutral element", () => {
    fc.assert(
      fc.property(facts, facts, facts, (a, b, c) => {
        expect(joinFacts(joinFacts(a, b), c)).toEqual(joinFacts(a, joinFacts(b, c)));
        expect(JSON.stringify(joinFacts(a, b))).toBe(JSON.stringify(joinFacts(b, a)));
        expect(joinFacts(a, a)).toEqual(a);
        expect(joinFacts(a, noFacts)).toEqual(a);
      }),
    );
  });
});

describe("a purchase's events", () => {
  it("end the same in any order, delivered any number of times", async () => {
    await fc.assert(
      fc.asyncProperty(purchase, setting, async ({ story, arrivals }, options) => {
        const expected = await inOrder(story, options);
        const actual = await inOrder(arrivals, options);
        expect(end(actual)).toEqual(end(expected));
        expectNoticesSound(actual);
        expect(actual.published).toHaveLength(new Set(actual.published.map(({ noticeId }) => noticeId)).size);
      }),
      { numRuns },
    );
  });

  it("end the same when they are handled at the same time", async () => {
    await fc.assert(
      fc.asyncProperty(purchase, setting, async ({ story, arrivals }, options) => {
        const expected = await inOrder(story, options);
        const actual = world(options);
        await Promise.all(arrivals.map((facts, index) => handledInTheEnd(actual, facts, `message-${index}`)));
        expect(end(actual)).toEqual(end(expected));
        expectStockWhole(actual, options);
        expectNoticesSound(actual);
      }),
      { numRuns },
    );
  });

  it("end the same when functions crash and responses are lost, and the records come back", async () => {
    await fc.assert(
      fc.asyncProperty(
        purchase,
        setting,
        fc.array(fc.boolean(), { maxLength: 40 }),
        async ({ story, arrivals }, options, crashes) => {
          const expected = await inOrder(story, options);
          const actual = world(options);
          const pending = [...crashes];
          actual.store.interrupt = () => {
            if (pending.shift() === true) throw new Error("crash");
          };
          const waiting = arrivals.map((facts, index) => ({ facts, message: `message-${index}` }));
          for (let record = waiting.shift(); record !== undefined; record = waiting.shift()) {
            try {
              await actual.apply(record.facts, record.message);
            } catch {
              waiting.push(record);
            }
            expectStockWhole(actual, options);
          }
          expect(end(actual)).toEqual(end(expected));
          expectNoticesSound(actual);
        },
      ),
      { numRuns },
    );
  });
});
