import { describe, expect, it } from "vitest";
import { sendSamples } from "../../offline/console/api/samples.ts";
import { unitsIn } from "../../domain/stock/row.ts";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { readStockRow } from "../../ops/aws/stock.ts";
import { readDocument } from "../../scripts/markdown.ts";
import { ConsoleReader } from "../support/console.ts";
import { openShop } from "../support/opened.ts";
import { report as reportTo } from "../support/parcels.ts";
import { Random, seedOfRun } from "../support/random.ts";

const seedOfDisorder = seedOfRun();

const stock = { "MUG-BLUE": 40, "TEE-M": 40 };

const { system, operator } = await openShop({ stock });

const report = (...messages: readonly unknown[]): Promise<void> => reportTo(system, ...messages);

function bought(seed: string) {
  const email = `${seed}@example.com`;
  const purchase = samplePurchase({ kind: "payment", seed, contents: "metadata", customer: { id: null, email } });
  system.know([...purchase.objects, ...purchase.aftermath.fullRefund.objects]);
  return { ...purchase, email };
}

const shipped = (order: string, parcel = "1") => ({ kind: "shipped", order, parcel, carrier: "SingPost" });

/** Nothing comes to be or gets lost, and what is shipped of an order leaves once. */
async function units() {
  const rows = await Promise.all(
    Object.entries(stock).map(async ([sku, initial]) => {
      const { operator: tables, outputs } = system.run;
      const row = readStockRow((await tables.getItem(outputs.inventoryTable, { pk: `stock#${sku}` })) ?? {});
      expect(unitsIn(row), sku).toBe(initial);
      return [sku, row] as const;
    }),
  );
  return Object.fromEntries(rows);
}

async function shippedBy(story: () => Promise<void>): Promise<number> {
  const before = (await units())["MUG-BLUE"];
  await story();
  await system.settled();
  const after = (await units())["MUG-BLUE"];
  expect(after?.reserved).toBe(before?.reserved);
  return (after?.shipped ?? 0) - (before?.shipped ?? 0);
}

const subjectsTo = (email: string): string[] => system.mailsTo(email).map(({ Subject = "" }) => Subject);

