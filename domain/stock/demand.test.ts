import { describe, expect, it } from "vitest";
import type { Purchase } from "../purchase/purchase.ts";
import { stockDemand } from "./demand.ts";

const lamp = { sku: "LAMP", name: "Lamp", quantity: 2, goods: true };
const shipTo = { name: "Ada", line1: "1 Quay", city: "Da Nang", country: "VN" };

const purchase = (more: Partial<Purchase>): Purchase => ({
  schemaVersion: 2,
  orderKey: "pi_1",
  source: "payment_intent",
  items: [],
  customer: {},
  currency: "usd",
  amountTotal: 700,
  livemode: false,
  paymentIntents: ["pi_1"],
  ...more,
});

describe("what a purchase takes out of the stock", () => {
  it("is its goods, with where they go", () => {
    const items = [lamp, { ...lamp, sku: "SHIPPING", goods: false }];
    expect(stockDemand(purchase({ items, shipTo, phone: "+84 1" }))).toEqual({
      lines: [{ sku: "LAMP", name: "Lamp", quantity: 2 }],
      shipTo,
      phone: "+84 1",
    });
  });

  it("is nothing before the purchase is known", () => {
    expect(stockDemand(undefined)).toEqual({ lines: [] });
  });

  it("is refused where nobody can read what was bought, or part of a unit was", () => {
    expect(stockDemand(purchase({ unreadable: true }))).toEqual({
      lines: [],
      refused: { cause: "unreadable-contents", skus: [] },
    });
    const items = [
      { ...lamp, quantity: 0.5 },
      { ...lamp, sku: "MUG" },
    ];
    expect(stockDemand(purchase({ items })).refused).toEqual({ cause: "fractional-quantity", skus: ["LAMP"] });
  });
});
