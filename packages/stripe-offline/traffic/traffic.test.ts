import { describe, expect, it } from "vitest";
import { isHandledEventType } from "../../../domain/event/types.ts";
import { placeOf, stampOf } from "./layout.ts";
import { Traffic } from "./traffic.ts";

const seed = { run: "abc123", at: 1_790_000_000, selfContained: false };
const traffic = new Traffic(seed);
const cycle = Array.from({ length: traffic.cycleLength }, (_, index) => index);

const pieces = traffic.pieces();
const bodyOf = (of: Traffic, cut: readonly string[][][], index: number): string => {
  const { purchase, event, part } = placeOf(of.layout, index);
  return cut[part]?.[event]?.join(stampOf(of.layout, purchase)) ?? "";
};
const bodies = cycle.map((index) => bodyOf(traffic, pieces, index));

describe("the traffic", () => {
  it("makes each event from its index alone, as text and as a purchase's event", () => {
    const again = new Traffic(seed);
    const others = again.pieces();
    for (const index of cycle) expect(JSON.parse(bodyOf(again, others, index))).toEqual(traffic.event(index));
  });

  it("has ids that no other event, purchase, cycle or run has", () => {
    const other = new Traffic({ ...seed, run: "abc124" });
    const all = [...cycle, ...cycle.map((index) => index + traffic.cycleLength)];
    const ids = [traffic, other].flatMap((of) => all.map((index) => of.event(index).id));
    expect(new Set(ids).size).toBe(ids.length);
    const keys = [traffic, other].flatMap((of) =>
      Array.from({ length: 2 * of.purchasesPerCycle }, (_, purchase) => of.scenario(purchase).orderKey),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("ends every event's id with its purchase's stamp, by which a run's events are distinguished from others", () => {
    for (const index of cycle) {
      const { purchase } = placeOf(traffic.layout, index);
      expect(traffic.event(index).id).toMatch(new RegExp(`^evt_1\\w{11}${stampOf(traffic.layout, purchase)}$`, "u"));
    }
  });

  it("is of production size: each event has 1 to 20 KB, the mean some 4", () => {
    const sizes = bodies.map((body) => body.length);
    expect(Math.min(...sizes)).toBeGreaterThan(1_000);
    expect(Math.max(...sizes)).toBeLessThan(20_000);
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    expect(mean).toBeGreaterThan(4_000);
    expect(mean).toBeLessThan(6_000);
  });

  it("sends a purchase's events in their order, and finds them again", () => {
    for (let purchase = 0; purchase < traffic.purchasesPerCycle; purchase += 1) {
      const places = traffic.indexesOf(purchase).map((index) => placeOf(traffic.layout, index));
      const { events } = traffic.scenario(purchase);
      expect(places).toMatchObject(events.map((_, event) => ({ purchase, event })));
    }
  });

  it("mixes purchases: hardly ever are two events in a row of one", () => {
    const purchases = cycle.map((index) => placeOf(traffic.layout, index).purchase);
    const inARow = purchases.filter((purchase, index) => index > 0 && purchases[index - 1] === purchase);
    expect(inARow.length).toBeLessThan(0.1 * purchases.length);
  });

  it("mails to SES's simulator only", () => {
    const addresses = new Set(bodies.flatMap((text) => text.match(/[\w.+-]+@[\w.-]+/gu) ?? []));
    expect(addresses.size).toBeGreaterThan(50);
    for (const address of addresses) expect(address).toMatch(/^success\+[a-z0-9]+@simulator\.amazonses\.com$/u);
  });

  it("has types that consumers handle, in the shares of a hundred purchases", () => {
    expect(traffic.purchasesPerCycle).toBe(100);
    expect(cycle.every((index) => isHandledEventType(traffic.event(index).type))).toBe(true);
  });

  it("leaves out what asks Stripe where it is self-contained", () => {
    const alone = new Traffic({ ...seed, selfContained: true });
    const types = Array.from({ length: alone.cycleLength }, (_, index) => alone.event(index).type);
    expect(types.filter((type) => /^(?:invoice|refund|charge\.refund)/u.test(type))).toEqual([]);
  });
});
