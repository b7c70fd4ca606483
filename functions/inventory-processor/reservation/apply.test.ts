import { describe, expect, it } from "vitest";

import { manyLines, orderId, paid, stockOfMany, twoMugs, world, type World } from "./test-world.ts";

const kinds = ({ published }: World): string[] => published.map(({ kind, sequence }) => `${sequence} ${kind}`);

describe("a reservation", () => {
  it("holds the stock of a paid order and notifies the warehouse once", async () => {
    const w = world();
    expect(await w.apply({ placed: true, ...paid })).toEqual({ effects: ["reserve"], published: ["pick"] });
    expect(w.store.stock.get("MUG")).toEqual({ available: 8, reserved: 2 });
    expect(w.published).toEqual([
      { noticeId: "pi_1#pick", kind: "pick", orderId, sequence: 1, attempt: 1, items: twoMugs },
    ]);
    expect(await w.apply({ placed: true, ...paid }, "a replay")).toEqual({ effects: [], published: [] });
    expect(w.published).toHaveLength(1);
    expect(w.demandAsked).toBe(1);
  });

  it("holds the stock while the payment is open, and sends the pick when it arrives", async () => {
    const w = world();
    await w.apply({ placed: true });
    expect(w.store.stock.get("MUG")).toEqual({ available: 8, reserved: 2 });
    expect(w.published).toEqual([]);
    await w.apply({ placed: true, ...paid });
    expect(kinds(w)).toEqual(["1 pick"]);
    expect(w.store.stock.get("MUG")).toEqual({ available: 8, reserved: 2 });
  });

  it.each([{ paymentFailed: true }, { expired: true }])("is given back by %o", async (facts) => {
    const w = world();
    await w.apply({ placed: true });
    expect((await w.apply(facts)).effects).toEqual(["release"]);
    expect(w.store.stock.get("MUG")).toEqual({ available: 10, reserved: 0 });
    expect(w.published).toEqual([]);
  });

  it.each([{ paymentFailed: true }, { expired: true }])("is blocked by %o that came first", async (facts) => {
    const w = world();
    await w.apply(facts);
    expect(w.store.reservations.get(orderId)?.status).toBe("released");
    await w.apply({ placed: true });
    expect(w.store.reservations.get(orderId)?.status).toBe("released");
    expect(w.store.stock.get("MUG")).toEqual({ available: 10, reserved: 0 });
    expect(w.demandAsked).toBe(0);
  });

  it("is kept when the payment succeeds after a failure, in both orders", async () => {
    for (const order of [
      ["failed", "paid"],
      ["paid", "failed"],
    ]) {
      const w = world();
      for (const fact of order) await w.apply(fact === "paid" ? { placed: true, ...paid } : { paymentFailed: true });
      expect(w.store.reservations.get(orderId)?.status).toBe("reserved");
      expect(w.store.stock.get("MUG")).toEqual({ available: 8, reserved: 2 });
      expect(kinds(w)).toEqual(["1 pick"]);
    }
  });

  it("is not made for an order that holds nothing in stock", async () => {
    const w = world({ lines: [] });
    expect(await w.apply(paid)).toEqual({ effects: [], published: [] });
    expect(w.store.reservations.size).toBe(0);
  });
});

