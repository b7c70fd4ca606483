import { describe, expect, it } from "vitest";
import { type Facts, noFacts, type Register } from "../../domain/order/facts.ts";
import { deriveStatus } from "../../domain/order/status.ts";
import { recordMetrics } from "../shared/testing.ts";
import { countChanges } from "./order-metrics.ts";

const register = (state: string, created = 1): Register => ({ state, created, eventId: "evt_1" });

const placed: Facts = { ...noFacts, placed: { created: 1, eventId: "evt_1" } };
const paid: Facts = { ...placed, payments: { pi_1: { ...register("succeeded"), amount: 5800, paid: 5800 } } };
const refunded: Facts = { ...paid, refunds: { re_1: { ...register("succeeded"), amount: 5800 } } };
const disputed: Facts = { ...paid, disputes: { dp_1: register("open") } };
const shipped: Facts = { ...paid, parcels: { 1: register("shipped") } };
const delivered: Facts = { ...shipped, deliveries: { 1: register("delivered") } };
const missing: Facts = { ...paid, shortages: { MUG: register("out-of-stock", 2) } };

function counted(before: readonly Facts[], facts: Facts, more: { currency?: string; status?: "merged" } = {}) {
  const metrics = recordMetrics();
  countChanges(before, { status: deriveStatus(facts), amountPaid: 5800, facts, ...more }, metrics);
  return metrics.records.map(({ name, value }) => (value === 1 ? name : `${name} ${String(value)}`));
}

describe("a write of an order counts", () => {
  it.each([
    ["nothing of facts that wait for their order", [], noFacts, []],
    ["its placement", [noFacts], placed, ["OrdersPlaced"]],
    ["its payment", [placed], paid, ["OrdersPaid"]],
    ["both where they came together", [], paid, ["OrdersPlaced", "OrdersPaid"]],
    ["neither where any part that it took in had been counted", [noFacts, paid], paid, []],
    ["its refund", [paid], refunded, ["OrdersRefunded"]],
    ["its dispute", [paid], disputed, ["OrdersDisputed"]],
    ["nothing that was so before", [refunded, disputed], disputed, []],
    ["its first parcel", [paid], shipped, ["OrdersShipped"]],
    ["no parcel that a part had", [shipped, noFacts], shipped, []],
    ["its arrival", [shipped], delivered, ["OrdersDelivered"]],
    ["no arrival that a part had", [delivered, paid], delivered, []],
    ["what is not to be found", [paid], missing, ["OrdersOutOfStock"]],
    ["none that a part had not found", [missing, paid], missing, []],
  ] as const)("%s", (_what, before, facts, names) => {
    expect(counted(before, facts)).toEqual(names);
  });

  it("its value in whole units, where the currency is known", () => {
    expect(counted([placed], paid, { currency: "sgd" })).toEqual(["OrdersPaid", "OrderValue 58"]);
    expect(counted([placed], paid, { currency: "jpy" })).toEqual(["OrdersPaid", "OrderValue 5800"]);
  });

  it("nothing of what became part of another order", () => {
    expect(counted([], paid, { status: "merged" })).toEqual([]);
  });
});
