/** What looks bad and is not: it goes through, and does no harm. */
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { sampleBody, samplePurchase } from "../../../packages/stripe-offline/samples/index.ts";
import { until } from "../../support/until.ts";
import { altered, item, openShop, range, sale, type Sale, type Shop } from "./shop.ts";

const listed = (value: unknown) => JSON.stringify(value);

/** Of a purchase that is stored and mailed all the same. */
async function backorderOf({ system }: Shop, { orderKey, email }: Omit<Sale, "event">): Promise<unknown> {
  await until(`order ${orderKey} paid`, async () => (await system.order(orderKey))?.["status"] === "paid");
  await until(`a mail to ${email}`, () => system.mailsTo(email).length === 1);
  return until(`a reservation of ${orderKey}`, () => system.reservation(orderKey));
}

const shop = openShop();

describe("goes through as it is:", () => {
  it("a currency that nobody knows", async () => {
    const { system } = shop();
    const strange = sale("strange-currency", { currency: "xts", amount_total: 4200 });
    await shop().accepts(strange.event);
    await shop().processes(strange);
    expect(await system.order(strange.orderKey)).toMatchObject({ currency: "xts" });
    expect(system.mailsTo(strange.email)[0]?.Body?.text_part).toMatch(/XTS\s42\.00/u);
  });

  it("250 line items of 50 SKUs, summed by SKU", async () => {
    const { system } = shop();
    const items = range(250).map((index) => ({ ...item, sku: `LINE-${String(index % 50)}`, quantity: 2 }));
    const email = "long-cart@example.com";
    const options = { seed: "shop-250-lines", items, customer: { email } };
    const { events, orderKey, objects } = samplePurchase({ ...options, kind: "payment" });
    system.know(objects);
    await shop().accepts(events.completed);
    await shop().processes({ orderKey, event: events.completed, email });
    expect((await system.order(orderKey))?.["items"]).toHaveLength(50);
    expect(await system.stock("LINE-7")).toEqual({ available: 990, reserved: 10 });
  });

  it("250 line items of as many SKUs: reserved in several transactions, and picked as a whole", async () => {
    const { system } = shop();
    const items = range(250).map((index) => ({ ...item, sku: `MANY-${String(index)}` }));
    const email = "many-skus@example.com";
    const options = { seed: "shop-250-skus", items, customer: { email } };
    const { events, orderKey, objects, aftermath } = samplePurchase({ ...options, kind: "payment" });
    system.know(objects);
    await shop().accepts(events.completed);
    await shop().processes({ orderKey, event: events.completed, email });
    expect((await system.order(orderKey))?.["items"]).toHaveLength(250);
    expect(system.notices(orderKey)).toMatchObject([{ kind: "pick", items: { length: 250 } }]);
    expect(system.mailsTo(email)[0]?.Body?.text_part).toContain("and 150 more");
    for (const sku of ["MANY-0", "MANY-249"]) expect(await system.stock(sku)).toEqual({ available: 4, reserved: 1 });

    await shop().accepts(aftermath.fullRefund.events.refundUpdated);
    await until("given back", async () => (await system.reservation(orderKey))?.["status"] === "released");
    for (const sku of ["MANY-0", "MANY-249"]) expect(await system.stock(sku)).toEqual({ available: 5, reserved: 0 });
  });

  it("HTML in a product's name, as text", async () => {
    const name = `<script>alert("1")</script> & <b>Tee</b>`;
    const html = sale("html", { metadata: { products: JSON.stringify([{ sku: item.sku, quantity: 1, name }]) } });
    await shop().accepts(html.event);
    await shop().processes(html);
    const body = shop().system.mailsTo(html.email)[0]?.Body;
    expect(body?.html_part).not.toMatch(/<script|<b>Tee/u);
    expect(body?.html_part).toContain("&lt;b&gt;Tee&lt;/b&gt;");
    expect(body?.text_part).toContain(name);
  });

  it("control characters and what SNS refuses in texts, which no mail shows", async () => {
    const name = "Je\u0000nny\u0007\u202E\uFFFE Ro\u001Bsen\r\nBcc: x@example.com";
    const products = JSON.stringify([{ sku: item.sku, quantity: 1, name: "Mug\u0001\uFFFF\nFree: yes" }]);
    const poison = sale("control");
    const event = altered(poison.event, {
      customer_details: { email: poison.email, name, phone: null },
      metadata: { products },
    });
    await shop().accepts(event);
    await shop().processes({ ...poison, event });
    const { Subject: subject, Body: body } = shop().system.mailsTo(poison.email)[0] ?? {};
    const mail = `${subject ?? ""}${body?.text_part ?? ""}${body?.html_part ?? ""}`;
    expect(mail).not.toMatch(/[[\p{Cc}\u202E\uFFFE\uFFFF]--\n]/v);
    expect(body?.text_part).not.toMatch(/^(?:Bcc|Free):/mu);
  });

  it("a null customer: an order without one, no mail, counted", async () => {
    const { system } = shop();
    const guest = sale("null-customer", { customer: null, customer_details: null, customer_email: null });
    const before = system.logs.length;
    await shop().accepts(guest.event);
    await until("a pick notice", () => system.notices(guest.orderKey).length === 1);
    await until("paid", async () => (await system.order(guest.orderKey))?.["status"] === "paid");
    expect(await system.order(guest.orderKey)).not.toHaveProperty("customerId");
    await until("counted", () =>
      system.logs.slice(before).some(({ text }) => /"_aws".*"EmailsWithoutAddress":1/u.test(text)),
    );
    await system.settled();
    expect(await system.depth("email-dead-letter-queue")).toBe(0);
  });
});

