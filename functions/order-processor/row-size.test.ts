import { expect, it } from "vitest";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { orderWorld } from "./testing.ts";

/** Of a row, for each write unit. */
const unitBytes = 1024;

/** As DynamoDB counts a value, roughly of numbers. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function bytesOf(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value === "number") return Math.ceil(String(value).length / 2) + 1;
  if (Array.isArray(value)) return 3 + value.reduce((sum: number, each) => sum + 1 + bytesOf(each), 0);
  return typeof value === "object" && value !== null ? 3 + attributesOf(value, 1) : 1;
}

function attributesOf(item: object, each: number): number {
  const attributes = Object.entries(item).filter(([, value]) => value !== undefined);
  return attributes.reduce((sum, [name, value]) => sum + each + Buffer.byteLength(name) + bytesOf(value), 0);
}

it("the row of a usual purchase is written for two units, with its history", async () => {
  const { story, orderKey, objects } = samplePurchase({ kind: "payment", seed: "row" });
  const { applyAll, orders } = orderWorld(objects);
  await applyAll(story);
  const order = orders.items.get(orderKey);
  if (order === undefined) throw new Error("there is no order");
  expect(order.timeline).toHaveLength(story.length);
  expect(attributesOf(order, 0)).toBeLessThan(2 * unitBytes);
});
