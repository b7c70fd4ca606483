import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Facts, joinFacts, type Kind, kinds, noFacts, ranks, type Register, sameFacts } from "./facts.ts";

const registerOf = (kind: Kind): fc.Arbitrary<Register> =>
  fc.record(
    {
      state: fc.constantFrom(...Object.keys(ranks[kind])),
      // Few values, so that ties happen.
      created: fc.integer({ min: 1, max: 3 }),
      eventId: fc.constantFrom("evt_a", "evt_b", "evt_c"),
      amount: fc.integer({ min: 0, max: 2 }),
      paid: fc.integer({ min: 0, max: 2 }),
      customer: fc.record({ id: fc.constantFrom("cus_1", "cus_2") }),
    },
    { requiredKeys: ["state", "created", "eventId"] },
  );

const registersOf = (kind: Kind) =>
  fc.dictionary(fc.constantFrom("id_1", "id_2"), registerOf(kind), { noNullPrototype: true });

const facts: fc.Arbitrary<Facts> = fc.record(
  {
    sessions: registersOf("sessions"),
    payments: registersOf("payments"),
    invoices: registersOf("invoices"),
    refunds: registersOf("refunds"),
    disputes: registersOf("disputes"),
    parcels: registersOf("parcels"),
    deliveries: registersOf("deliveries"),
    shortages: registersOf("shortages"),
    placed: fc.record({ created: fc.integer({ min: 1, max: 3 }), eventId: fc.constantFrom("evt_a", "evt_b") }),
  },
  { requiredKeys: [...kinds] },
);

describe("joinFacts", () => {
  it("is associative", () => {
    fc.assert(
      fc.property(facts, facts, facts, (a, b, c) => {
        expect(joinFacts(joinFacts(a, b), c)).toEqual(joinFacts(a, joinFacts(b, c)));
      }),
    );
  });

  it("is commutative", () => {
    fc.assert(
      fc.property(facts, facts, (a, b) => {
        expect(joinFacts(a, b)).toEqual(joinFacts(b, a));
      }),
    );
  });

  it("is idempotent, with no facts as its neutral element", () => {
    fc.assert(
      fc.property(facts, (a) => {
        expect(joinFacts(a, a)).toEqual(a);
        expect(joinFacts(a, noFacts)).toEqual(a);
      }),
    );
  });

  it("compares as deep equality does", () => {
    fc.assert(
      fc.property(facts, facts, (a, b) => {
        expect(sameFacts(a, structuredClone(a))).toBe(true);
        expect(sameFacts(a, b)).toBe(JSON.stringify(joinFacts(a, a)) === JSON.stringify(joinFacts(b, b)));
      }),
    );
  });

  it("keeps the more advanced state whatever the time, and the later event of equals", () => {
    const session = (state: string, created: number): Facts => ({
      ...noFacts,
      sessions: { cs_1: { state, created, eventId: `evt_${created}` } },
    });
    const stateOf = (...each: Facts[]) => each.reduce(joinFacts).sessions["cs_1"];
    expect(stateOf(session("paid", 1), session("unpaid", 2))).toMatchObject({ state: "paid", created: 1 });
    expect(stateOf(session("paid", 1), session("expired", 2))).toMatchObject({ state: "paid" });
    expect(stateOf(session("paid", 1), session("failed", 2))).toMatchObject({ state: "paid" });
    expect(stateOf(session("expired", 1), session("unpaid", 2))).toMatchObject({ state: "expired" });
    expect(stateOf(session("paid", 1), session("paid", 2))).toMatchObject({ created: 2 });
  });

  it("lets a dispute that was lost be won later", () => {
    const dispute = (state: string, created: number): Facts => ({
      ...noFacts,
      disputes: { du_1: { state, created, eventId: `evt_${created}` } },
    });
    const joined = [dispute("won", 3), dispute("open", 9), dispute("lost", 2)].reduce(joinFacts);
    expect(joined.disputes["du_1"]?.state).toBe("won");
  });
});
