import { expect, it } from "vitest";
import { barsOf } from "./waterfall.ts";

const step = (at: string, where: string, eventId?: string) => ({
  at: `2026-11-29T10:00:${at}Z`,
  where,
  what: "",
  ...(eventId === undefined ? {} : { eventId }),
});

it("a waterfall's bars begin where their event was accepted, and are parts of its whole way", () => {
  const steps = [
    step("00.000", "Stripe", "evt_1"),
    step("01.000", "webhook", "evt_1"),
    step("01.100", "webhook", "evt_2"),
    step("01.250", "orders", "evt_1"),
    step("01.300", "warehouse"),
    step("03.000", "email", "evt_1"),
    step("03.100", "orders", "evt_2"),
    step("04.000", "orders", "evt_3"),
  ];
  expect(barsOf(steps)).toEqual([
    undefined,
    { until: 0, of: 2000 },
    { until: 0, of: 2000 },
    { until: 250, of: 2000 },
    undefined,
    { until: 2000, of: 2000 },
    { until: 2000, of: 2000 },
    undefined,
  ]);
});

it.each(["webhook", "partner", "warehouse-inbox"])("an event may be accepted by the %s", (where) => {
  expect(barsOf([step("01.000", where, "evt_1"), step("01.500", "orders", "evt_1")])).toEqual([
    { until: 0, of: 500 },
    { until: 500, of: 500 },
  ]);
});
