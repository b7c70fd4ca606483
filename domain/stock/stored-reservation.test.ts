import { describe, expect, it } from "vitest";
import { readReservation } from "./stored-reservation.ts";

const reservation = {
  orderId: "pi_1",
  version: 2,
  status: "backordered",
  facts: { placed: true, paid: true, paymentFailed: false, expired: false, refunds: {}, disputes: {} },
  lines: [{ sku: "LAMP", name: "Lamp", quantity: 1 }],
  short: ["LAMP"],
  cause: "out-of-stock",
  transfer: { to: "backordered", held: 99, short: ["LAMP"], releasedBy: "refund" },
  notices: {},
} as const;
const item = { ...reservation, pk: "reservation#pi_1", updatedAt: "2026-11-25T12:00:00.000Z" };

describe("an item of the inventory table", () => {
  it("is read as the reservation in it", () => {
    expect(readReservation(item)).toEqual(reservation);
  });

  it("of another shape is refused, with its key and what is wrong", () => {
    const garbled = { ...item, notices: { pick: { kind: "pick", sequence: "first", owner: "", leaseUntil: 0 } } };
    expect(() => readReservation(garbled)).toThrow(
      /^reservation#pi_1 cannot be read: notices\.pick\.sequence is not number$/u,
    );
  });
});