describe.concurrent("is an order and a mail, and a backorder with its cause:", () => {
  it.each([
    ["a negative quantity", "out-of-stock", listed([{ sku: item.sku, quantity: -2, name: "x" }])],
    ["a huge quantity", "out-of-stock", listed([{ sku: item.sku, quantity: 1e12, name: "x" }])],
    ["half a thing", "fractional-quantity", listed([{ sku: item.sku, quantity: 0.5, name: "x" }])],
    ["`products` that were cut", "out-of-stock", '[{"sku":"POISON-1","quantity":1,"na'],
    ["`products` that are not a list", "out-of-stock", listed({ sku: item.sku, quantity: 1 })],
    [
      "100 SKUs that nobody has",
      "out-of-stock",
      listed(range(100).map((index) => ({ sku: `S${String(index)}`, quantity: 1 }))),
    ],
  ])("%s (%s)", async (name, cause, text) => {
    const strange = sale(`contents-${name.replaceAll(/\W+/gu, "-")}`, { metadata: { products: text } });
    await shop().accepts(strange.event);
    expect(await backorderOf(shop(), strange)).toMatchObject({ status: "backordered", cause, notices: {} });
  });

  it("`products` of a payment intent that were cut, and that nothing else replaces (unreadable-contents)", async () => {
    const email = "cut@example.com";
    const options = { seed: "shop-cut-intent", contents: "metadata", customer: { email } } as const;
    const { events, orderKey } = samplePurchase({ ...options, kind: "payment-intent" });
    const { paymentSucceeded } = events;
    const object = { ...paymentSucceeded.data.object, metadata: { products: '[{"sku":"POI' } };
    const event = { ...paymentSucceeded, data: { object } };
    await shop().accepts(event);
    const cause = "unreadable-contents";
    expect(await backorderOf(shop(), { orderKey, email })).toMatchObject({ status: "backordered", cause, lines: [] });
    expect(await shop().system.order(orderKey)).toMatchObject({ items: [], unreadable: true });
  });
});

describe("a large event", () => {
  const kilobytes = (count: number) => ({ client_reference_id: "x".repeat(count * 1024) });
  it.each([
    ["of 240 KB travels whole", 240, false],
    ["of 256 KB travels as a stub and is fetched again where it is used", 256, true],
    ["of 2 MB as well", 2048, true],
  ] as const)("%s", async (_name, size, isStub) => {
    const large = sale(`large-${String(size)}`, kilobytes(size));
    await shop().accepts(large.event);
    await shop().processes(large);
    const [archived] = shop().system.archived(large.event.id) as Record<string, unknown>[];
    expect(archived).toMatchObject({ id: large.event.id, type: large.event.type });
    expect(archived?.["oversize"] === true).toBe(isStub);
    expect(isDeepStrictEqual(archived, JSON.parse(sampleBody(large.event)))).toBe(!isStub);
  });

  it("is archived though nine others wait with it: together they are more than the bus takes at once", async () => {
    const { system } = shop();
    const events = range(10).map((index) => sale(`crowd-${String(index)}`, kilobytes(100)).event);
    const { pipes } = system.run.compute;
    for (const pipe of pipes) pipe.setEnabled(false);
    for (const event of events) await shop().accepts(event);
    for (const pipe of pipes) pipe.setEnabled(true);
    await until("all archived", () => events.every(({ id }) => system.archived(id).length > 0), 60_000);
    await system.settled();
    expect(await system.depth("archive-dead-letter-queue")).toBe(0);
  });
});