describe("what the warehouse reports", () => {
  it("ships and delivers an order, mails each parcel once, and takes the units out of the stock for good", async () => {
    const { events, orderKey: order, email } = bought("parcels");
    const items = [{ sku: "MUG-BLUE", quantity: 2 }];
    const first = { ...shipped(order), tracking: "LX123456789SG", items };
    const left = await shippedBy(async () => {
      await system.send(events.completed);
      await system.settled();
      await report(first, first, shipped(order, "2"), { kind: "delivered", order, parcel: "1" });
    });
    expect(left).toBe(2);
    expect(await system.order(order)).toMatchObject({ status: "paid", fulfilment: "shipped" });
    const onItsWay = "Your order is on its way";
    expect(subjectsTo(email)).toEqual(["Your order is confirmed", onItsWay, onItsWay]);
    const [, one, other] = system.mailsTo(email).map(({ Body }) => Body?.text_part ?? "");
    for (const text of ["LX123456789SG", "\n2 x Blue mug\n"]) {
      expect(`${String(one)}${String(other)}`.split(text)).toHaveLength(2);
    }
    expect(await system.order(order)).toMatchObject({ facts: { parcels: { 1: { items } } } });

    await report({ kind: "delivered", order, parcel: "2" }, first);
    await system.settled();
    expect(await system.order(order)).toMatchObject({ fulfilment: "delivered" });
    expect(subjectsTo(email)).toHaveLength(3);
    expect(await system.depth("dead-letter-queue")).toBe(0);

    const { out } = await operator.run(["trace", order]);
    expect(out).toMatch(/parcels +1 delivered \(SingPost LX123456789SG: 2 MUG-BLUE\); 2 delivered\s+\(SingPost\)/u);
    expect(out).toContain("warehouse-inbox");
    const pages = await ConsoleReader.readAll(system.run);
    expect(pages.get(`/api/orders/${order}`)).toContain("warehouse.delivered applied");
  });

  it("may come before the order, and nothing is picked then", async () => {
    const { events, orderKey: order, email } = bought("early");
    const left = await shippedBy(async () => {
      await report({ kind: "delivered", order, parcel: "1" }, shipped(order));
      await system.settled();
      expect(await system.order(order)).toMatchObject({ status: "unplaced", fulfilment: "delivered" });
      await system.send(events.completed);
    });
    expect(left).toBe(2);
    expect(await system.order(order)).toMatchObject({ status: "paid", fulfilment: "delivered" });
    expect(subjectsTo(email).toSorted()).toEqual(["Your order is confirmed", "Your order is on its way"]);
    expect(system.notices(order)).toEqual([]);
  });

  it.each([
    ["after", (ship: () => Promise<void>, refund: () => Promise<void>) => [refund, ship]],
    ["before", (ship: () => Promise<void>, refund: () => Promise<void>) => [ship, refund]],
  ])("may come %s a full refund: the goods are gone all the same", async (when, inOrder) => {
    const { events, orderKey: order, aftermath } = bought(`refunded-${when}`);
    const left = await shippedBy(async () => {
      await system.send(events.completed);
      await system.settled();
      const refund = async (): Promise<void> => {
        for (const event of aftermath.fullRefund.story) await system.send(event);
      };
      for (const step of inOrder(() => report(shipped(order)), refund)) {
        await step();
        await system.settled();
      }
    });
    expect(left).toBe(2);
    expect(await system.order(order)).toMatchObject({ status: "refunded", fulfilment: "shipped" });
    expect(system.notices(order).map(({ kind }) => kind)).toEqual(["pick", "cancel"]);
  });

  it(`ends the same whatever comes first, twice or at the same time as what (SEED=${seedOfDisorder})`, async () => {
    const purchases = Array.from({ length: 6 }, (_, index) => bought(`disorder-${String(index)}`));
    const left = await shippedBy(async () => {
      const deliveries = purchases.flatMap(({ events, orderKey: order, aftermath }, index) => {
        const delivered = (parcel: string) => ({ kind: "delivered", order, parcel });
        const messages = [{ ...shipped(order), items: [{ sku: "TEE-M", quantity: 1 }] }, shipped(order, "2")];
        const arrivals = [delivered("1"), delivered("2")];
        const sent = [events.completed, ...(index % 2 === 0 ? aftermath.fullRefund.story : [])];
        const all = [
          ...[...messages, ...arrivals].map((message) => () => report(message)),
          ...sent.map((event) => () => system.send(event)),
        ];
        return [...all, ...all];
      });
      const random = new Random(seedOfDisorder);
      await Promise.all(random.shuffle(deliveries).map((deliver) => deliver()));
    });
    expect(left).toBe(2 * purchases.length);
    for (const [index, { orderKey, email }] of purchases.entries()) {
      const isRefunded = index % 2 === 0;
      const status = isRefunded ? "refunded" : "paid";
      const items = [{ sku: "TEE-M", quantity: 1 }];
      const facts = { parcels: { 1: { items } } };
      expect(await system.order(orderKey)).toMatchObject({ status, fulfilment: "delivered", facts });
      const onItsWay = "Your order is on its way";
      const refund = isRefunded ? ["Your order has been refunded"] : [];
      expect(subjectsTo(email).toSorted()).toEqual([...refund, "Your order is confirmed", onItsWay, onItsWay]);
    }
  });

  it("marks an order whose goods are not on the shelf, and moves neither money nor stock", async () => {
    const { events, orderKey: order, email } = bought("missing");
    await system.send(events.completed);
    await report({ kind: "out-of-stock", order, sku: "MUG-BLUE" });
    await system.settled();
    expect(await system.order(order)).toMatchObject({ status: "paid", fulfilment: "out-of-stock" });
    expect(await system.reservation(order)).toMatchObject({ status: "reserved" });
    expect(subjectsTo(email)).toEqual(["Your order is confirmed"]);
    expect((await operator.run(["orders", "--fulfilment", "out-of-stock"])).out).toContain(order);

    await report(shipped(order));
    await system.settled();
    expect(await system.order(order)).toMatchObject({ fulfilment: "shipped" });
  });

  it("goes to the dead-letter queue by the name of what is wrong with it, and takes nobody along", async () => {
    const { events, orderKey: order } = bought("poison");
    await system.send(events.completed);
    const wrong = [
      "not JSON",
      "[]",
      { ...shipped(order), colour: "blue ink" },
      { kind: "shipped", order, parcel: "a b" },
    ];
    await report(...wrong, { kind: "lost", order }, shipped("not an order"), shipped(order));
    await system.settled();
    expect(await system.order(order)).toMatchObject({ fulfilment: "shipped" });
    expect(await system.depth("warehouse-inbox-dead-letter-queue")).toBe(6);
    const { out } = await operator.run(["dlq", "list", "warehouse-inbox"]);
    expect(out).toMatch(/invalid-message +5/u);
    expect(out).toMatch(/not-json +1/u);
    const logged = JSON.stringify(system.logs);
    for (const named of ["colour is not known", "parcel is missing or not as", "kind is missing or not as"]) {
      expect(logged).toContain(`warehouse message: ${named}`);
    }
    expect(logged).not.toContain("blue ink");
  });

  it("ends a purchase as docs/warehouse.md shows it", async () => {
    const { events, orderKey: order } = bought("one-purchase");
    await system.send(events.completed);
    await system.settled();
    const shown: string[] = [];
    const show = async (command: string, lines = Infinity): Promise<void> => {
      const { out } = await operator.run(command.split(" "));
      shown.push(`$ npm run ops -- ${command}`, ...out.trim().split("\n").slice(0, lines), "");
    };
    await show(`ship --order ${order} --carrier SingPost --tracking LX123456789SG --yes`);
    await system.settled();
    await show(`ship --order ${order} --delivered --yes`);
    await system.settled();
    // Below that are the times.
    await show(`trace ${order}`, 7);
    const { steps } = await operator.json(["trace", order]);
    shown.push(
      ...(steps as { where: string; what: string }[]).map(({ where, what }) => `${where}: ${what}`).toSorted(),
    );
    const document = await readDocument("docs/warehouse.md");
    const [, block] = /^## One purchase$[^]*?^```\n([^]*?)^```$/mu.exec(document) ?? [];
    expect(block?.trim().split("\n")).toEqual(shown);
  });

  it("is shown by the console's sample from its discount to its parcel's contents", async () => {
    const [sent] = await sendSamples({ kind: "parcel" }, system.run);
    await system.settled();
    const { out } = await operator.run(["order", "show", sent?.eventId ?? ""]);
    const order = /^order +(?<id>\S+)$/mu.exec(out)?.groups?.["id"] ?? "";
    expect(await system.order(order)).toMatchObject({
      fulfilment: "delivered",
      amountTotal: 6235,
      totals: { subtotal: 5800, discount: 580, shipping: 500, tax: 515 },
    });
    for (const shown of ["discount  -5.80 SGD", "shipping  5.00 SGD", "tax       5.15 SGD", "1 TEE-M)"]) {
      expect(out).toContain(shown);
    }
  });

  it("is sent by ops for a shop without a warehouse system, once it is confirmed", async () => {
    const { events, orderKey: order, ids, email } = bought("by-hand");
    await system.send(events.completed);
    await system.settled();
    const command = ["ship", "--order", ids.session, "--carrier", "SingPost", "--tracking", "LX1"];
    const planned = await operator.run(command);
    expect(planned.out).toContain(`${order} is paid, not shipped.`);
    expect(await system.order(order)).not.toHaveProperty("fulfilment");
    expect(await operator.run([...command, "--item", "LAMP=1"])).toMatchObject({
      err: expect.stringContaining("The order has no item LAMP: it has MUG-BLUE, TEE-M"),
    });
    for (const item of ["MUG-BLUE", "=1", "MUG-BLUE=none"]) {
      const refused = await operator.run([...command, "--item", item, "--yes"]);
      expect(refused).toMatchObject({ code: 2, err: expect.stringContaining(`--item ${item}: expected SKU=QUANTITY`) });
    }
    command.push("--item", "MUG-BLUE=2", "--item", "TEE-M=1");
    expect((await operator.run([...command, "--yes"])).code).toBe(0);
    expect((await operator.run([...command, "--yes"])).code).toBe(0);
    await system.settled();
    expect(subjectsTo(email)).toEqual(["Your order is confirmed", "Your order is on its way"]);
    expect(system.mailsTo(email)[1]?.Body?.text_part).toContain("\n2 x Blue mug\n1 x T-shirt, medium\n");
    expect((await operator.run(["ship", "--order", order, "--delivered", "--yes"])).code).toBe(0);
    await system.settled();
    expect(await system.order(order)).toMatchObject({ fulfilment: "delivered" });
    expect(await operator.run(["ship", "--order", "pi_unknown", "--yes"])).toMatchObject({
      err: expect.stringContaining("No order is known by pi_unknown"),
    });
    const late = ["ship", "--order", order, "--delivered", "--tracking", "LX1", "--yes"];
    expect(await operator.run(late)).toMatchObject({ code: 2, err: expect.stringContaining("takes no --tracking") });
    expect(await operator.run(["ship", "--order", order, "--carrier", "<b>", "--yes"])).toMatchObject({
      err: expect.stringContaining("carrier is missing or not as docs/warehouse.md has it"),
    });
  });
});