describe("a backorder", () => {
  it.each([
    ["too little stock", { MUG: 1 }],
    ["no such SKU", {}],
  ])("is written for %s, holds nothing and is final", async (_, stock) => {
    const w = world({ stock });
    const outcome = await w.apply({ placed: true, ...paid });
    const backorderCause = "out-of-stock";
    expect(outcome).toEqual({ effects: ["backorder"], published: [], backorderCause });
    expect(w.paidBackorders).toBe(1);
    const backorder = { status: "backordered", cause: backorderCause, short: ["MUG"], notices: {} };
    expect(w.store.reservations.get(orderId)).toMatchObject(backorder);
    w.store.stock.set("MUG", { available: 50, reserved: 0 });
    expect(await w.apply({ placed: true, ...paid })).toEqual({ effects: [], published: [] });
    expect(w.store.stock.get("MUG")).toEqual({ available: 50, reserved: 0 });
  });

  it("is reported as paid once, when the payment comes, though the order was short before", async () => {
    const w = world({ stock: {} });
    expect(await w.apply({ placed: true })).toMatchObject({ effects: ["backorder"], published: [] });
    expect(w.paidBackorders).toBe(0);
    expect(await w.apply(paid)).toEqual({ effects: ["note"], published: [] });
    expect(await w.apply(paid)).toEqual({ effects: [], published: [] });
    expect(w.paidBackorders).toBe(1);
  });

  it.each([
    ["before write", 1],
    ["after write", 1],
    ["before count", 1],
    ["after count", 2],
    ["before count mark", 2],
    ["after count mark", 1],
  ])("is counted as paid though the function crashed %s", async (crash, counts) => {
    const w = world({ stock: {} });
    w.store.interrupt = (point) => {
      if (point === crash) throw new Error("crashed");
    };
    await expect(w.apply(paid)).rejects.toThrow("crashed");
    w.store.interrupt = () => {};
    await w.apply(paid);
    await w.apply(paid, "message-2");
    expect(w.paidBackorders).toBe(counts);
  });

  it("is counted as paid by whoever comes when the one that was to count it cannot be at work any more", async () => {
    const w = world({ stock: {} });
    w.store.interrupt = (point) => {
      if (point === "before count") throw new Error("crashed");
    };
    await expect(w.apply(paid)).rejects.toThrow("crashed");
    w.store.interrupt = () => {};
    await expect(w.apply(paid, "message-2")).rejects.toMatchObject({ causeCode: "contended" });
    w.now += 60_000;
    await w.apply(paid, "message-2");
    expect(w.paidBackorders).toBe(1);
  });

  it("of a former version, which counted at once, is not counted again", async () => {
    const w = world({ stock: {} });
    await w.apply(paid);
    const stored = w.store.reservations.get(orderId);
    if (stored === undefined) throw new Error("nothing is stored");
    const { alert: _alert, ...former } = stored;
    w.store.reservations.set(orderId, former);
    await w.apply(paid);
    expect(w.paidBackorders).toBe(1);
  });

  it("is all or nothing over several SKUs", async () => {
    const lines = ["MUG", "CAP", "BAG"].map((sku) => ({ sku, name: sku, quantity: 2 }));
    const w = world({ stock: { MUG: 5, CAP: 1 }, lines });
    await w.apply(paid);
    expect(w.store.reservations.get(orderId)?.short).toEqual(["CAP", "BAG"]);
    expect(w.store.stock.get("MUG")).toEqual({ available: 5, reserved: 0 });
  });

  it.each([
    ["fractional-quantity", [{ sku: "MUG", name: "Mug", quantity: 0.75 }], ["MUG"]],
    ["unreadable-contents", [], []],
  ] as const)("is what %s ends as, whatever is in stock, until a refund closes it", async (cause, lines, skus) => {
    const w = world({ lines, refused: { cause, skus } });
    expect(await w.apply({ placed: true, ...paid })).toMatchObject({ backorderCause: cause });
    expect(w.paidBackorders).toBe(1);
    expect(w.store.reservations.get(orderId)).toMatchObject({ status: "backordered", cause, lines, short: skus });
    expect(w.store.stock.get("MUG")).toEqual({ available: 10, reserved: 0 });
    expect((await w.apply({ refunds: { re_1: 2000 } })).effects).toEqual(["note"]);
    expect(w.store.reservations.get(orderId)).not.toHaveProperty("cause");
    expect(w.published).toEqual([]);
  });

  it("is closed by a full refund without a cancel, since nothing was to be picked", async () => {
    const w = world({ stock: {} });
    await w.apply(paid);
    await w.apply({ refunds: { re_1: 2000 } });
    expect(w.store.reservations.get(orderId)).toMatchObject({ status: "released", releasedBy: "refund" });
    expect(w.published).toEqual([]);
  });
});

