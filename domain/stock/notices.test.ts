import { describe, expect, it } from "vitest";
import { noFacts, type StockFacts } from "./facts.ts";
import { isAlertToCount, noticesToPublish, warehouseNotice, withDueAlert, withDueNotices } from "./notices.ts";
import type { Notice, Reservation } from "./reservation.ts";

const handling = { owner: "message", leaseUntil: 1000 };
const lines = [{ sku: "LAMP", name: "Lamp", quantity: 2 }];
const pick: Notice = { kind: "pick", sequence: 1, owner: "earlier", leaseUntil: 500 };
const refunded: Partial<StockFacts> = { amountPaid: 700, refunds: { re_1: 700 } };

const paid = (facts: Partial<StockFacts>, more: Partial<Reservation> = {}): Reservation => ({
  orderId: "pi_1",
  version: 1,
  status: "reserved",
  lines,
  notices: {},
  facts: { ...noFacts, paid: true, ...facts },
  ...more,
});

describe("the notices of a purchase", () => {
  it.each([
    ["a pick once it is reserved and paid", paid({}), ["pick"]],
    ["none before the payment", paid({ paid: false }), []],
    ["none of what is not goods", paid({}, { lines: [] }), []],
    ["no pick of a backorder", paid({}, { status: "backordered" }), []],
    ["no pick of what has left", paid({ shipped: true }), []],
    ["a hold for each dispute", paid({ disputes: { dp_1: { won: false } } }), ["pick", "hold#dp_1"]],
    ["the hold's end once it is won", paid({ disputes: { d: { won: true } } }), ["pick", "hold#d", "release#d"]],
    [
      "a cancel of a pick that was refunded",
      paid({}, { status: "released", releasedBy: "refund", notices: { pick } }),
      ["pick", "cancel"],
    ],
    ["no cancel of what was never picked", paid({}, { status: "released", releasedBy: "refund" }), []],
    [
      "a cancel of the parcels to come",
      paid({ ...refunded, shipped: true }, { status: "shipped", notices: { pick } }),
      ["pick", "cancel"],
    ],
    [
      "no cancel of a part's refund",
      paid({ ...refunded, amountPaid: 900 }, { status: "shipped", notices: { pick } }),
      ["pick"],
    ],
    ["no cancel while it is still to be released", paid(refunded, { notices: { pick } }), ["pick"]],
  ])("are %s", (_, reservation, keys) => {
    const { notices } = withDueNotices(reservation, handling);
    expect(Object.keys(notices)).toEqual(keys);
    expect(Object.values(notices).map(({ sequence }) => sequence)).toEqual(keys.map((_key, index) => index + 1));
  });

  it("stay as they are where none is due, and are the handling's where one is", () => {
    const picked = paid({}, { notices: { pick } });
    expect(withDueNotices(picked, handling)).toBe(picked);
    const held = withDueNotices(
      { ...picked, facts: { ...picked.facts, disputes: { dp_1: { won: false } } } },
      handling,
    );
    expect(held.notices).toEqual({ pick, "hold#dp_1": { kind: "hold", sequence: 2, ...handling } });
  });

  it("are published by their owner, or by anybody once its lease is over, in sequence", () => {
    const hold: Notice = { kind: "hold", sequence: 2, owner: "message", leaseUntil: 9000 };
    const cancel: Notice = { kind: "cancel", sequence: 3, owner: "other", leaseUntil: 501 };
    const reservation = paid({}, { notices: { "hold#dp_1": hold, cancel, pick } });
    expect(noticesToPublish(reservation, "message", 500)).toEqual(["pick", "hold#dp_1"]);
    expect(noticesToPublish(reservation, "third", 501)).toEqual(["pick", "cancel"]);
    const published = { ...reservation, notices: { ...reservation.notices, pick: { ...pick, publishedAt: "now" } } };
    expect(noticesToPublish(published, "third", 501)).toEqual(["cancel"]);
  });

  it("carry the goods, where they go, and the dispute", () => {
    const shipTo = { name: "Ada", line1: "1 Quay", city: "Da Nang", country: "VN" };
    const reservation = withDueNotices(
      paid({ disputes: { dp_1: { won: false } } }, { shipTo, phone: "+84 1" }),
      handling,
    );
    const common = { orderId: "pi_1", attempt: 1, items: lines, shipTo, phone: "+84 1" };
    expect(warehouseNotice(reservation, "pick")).toEqual({
      ...common,
      noticeId: "pi_1#pick",
      kind: "pick",
      sequence: 1,
    });
    const hold = { noticeId: "pi_1#hold#dp_1", kind: "hold", sequence: 2, disputeId: "dp_1" };
    expect(warehouseNotice(reservation, "hold#dp_1")).toEqual({ ...common, ...hold });
    expect(() => warehouseNotice(reservation, "cancel")).toThrow("reservation pi_1 has no notice cancel");
  });
});

describe("the alert of a paid backorder", () => {
  const short = paid({}, { status: "backordered" });

  it("is due when it comes to be both", () => {
    const unpaid = { ...short, facts: noFacts };
    expect(withDueAlert(short, undefined, handling).alert).toEqual(handling);
    expect(withDueAlert(short, unpaid, handling).alert).toEqual(handling);
    for (const [next, before] of [
      [short, short],
      [unpaid, undefined],
      [paid({}), undefined],
    ] as const) {
      expect(withDueAlert(next, before, handling)).toBe(next);
    }
  });

  it("is counted by its owner, or by anybody once its lease is over, and once", () => {
    const due = { ...short, alert: handling };
    expect(isAlertToCount(due, "message", 0)).toBe(true);
    expect([999, 1000].map((now) => isAlertToCount(due, "other", now))).toEqual([false, true]);
    expect(isAlertToCount({ ...due, alert: { ...handling, countedAt: "now" } }, "message", 2000)).toBe(false);
    expect(isAlertToCount(short, "message", 2000)).toBe(false);
  });
});
