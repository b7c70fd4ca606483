import { describe, expect, it } from "vitest";
import { groupByPurchase } from "./record-groups.ts";
import { readStripeEvent } from "../../domain/event/event.ts";

const entryOf = (id: string, object: object) => ({
  event: readStripeEvent({ id, object: "event", type: "x", created: 1, livemode: false, data: { object } }),
});

describe("groupByPurchase", () => {
  it("joins events that name a common id, directly or through others, in their order", () => {
    const groups = groupByPurchase([
      entryOf("evt_refund", { id: "re_1", charge: "ch_1" }),
      entryOf("evt_other", { id: "pi_2" }),
      entryOf("evt_session", { id: "cs_1", payment_intent: "pi_1" }),
      entryOf("evt_charge", { id: "ch_1", payment_intent: { id: "pi_1" } }),
      entryOf("evt_other", { id: "pi_3" }),
      entryOf("evt_refunded", { id: "re_1" }),
    ]);
    expect(groups.map((group) => group.map(({ event }) => event.id))).toEqual([
      ["evt_other", "evt_other"],
      ["evt_refund", "evt_session", "evt_charge", "evt_refunded"],
    ]);
  });

  it.each(["payment_intent", "invoice", "charge", "subscription"])("goes by an object's %s", (field) => {
    const groups = groupByPurchase([entryOf("evt_1", { id: "a_1", [field]: "b_1" }), entryOf("evt_2", { id: "b_1" })]);
    expect(groups).toHaveLength(1);
  });
});