describe("a refund", () => {
  it("does nothing to the stock while it is partial, and gives all back once the parts make the whole", async () => {
    const w = world();
    await w.apply(paid);
    await w.apply({ refunds: { re_1: 500 } });
    expect(w.store.stock.get("MUG")).toEqual({ available: 8, reserved: 2 });
    await w.apply({ refunds: { re_2: 1500 } });
    expect(w.store.stock.get("MUG")).toEqual({ available: 10, reserved: 0 });
    expect(kinds(w)).toEqual(["1 pick", "2 cancel"]);
  });

  it("keeps the units out of sale when refunds do not restock, and still counts them", async () => {
    const w = world({ restockOnRefund: false });
    await w.apply(paid);
    await w.apply({ refunds: { re_1: 2000 } });
    expect(w.store.stock.get("MUG")).toEqual({ available: 8, reserved: 2 });
    expect(w.store.reservations.get(orderId)).toMatchObject({ status: "released", unitsKept: true });
    expect(kinds(w)).toEqual(["1 pick", "2 cancel"]);
  });

  it("that arrives before its payment waits for it, and then ends as in order", async () => {
    const w = world();
    await w.apply({ refunds: { re_1: 2000 } });
    expect(w.store.reservations.get(orderId)?.status).toBe("pending");
    await w.apply({ placed: true, ...paid });
    expect(w.store.reservations.get(orderId)).toMatchObject({ status: "released", releasedBy: "refund" });
    expect(w.store.stock.get("MUG")).toEqual({ available: 10, reserved: 0 });
    expect(kinds(w)).toEqual(["1 pick", "2 cancel"]);
  });

  it("of nothing does not cancel a free order", async () => {
    const w = world();
    await w.apply({ placed: true, paid: true, amountPaid: 0 });
    expect(w.store.reservations.get(orderId)?.status).toBe("reserved");
  });

  it("of what was captured is full, even if the session reported more", async () => {
    const w = world();
    await w.apply({ placed: true, ...paid });
    await w.apply({ refunds: { re_1: 1500 } });
    expect(w.store.reservations.get(orderId)?.status).toBe("reserved");
    await w.apply({ paid: true, amountPaid: 1500 });
    expect(w.store.reservations.get(orderId)?.status).toBe("released");
  });

  it("of less than was captured is not full, even if the session reported no more", async () => {
    const w = world();
    await w.apply({ placed: true, ...paid });
    await w.apply({ paid: true, amountCaptured: 2500 });
    await w.apply({ refunds: { re_1: 2000 } });
    expect(w.store.reservations.get(orderId)?.status).toBe("reserved");
    await w.apply({ refunds: { re_2: 500 } });
    expect(w.store.reservations.get(orderId)?.status).toBe("released");
  });
});

describe("a dispute", () => {
  it("holds the shipment, and lets it go when it is won", async () => {
    const w = world();
    await w.apply(paid);
    await w.apply({ disputes: { du_1: { won: false } } });
    await w.apply({ disputes: { du_1: { won: true } } });
    expect(w.published.slice(1)).toEqual([
      { noticeId: "pi_1#hold#du_1", kind: "hold", orderId, sequence: 2, attempt: 1, items: twoMugs, disputeId: "du_1" },
      {
        noticeId: "pi_1#release#du_1",
        kind: "release",
        orderId,
        sequence: 3,
        attempt: 1,
        items: twoMugs,
        disputeId: "du_1",
      },
    ]);
  });

  it("that arrives as won at once gives both notices, and an older event adds nothing", async () => {
    const w = world();
    await w.apply({ disputes: { du_1: { won: true } } });
    await w.apply(paid);
    await w.apply({ disputes: { du_1: { won: false } } });
    expect(kinds(w)).toEqual(["1 pick", "2 hold", "3 release"]);
  });
});

