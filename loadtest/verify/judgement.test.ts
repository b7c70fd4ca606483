import { describe, expect, it } from "vitest";
import { isHandledEventType } from "../../domain/event/types.ts";
import { reportedEvents } from "../../packages/stripe-offline/scenarios/report.ts";
import type { Scenario } from "../../packages/stripe-offline/scenarios/scenario.ts";
import { withReports } from "../../packages/stripe-offline/scenarios/parcels.ts";
import { Traffic } from "../../packages/stripe-offline/traffic/traffic.ts";
import { problemsOf } from "./judgement.ts";
import { fingerprint, type Item, type Outcome } from "./outcome.ts";

const traffic = new Traffic({ run: "judged", at: 1_790_000_000, selfContained: false });
const scenarios = Array.from({ length: traffic.purchasesPerCycle }, (_, purchase) =>
  withReports(traffic.scenario(purchase), (purchase * 7) % 100),
);
const eventsOf = (scenario: Scenario) => [...scenario.events, ...reportedEvents(scenario)];
const accepted = new Map(scenarios.flatMap(eventsOf).map(({ id }) => [id, 1]));

/** The same maps, to be written. */
type Planted = {
  -readonly [Part in keyof Outcome]: NonNullable<Outcome[Part]> extends ReadonlyMap<string, infer Value>
    ? Map<string, Value>
    : never;
};

/** What must have come of all purchases, put down as the tables hold it. */
function goodOutcome(): Planted {
  const lines = ({ items }: Scenario) => items.map(({ sku, quantity }) => ({ sku, quantity }));
  const ordered = scenarios.filter(({ expected }) => expected.status !== undefined);
  const mails = scenarios.flatMap(({ orderKey, reference, expected }) =>
    expected.mails.map((mail) => ({ orderKey, reference, mail, kind: mail.split("#")[0] ?? "" })),
  );
  return {
    orders: new Map(
      ordered.map((scenario): [string, Item] => [
        scenario.orderKey,
        {
          status: scenario.expected.status,
          fulfilment: scenario.expected.fulfilment,
          items: lines(scenario),
          amountTotal: scenario.amount,
          amountPaid: scenario.expected.amountPaid,
          currency: scenario.currency,
          timeline: eventsOf(scenario)
            .filter(({ type }) => isHandledEventType(type))
            .map(({ id }) => ({ eventId: id })),
        },
      ]),
    ),
    reservations: new Map(
      scenarios
        .filter(({ expected }) => expected.reservation !== undefined)
        .map((scenario) => [scenario.orderKey, { status: scenario.expected.reservation, lines: lines(scenario) }]),
    ),
    ledger: new Map(mails.map(({ orderKey, mail }) => [`mail#${orderKey}#${mail}`, { state: "sent" }])),
    mails: new Map(
      [...Map.groupBy(mails, ({ reference, kind }) => `${reference} ${kind}`)].map(([key, all]) => [key, all.length]),
    ),
    notices: new Map(
      scenarios.map(({ orderKey, expected }) => [
        orderKey,
        expected.notices.map((kind, index) => ({ kind, sequence: index + 1 })),
      ]),
    ),
    archive: new Map(scenarios.flatMap(eventsOf).map((event) => [event.id, [fingerprint(event)]])),
  };
}

const judge = (outcome: Outcome) => problemsOf(outcome, scenarios, accepted, { faults: false });

const paid = scenarios.find(({ expected, otherKeys }) => expected.fulfilment === "delivered" && otherKeys.length > 0);
if (paid === undefined) throw new Error("the mix has no delivered purchase");
const { orderKey, reference, otherKeys } = paid;
const [other = ""] = otherKeys;
const [event] = paid.events;
const [report] = paid.reports ?? [];

/** What was reported may not have been picked any more. */
const unreported = scenarios.find(({ expected, reports }) => expected.status === "paid" && reports === undefined);

