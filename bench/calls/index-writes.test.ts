import { describe, expect, it } from "vitest";
import { IndexWrites } from "./index-writes.ts";

const indexed = () =>
  new IndexWrites({ name: "orders", hashKey: "id", keys: ["customer", "created"], projected: ["status"] });
const put = (item: object, TableName = "orders") => ({ TableName, Item: { id: { S: "1" }, ...item } });
const item = { customer: { S: "c" }, created: { S: "t" }, status: { S: "paid" } };

describe("writes of an index", () => {
  it("are one when an item enters and when a projected attribute changes, none when nothing there does", () => {
    const index = indexed();
    expect(index.unitsOf("PutItem", put(item))).toBe(1);
    expect(index.unitsOf("PutItem", put({ ...item, note: { S: "x" } }))).toBe(0);
    expect(index.unitsOf("PutItem", put({ ...item, status: { S: "refunded" } }))).toBe(1);
  });

  it("are none of an item without the index's key, one when it gets it and when it loses it", () => {
    const index = indexed();
    expect(index.unitsOf("PutItem", put({ status: { S: "paid" } }))).toBe(0);
    expect(index.unitsOf("PutItem", put(item))).toBe(1);
    expect(index.unitsOf("PutItem", put({ status: { S: "paid" } }))).toBe(1);
  });

  it("are two when the key changes", () => {
    const index = indexed();
    index.unitsOf("PutItem", put(item));
    expect(index.unitsOf("PutItem", put({ ...item, created: { S: "u" } }))).toBe(2);
  });

  it("are counted in transactions and not of other tables", () => {
    const index = indexed();
    const TransactItems = [{ Put: put(item) }, { Put: put(item, "other") }];
    expect(index.unitsOf("TransactWriteItems", { TransactItems })).toBe(1);
    expect(index.unitsOf("GetItem", put(item))).toBe(0);
  });

  it("refuse a write that does not show what becomes of the item", () => {
    expect(() => indexed().unitsOf("UpdateItem", { TableName: "orders" })).toThrow("its index is not counted");
  });
});