describe("a notice", () => {
  it.each(["before publish", "after publish", "before mark"])(
    "comes again with the same id when the function crashed %s",
    async (crash) => {
      const w = world();
      let crashes = 1;
      w.store.interrupt = (point) => {
        if (point === crash && crashes-- > 0) throw new Error("crash");
      };
      await expect(w.apply(paid)).rejects.toThrow("crash");
      await w.apply(paid);
      expect(new Set(w.published.map((notice) => JSON.stringify(notice))).size).toBe(1);
      expect(w.published).toHaveLength(crash === "before publish" ? 1 : 2);
      expect(await w.apply(paid, "a replay")).toEqual({ effects: [], published: [] });
    },
  );

  it("of another invocation is waited for: no record of the order is done before all its notices are out", async () => {
    const w = world();
    let outcome: Promise<unknown> = Promise.resolve();
    w.store.interrupt = (point) => {
      // While the first is between writing and publishing.
      if (point !== "before publish") return;
      w.store.interrupt = () => {};
      outcome = w.apply(paid, "another message");
    };
    await w.apply(paid);
    expect(await outcome).toEqual({ effects: [], published: [] });
    expect(kinds(w)).toEqual(["1 pick"]);
  });

  it("is left to the invocation responsible for it, until that one cannot run any more", async () => {
    const w = world();
    w.store.interrupt = (point) => {
      if (point === "before publish") throw new Error("crash");
    };
    await expect(w.apply(paid)).rejects.toThrow("crash");
    w.store.interrupt = () => {};
    await expect(w.apply(paid, "another message")).rejects.toMatchObject({
      causeCode: "contended",
      message: expect.stringContaining("another invocation has notices"),
    });
    expect(w.pauses).toEqual([50, 100, 200, 400, 800, 1600]);
    w.now += 30_000;
    expect((await w.apply(paid, "another message")).published).toEqual(["pick"]);
  });
});

describe("a write", () => {
  it("is tried again when another transaction is at the same rows, and given back when that does not end", async () => {
    const w = world();
    w.store.contended = 5;
    expect(await w.apply(paid)).toStrictEqual({ effects: ["reserve"], published: ["pick"] });
    expect(w.pauses).toEqual([20, 40, 80, 100, 100]);
    const hopeless = world();
    hopeless.store.contended = Number.POSITIVE_INFINITY;
    await expect(hopeless.apply(paid)).rejects.toMatchObject({
      causeCode: "contended",
      disposition: "retry",
      message: expect.stringContaining("other writes to the same reservation"),
    });
    expect(hopeless.pauses).toHaveLength(49);
    expect(hopeless.store.stock.get("MUG")).toEqual({ available: 10, reserved: 0 });
  });

  it("whose response is lost is found done, and neither reserves nor publishes twice", async () => {
    const w = world();
    let losses = 1;
    w.store.interrupt = (point) => {
      if (point === "after write" && losses-- > 0) throw new Error("response lost");
    };
    await expect(w.apply(paid)).rejects.toThrow("response lost");
    expect(await w.apply(paid)).toEqual({ effects: [], published: ["pick"] });
    expect(w.store.stock.get("MUG")).toEqual({ available: 8, reserved: 2 });
  });

  it("of twenty at once counts once", async () => {
    const w = world();
    await Promise.all(Array.from({ length: 20 }, (_, index) => w.apply(paid, `message-${index}`)));
    expect(w.store.stock.get("MUG")).toEqual({ available: 8, reserved: 2 });
    expect(kinds(w)).toEqual(["1 pick"]);
  });

  it("refuses to give back what a stock row no longer holds", async () => {
    const w = world({ stock: stockOfMany(), lines: manyLines.slice(0, 2) });
    await w.apply({ placed: true });
    for (const { sku } of manyLines.slice(0, 2)) w.store.stock.set(sku, { available: 10, reserved: 0 });
    await expect(w.apply({ expired: true })).rejects.toMatchObject({
      causeCode: "unexpected",
      message: expect.stringContaining("SKU-0, SKU-1"),
    });
    expect(w.store.stock.get("SKU-0")).toEqual({ available: 10, reserved: 0 });
  });
});
