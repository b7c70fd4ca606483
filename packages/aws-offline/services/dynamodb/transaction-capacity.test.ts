import { expect, it } from "vitest";
import { TransactionCapacity } from "./transaction-capacity.ts";

it("reports twice what the parts consumed, per table, when it is asked for", () => {
  const capacity = new TransactionCapacity({ ReturnConsumedCapacity: "TOTAL" });
  for (const [TableName, CapacityUnits] of [
    ["stock", 1],
    ["orders", 2],
    ["stock", 3],
  ]) {
    capacity.add({ ConsumedCapacity: { TableName, CapacityUnits } });
  }
  expect(capacity.output()).toEqual({
    ConsumedCapacity: [
      { TableName: "stock", CapacityUnits: 8 },
      { TableName: "orders", CapacityUnits: 4 },
    ],
  });
  expect(new TransactionCapacity({}).output()).toEqual({});
});
