import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { objectIdOf, partsOf } from "./object-id.ts";
import { eventOfMessage, readWarehouseMessage, type WarehouseMessage } from "./message.ts";

const read = (message: object): WarehouseMessage => readWarehouseMessage(JSON.stringify(message));
const shipped = { kind: "shipped", order: "pi_1", parcel: "P1", carrier: "Giao Hàng (Nhanh)", tracking: "VN-1/2" };
const parcelOf = (length: number) => ({ ...shipped, parcel: "P".repeat(length) });

describe("a message of the warehouse's", () => {
  it.each([
    shipped,
    { ...shipped, order: "acct_1/pi_1", at: "2026-11-28T08:00:00Z" },
    parcelOf(64),
    { ...shipped, items: [{ sku: "MUG", quantity: 2 }] },
    { kind: "delivered", order: "in_1", parcel: "box.1-a" },
    { kind: "out-of-stock", order: "cs_test_1" },
    { kind: "out-of-stock", order: "cs_test_1", sku: "LAMP" },
  ])("is read: %j", (message) => {
    expect(read(message)).toEqual(message);
  });

  it.each<[message: object, reason: string]>([
    [{ ...shipped, order: "1234" }, "order is missing or not as docs/warehouse.md has it"],
    [{ ...shipped, order: "pi_1 " }, "order is missing"],
    [{ ...shipped, order: " pi_1" }, "order is missing"],
    [parcelOf(65), "parcel is missing"],
    [{ ...shipped, parcel: "P 1" }, "parcel is missing"],
    [{ ...shipped, parcel: "" }, "parcel is missing"],
    [{ ...shipped, carrier: "http://x" }, "carrier is missing"],
    [{ ...shipped, carrier: "x".repeat(61) }, "carrier is missing"],
    [{ ...shipped, carrier: "<b>" }, "carrier is missing"],
    [{ ...shipped, tracking: "1\n2" }, "tracking is missing"],
    [{ ...shipped, tracking: "-1" }, "tracking is missing"],
    [{ ...shipped, items: [{ sku: "MUG", quantity: "2" }] }, "items.0.quantity is missing"],
    [{ ...shipped, at: "yesterday" }, "at is missing"],
    [{ ...shipped, weight: 1 }, "weight is not known"],
    [{ kind: "delivered", order: "pi_1" }, "parcel is missing"],
    [{ kind: "lost", order: "pi_1" }, "kind is missing"],
    [{ kind: "out-of-stock", order: "pi_1", sku: "" }, "sku is missing"],
    [[], "not a JSON object"],
  ])("is refused by the name of what is wrong: %j", (message, reason) => {
    const refusal = { causeCode: "invalid-message", message: expect.stringContaining(`warehouse message: ${reason}`) };
    expect(() => read(message)).toThrow(expect.objectContaining(refusal));
  });

  it("is refused where it is not JSON, and quoted nowhere", () => {
    expect(() => readWarehouseMessage("{ Ada")).toThrow(
      expect.objectContaining({ causeCode: "not-json", message: "the message is not JSON" }),
    );
  });
});

describe("a message as an event", () => {
  const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
  const eventOf = (message: object, sentAt = 1999) => eventOfMessage(read(message), { livemode: true, sentAt, hash });

  it("is of its order, at the time that it says or was sent at", () => {
    expect(eventOf(shipped)).toMatchObject({
      object: "event",
      type: "warehouse.shipped",
      created: 1,
      livemode: true,
      data: {
        object: { id: "pi_1:P1", object: "shipped", parcel: "P1", carrier: "Giao Hàng (Nhanh)", tracking: "VN-1/2" },
      },
    });
    expect(eventOf({ ...shipped, at: "1970-01-01T00:01:00Z" })).toMatchObject({ created: 60 });
    expect(eventOf(shipped)).not.toHaveProperty("account");
    const items = [{ sku: "MUG", quantity: 2 }];
    expect(eventOf({ ...shipped, items }).data.object).toMatchObject({ items });
    const connected = eventOf({ kind: "out-of-stock", order: "acct_1/pi_1", sku: "LAMP" });
    expect(connected).toMatchObject({ account: "acct_1", data: { object: { id: "pi_1", object: "out-of-stock" } } });
  });

  it("has an id that follows from what it says, whenever it is sent and however it is written", () => {
    const other = {
      tracking: "VN-1/2",
      parcel: "P1",
      order: "pi_1",
      kind: "shipped",
      carrier: shipped.carrier,
    } as const;
    const turned = eventOfMessage(other, { livemode: true, sentAt: 9000, hash });
    expect(turned.id).toBe(eventOf(shipped).id);
    expect(turned.id).toMatch(/^evt_wh_[0-9a-f]{24}$/u);
    expect(eventOf({ ...shipped, at: "2026-11-28T08:00:00Z" }).id).toBe(turned.id);
    expect(eventOf({ ...shipped, order: "pi_2" }).id).not.toBe(turned.id);
    const [item, sameItem] = [
      { sku: "MUG", quantity: 2 },
      { quantity: 2, sku: "MUG" },
    ];
    expect(eventOf({ ...shipped, items: [item] }).id).toBe(eventOf({ ...shipped, items: [sameItem] }).id);
    expect(eventOf({ ...shipped, items: [item] }).id).not.toBe(turned.id);
  });
});

describe("an object's id", () => {
  it("is a parcel's by its order, and any other's by its own", () => {
    expect(partsOf(objectIdOf("pi_1", "P1"))).toEqual({ order: "pi_1", parcel: "P1" });
    expect(partsOf("pi_1")).toEqual({ order: "pi_1" });
  });
});
