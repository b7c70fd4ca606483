import { beforeAll, describe, expect, it } from "vitest";
import { stockOf } from "../../offline/console/api/stock.ts";
import { openTarget } from "../../ops/target.ts";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { openShop } from "../support/opened.ts";
import { report } from "../support/parcels.ts";

const buy = (seed: string, sku: string, quantity: number) =>
  samplePurchase({
    kind: "payment",
    seed,
    contents: "metadata",
    items: [{ sku, name: sku, quantity, unitAmount: 2_000 }],
  });

const { system, operator } = await openShop({ stock: { LAMP: 10, CHAIR: 5 } });

describe("the stock's books", () => {
  const lamp = buy("books-lamp", "LAMP", 2);
  const waits = buy("books-waits", "CHAIR-NEW", 3);
  beforeAll(async () => {
    system.know([...lamp.objects, ...waits.objects]);
    await system.send(lamp.events.completed);
    await system.send(waits.events.completed);
    await system.settled();
  });

  const deleteRow = (sku: string): Promise<unknown> =>
    system.run.operator.call("dynamodb", "DeleteItem", {
      TableName: system.run.outputs.inventoryTable,
      Key: { pk: { S: `stock#${sku}` } },
    });
  const refund = async ({ aftermath }: ReturnType<typeof buy>): Promise<void> => {
    system.know(aftermath.fullRefund.objects);
    for (const event of aftermath.fullRefund.story) await system.send(event);
    await system.settled();
  };
  const booksAreRight = async (): Promise<void> =>
    expect(await operator.run(["stock", "check"])).toMatchObject({ code: 3, err: "" });

  it("are right after orders", async () => {
    expect((await operator.run(["stock", "check"])).out).toMatch(
      /^\d+ rows checked: each counts as reserved and as shipped/u,
    );
  });

  it("mark a row that is missing, in the list, doctor and the console", async () => {
    await deleteRow("LAMP");
    const { out } = await operator.run(["stock", "list"]);
    expect(out).toContain("\n\nCHAIR-NEW: no row\nLAMP: no row, reservations hold 2\n");
    const { stock } = await operator.json(["stock", "list"]);
    expect(stock).toContainEqual(expect.objectContaining({ sku: "LAMP", hasRow: false, held: 2 }));
    expect((await operator.run(["doctor"])).out).toMatch(/PROBLEM {2}stock: LAMP: no row.+\n +-> stock check --yes/u);
    const { lines } = await stockOf(await openTarget({ stack: "offline", readyFile: operator.readyFile }));
    expect(lines.find(({ sku }) => sku === "LAMP")).toMatchObject({ mark: "no row, reservations hold 2" });
  });

  it("of a new row count what reservations hold already, so that a refund gives it back", async () => {
    expect((await operator.run(["stock", "set", "LAMP", "8"])).out).toMatch(/LAMP +new +8 +2/u);
    expect(await operator.run(["stock", "set", "LAMP", "8", "--yes"])).toMatchObject({ code: 0 });
    expect(await system.stock("LAMP")).toEqual({ available: 8, reserved: 2 });
    await refund(lamp);
    expect(await system.stock("LAMP")).toEqual({ available: 10, reserved: 0 });
    await booksAreRight();
  });

  it("are recounted by check, and nothing is changed without --yes", async () => {
    await system.run.operator.call("dynamodb", "UpdateItem", {
      TableName: system.run.outputs.inventoryTable,
      Key: { pk: { S: "stock#LAMP" } },
      UpdateExpression: "SET reserved = :wrong",
      ExpressionAttributeValues: { ":wrong": { N: "7" } },
    });
    const planned = await operator.run(["stock", "check"]);
    expect(planned).toMatchObject({ code: 0 });
    expect(planned.out).toContain("LAMP: the row counts 7 as reserved, reservations hold 0");
    expect(await system.stock("LAMP")).toEqual({ available: 10, reserved: 7 });
    expect(await operator.run(["stock", "remove", "LAMP", "--yes"])).toMatchObject({ code: 1 });
    expect(await operator.run(["stock", "check", "--yes"])).toMatchObject({ code: 0 });
    expect(await system.stock("LAMP")).toEqual({ available: 10, reserved: 0 });
    await booksAreRight();
  });

  it("show the orders that wait by the SKU that they lack, and give it to them once the SKU is renamed", async () => {
    const { stock } = await operator.json(["stock", "list"]);
    const lacked = { sku: "CHAIR-NEW", backordered: 3, lackedBy: [waits.orderKey], mark: "no row" };
    expect(stock).toContainEqual(expect.objectContaining(lacked));
    expect(await operator.run(["stock", "rename", "CHAIR", "CHAIR-NEW"])).toMatchObject({ code: 0 });
    expect(await system.stock("CHAIR")).toEqual({ available: 5, reserved: 0 });
    expect(await operator.run(["stock", "rename", "CHAIR", "CHAIR-NEW", "--yes"])).toMatchObject({ code: 0 });
    expect(await system.stock("CHAIR")).toEqual({ available: undefined, reserved: undefined });
    expect(await system.stock("CHAIR-NEW")).toEqual({ available: 5, reserved: 0 });
    expect(await operator.run(["stock", "allocate", "--yes"])).toMatchObject({ code: 0 });
    expect(await system.stock("CHAIR-NEW")).toEqual({ available: 2, reserved: 3 });
    expect(system.notices(waits.orderKey)).toMatchObject([{ kind: "pick" }]);
    await booksAreRight();
  });

  it("rename what orders hold too, also into a SKU that has a row, and run again where they were stopped", async () => {
    expect(await operator.run(["stock", "set", "STOOL", "1", "--yes"])).toMatchObject({ code: 0 });
    const stop = new AbortController();
    const undo = system.run.aws.gateway.use((call, next) => {
      if (call.action === "TransactWriteItems") stop.abort();
      return next();
    });
    const args = ["stock", "rename", "CHAIR-NEW", "STOOL", "--yes"];
    const stopped = await operator.run(args, { interruption: stop.signal });
    undo();
    expect(stopped).toMatchObject({ code: 1, err: "Interrupted. 0 of 1 orders are renamed; run it again.\n" });
    expect(await system.stock("STOOL")).toEqual({ available: 3, reserved: 0 });
    await booksAreRight();
    expect(await operator.run(args)).toMatchObject({ code: 0 });
    expect(await system.stock("STOOL")).toEqual({ available: 3, reserved: 3 });
    await booksAreRight();
    await refund(waits);
    expect(await system.stock("STOOL")).toEqual({ available: 6, reserved: 0 });
    await booksAreRight();
  });

  it("count what was shipped, say which orders contradict their parcels, and rename it too", async () => {
    const { operator: tables, outputs } = system.run;
    expect(await operator.run(["stock", "set", "CRATE", "5", "--yes"])).toMatchObject({ code: 0 });
    const crates = buy("books-crates", "CRATE", 4);
    system.know(crates.objects);
    await system.send(crates.events.completed);
    await system.settled();
    await report(system, { kind: "shipped", order: crates.orderKey, parcel: "1" });
    await system.settled();
    await booksAreRight();

    const row = { pk: "stock#CRATE", sku: "CRATE", available: 1, reserved: 0 };
    await tables.putItem(outputs.inventoryTable, { ...row, shipped: 3 });
    expect((await operator.run(["stock", "check"])).out).toContain(
      "CRATE: the row counts 3 as shipped, 4 have left with parcels",
    );
    expect(await operator.run(["stock", "check", "--yes"])).toMatchObject({ code: 0 });
    await booksAreRight();

    const order = await system.order(crates.orderKey);
    const { fulfilment: _, ...unshipped } = order ?? {};
    await tables.putItem(outputs.ordersTable, unshipped);
    const { parcels } = await operator.json(["stock", "check"]);
    const text = "its units have left with a parcel, of which its order knows nothing";
    expect(parcels).toMatchObject([{ orderId: crates.orderKey, text }]);
    await tables.putItem(outputs.ordersTable, order ?? {});

    expect(await operator.run(["stock", "rename", "CRATE", "BOX", "--yes"])).toMatchObject({ code: 0 });
    const { stock } = await operator.json(["stock", "list"]);
    expect(stock).toContainEqual(expect.objectContaining({ sku: "BOX", available: 1, reserved: 0, shipped: 4 }));
    expect(JSON.stringify(stock)).not.toContain("CRATE");
    await booksAreRight();
  });

  it("let a SKU go that nothing holds, and no other", async () => {
    expect(await operator.run(["stock", "remove", "NOBODY", "--yes"])).toMatchObject({ code: 3 });
    expect(await operator.run(["stock", "remove", "STOOL", "--yes"])).toMatchObject({ code: 0 });
    expect(await system.stock("STOOL")).toEqual({ available: undefined, reserved: undefined });
    const held = buy("books-held", "LAMP", 1);
    system.know(held.objects);
    await system.send(held.events.completed);
    await system.settled();
    const refused = await operator.run(["stock", "remove", "LAMP", "--yes"]);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("Reservations hold 1 of LAMP") as string });
    await booksAreRight();
  });
});