/** Each changes the good outcome in one place. */
const plants: Record<string, { readonly kind: string; readonly plant: (outcome: Planted) => void }> = {
  "a lost order": { kind: "loss", plant: ({ orders }) => orders.delete(orderKey) },
  "an order beside the order": { kind: "double", plant: ({ orders }) => orders.set(other, { status: "paid" }) },
  "an order in another status": { kind: "wrong", plant: ({ orders }) => alter(orders, { status: "awaiting-payment" }) },
  "an order of another amount": { kind: "wrong", plant: ({ orders }) => alter(orders, { amountTotal: 1 }) },
  "an order in another currency": { kind: "wrong", plant: ({ orders }) => alter(orders, { currency: "xxx" }) },
  "an order of other items": {
    kind: "wrong",
    plant: ({ orders }) => alter(orders, { items: [{ sku: "LOAD-99", quantity: 1 }] }),
  },
  "an order whose quantities are texts": {
    kind: "wrong",
    plant: ({ orders }) =>
      alter(orders, { items: paid.items.map(({ sku, quantity }) => ({ sku, quantity: String(quantity) })) }),
  },
  "an order without one of its events": {
    kind: "loss",
    plant: ({ orders }) => alter(orders, { timeline: timelineOf(orders).slice(1) }),
  },
  "a mail that is not sent": { kind: "loss", plant: ({ mails }) => mails.delete(`${reference} confirmation`) },
  "a mail that is sent twice": { kind: "double", plant: ({ mails }) => mails.set(`${reference} confirmation`, 2) },
  "a mail that is not marked": { kind: "wrong", plant: ({ ledger }) => ledger.delete(`mail#${orderKey}#confirmation`) },
  "a mail of another kind": { kind: "double", plant: ({ mails }) => mails.set(`${reference} refund`, 1) },
  "a parcel of which the order knows nothing": {
    kind: "loss",
    plant: ({ orders }) => alter(orders, { timeline: timelineOf(orders).slice(0, -1) }),
  },
  "an order that is not delivered": { kind: "wrong", plant: ({ orders }) => alter(orders, { fulfilment: "shipped" }) },
  "a parcel mailed twice": { kind: "double", plant: ({ mails }) => mails.set(`${reference} shipped`, 9) },
  "a parcel that is not mailed": { kind: "loss", plant: ({ mails }) => mails.delete(`${reference} shipped`) },
  "a parcel whose units stay reserved": {
    kind: "wrong",
    plant: ({ reservations }) => alter(reservations, { status: "reserved" }),
  },
  "a report that is not archived": { kind: "loss", plant: ({ archive }) => archive.delete(report?.event.id ?? "") },
  "a lost reservation": { kind: "loss", plant: ({ reservations }) => reservations.delete(orderKey) },
  "a reservation beside the reservation": {
    kind: "double",
    plant: ({ reservations }) => reservations.set(other, { status: "reserved", lines: [] }),
  },
  "a reservation in another status": {
    kind: "wrong",
    plant: ({ reservations }) => alter(reservations, { status: "backordered" }),
  },
  "a reservation of another quantity": {
    kind: "wrong",
    plant: ({ reservations }) => alter(reservations, { lines: [{ sku: "LOAD-01", quantity: 99 }] }),
  },
  "a lost notice": { kind: "loss", plant: ({ notices }) => notices.delete(unreported?.orderKey ?? "") },
  "a notice that is published twice": {
    kind: "double",
    plant: ({ notices }) =>
      notices.set(
        orderKey,
        (notices.get(orderKey) ?? []).flatMap((notice) => [notice, notice]),
      ),
  },
  "an event that is not archived": { kind: "loss", plant: ({ archive }) => archive.delete(event?.id ?? "") },
  "an event that is archived twice": {
    kind: "double",
    plant: ({ archive }) => archive.set(event?.id ?? "", [fingerprint(event), fingerprint(event)]),
  },
  "an event that is archived altered": {
    kind: "wrong",
    plant: ({ archive }) => archive.set(event?.id ?? "", [fingerprint({ ...event, livemode: true })]),
  },
};

function alter(rows: Map<string, Item>, changes: Item): void {
  rows.set(orderKey, { ...rows.get(orderKey), ...changes });
}

function timelineOf(orders: Map<string, Item>): unknown[] {
  return orders.get(orderKey)?.["timeline"] as unknown[];
}

describe("the judgement of a run", () => {
  it("finds nothing where all is right", () => {
    expect(judge(goodOutcome())).toEqual([]);
  });

  it.each(Object.entries(plants))("finds %s", (_name, { kind, plant }) => {
    const outcome = goodOutcome();
    plant(outcome);
    const found = judge(outcome);
    expect(found.map((problem) => problem.kind)).toContain(kind);
    expect(found.every(({ text }) => [orderKey, unreported?.orderKey ?? ""].some((key) => text.includes(key)))).toBe(
      true,
    );
  });

  it("finds a duplicate that was accepted and archived once only", () => {
    const twice = new Map([...accepted, [event?.id ?? "", 2]]);
    const found = problemsOf(goodOutcome(), scenarios, twice, { faults: false });
    expect(found.map(({ kind }) => kind)).toEqual(["loss"]);
  });

  it("says nothing of mails and archive where nobody could read them", () => {
    expect(judge({ ...goodOutcome(), mails: undefined, archive: undefined })).toEqual([]);
  });
});
