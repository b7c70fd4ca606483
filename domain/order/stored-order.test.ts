import { describe, expect, it } from "vitest";
import { extendOrder } from "./order.ts";
import { noFacts } from "./facts.ts";
import { readOrder } from "./stored-order.ts";

const register = { state: "paid", created: 1, eventId: "evt_1", customer: { email: "a@example.com" } };
const order = extendOrder(
  undefined,
  { orderId: "pi_1", livemode: false },
  [{ facts: { ...noFacts, sessions: { cs_1: register } }, timeline: [], aliases: ["cs_1"] }],
  "2026-11-25T12:00:00.000Z",
);

describe("an item of the orders table", () => {
  it("is read as the order in it", () => {
    expect(readOrder({ ...order })).toEqual(order);
  });

  it.each([
    [{ version: "first" }, "version is not number"],
    [{ status: "lost" }, /^status is not \(.*"paid".*\)$/u],
    [{ timeline: undefined }, "timeline is missing"],
    [{ customer: "a@example.com" }, "customer is not Object"],
    [
      { facts: { ...noFacts, sessions: { cs_1: { ...register, created: "now" } } } },
      "facts.sessions.cs_1.created is not number",
    ],
  ])("of another shape is refused by its key and the part: %j, %s", (change, problem) => {
    const message = messageOf(() => readOrder({ ...order, ...change }));
    const [, row, reason] = /^(?<row>.*) cannot be read: (?<reason>.*)$/u.exec(message) ?? [];
    expect(row).toBe("order pi_1");
    expect(reason).toMatch(problem);
    expect(message).not.toContain("example.com");
  });
});

function messageOf(read: () => unknown): string {
  try {
    read();
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
}
