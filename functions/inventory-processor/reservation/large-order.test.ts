import { describe, expect, it } from "vitest";
import { manyLines, orderId, paid, stockOfMany, world, type World } from "./test-world.ts";

const reservation = (w: World) => w.store.reservations.get(orderId);

function reservedUnits({ store }: World): number {
  return [...store.stock.values()].reduce((sum, { reserved }) => sum + reserved, 0);
}

/** What is in the stock rows is what the reservation says that it holds, at any moment. */
function expectSound(w: World): void {
  const { status, transfer, lines = [] } = reservation(w) ?? {};
  const held = transfer?.held ?? (status === "reserved" ? lines.length : 0);
  expect(reservedUnits(w)).toBe(2 * held);
  const totals = [...w.store.stock.values()].map(({ available, reserved }) => available + reserved);
  expect(totals.filter((total) => total !== 1 && total !== 5)).toEqual([]);
  const isHeldInPart = transfer !== undefined && status !== "reserved";
  expect(isHeldInPart ? w.published : []).toHaveLength(0);
}

/** Crashes once, at the nth point between two effects; returns whether there were as many. */
function crashAt(w: World, point: number): () => boolean {
  let left = point;
  w.store.interrupt = () => {
    expectSound(w);
    left -= 1;
    if (left === 0) throw new Error("crash");
  };
  return () => left <= 0;
}

describe("an order of more SKUs than one transaction takes", () => {
  it("is reserved in several, and picked as a whole", async () => {
    const w = world({ stock: stockOfMany(), lines: manyLines });
    expect(await w.apply(paid)).toEqual({ effects: ["part", "part", "reserve"], published: ["pick"] });
    expect(reservation(w)).toMatchObject({ status: "reserved", lines: manyLines });
    expect(reservation(w)).not.toHaveProperty("transfer");
    expect(w.published).toMatchObject([{ kind: "pick", sequence: 1, items: manyLines }]);
    expectSound(w);
    expect(await w.apply(paid)).toEqual({ effects: [], published: [] });
  });

  it.each([
    ["first", 3, ["backorder"]],
    ["last", 240, ["part", "part", "part", "backorder"]],
  ])("is a backorder that holds nothing when a SKU of the %s lacks stock", async (_which, missing, effects) => {
    const w = world({ stock: stockOfMany(missing), lines: manyLines });
    expect(await w.apply(paid)).toMatchObject({ effects, backorderCause: "out-of-stock" });
    expect(w.paidBackorders).toBe(1);
    expect(reservation(w)).toMatchObject({ status: "backordered", short: [`SKU-${missing}`] });
    expectSound(w);
    expect(w.published).toEqual([]);
  });

  it("is given back as a whole by a refund, and by a payment that fails", async () => {
    for (const facts of [{ ...paid, refunds: { re_1: 2000 } }, { paymentFailed: true }]) {
      const w = world({ stock: stockOfMany(), lines: manyLines });
      await w.apply({ placed: true });
      const { effects } = await w.apply(facts);
      expect(effects.slice(-3)).toEqual(["part", "part", "release"]);
      expect(reservation(w)?.status).toBe("released");
      expectSound(w);
    }
  });

  const stories = [
    ["reserved", undefined, [paid], ["pick"]],
    ["backordered", 240, [paid], []],
    ["released", undefined, [paid, { refunds: { re_1: 2000 } }], ["pick", "cancel"]],
    ["released", undefined, [{ placed: true }, { expired: true }], []],
    ["reserved", undefined, [{ placed: true }, { paymentFailed: true }, paid], ["pick"]],
  ] as const;

  it.each(stories)(
    "ends %s (short of %s, after %j) after a crash at each point",
    async (status, missing, story, kinds) => {
      for (let point = 1; ; point += 1) {
        const w = world({ stock: stockOfMany(missing), lines: manyLines });
        const hasCrashed = crashAt(w, point);
        for (const [index, facts] of story.entries()) {
          await w.apply(facts, `message-${index}`).catch(() => w.apply(facts, `message-${index}`));
        }
        expect(reservation(w)?.status).toBe(status);
        expect(reservation(w)).not.toHaveProperty("transfer");
        expectSound(w);
        expect([...new Set(w.published.map(({ kind }) => kind))]).toEqual(kinds);
        if (!hasCrashed()) break;
      }
    },
  );

  it("is carried on by the next event of the order, whatever it shows", async () => {
    const w = world({ stock: stockOfMany(), lines: manyLines });
    crashAt(w, 4);
    await expect(w.apply({ placed: true })).rejects.toThrow("crash");
    expect(reservation(w)).toMatchObject({ status: "pending", transfer: { to: "reserved", held: 198 } });
    w.store.interrupt = () => expectSound(w);
    expect((await w.apply({ expired: true }, "message-2")).effects).toEqual(["reserve", "part", "part", "release"]);
    expect(reservation(w)).toMatchObject({ status: "released", releasedBy: "abandonment" });
    expectSound(w);
  });

  it("is reserved once by two at the same time", async () => {
    const w = world({ stock: stockOfMany(), lines: manyLines });
    await Promise.all([w.apply(paid, "message-1"), w.apply({ placed: true, ...paid }, "message-2")]);
    expect(reservation(w)?.status).toBe("reserved");
    expectSound(w);
    expect(w.published).toHaveLength(1);
  });
});
