import { createHmac, randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sampleItems, samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { functionType } from "../../packages/aws-offline/services/lambda/resources.ts";
import { openSystem } from "../support/opened.ts";
import { until } from "../support/until.ts";
import { readConsumer } from "../../ops/consumers.ts";

const system = await openSystem({ stock: { "STRANGE-1": 7 } });

/** Everything that must come of a paid purchase. */
async function expectProcessed(orderKey: string, email: string, subject: RegExp): Promise<void> {
  await until(`order ${orderKey} paid`, async () => (await system.order(orderKey))?.["status"] === "paid");
  await until(`mail to ${email}`, () => system.mailsTo(email).length > 0);
  await until(`pick notice of ${orderKey}`, () => system.notices(orderKey).length > 0);
  expect(system.mailsTo(email).map(({ Subject }) => Subject)).toEqual([expect.stringMatching(subject)]);
  expect(await system.reservation(orderKey)).toMatchObject({ status: "reserved" });
  expect(system.notices(orderKey)).toMatchObject([{ kind: "pick", sequence: 1 }]);
}

describe("a signed event", () => {
  it.each([
    ["payment", "completed", /confirmed/u],
    ["payment-intent", "paymentSucceeded", /confirmed/u],
    ["renewal", "invoicePaid", /receipt/u],
    ["renewal", "invoicePaymentSucceeded", /receipt/u],
  ] as const)("of a %s purchase (%s) goes through all four branches", async (kind, name, subject) => {
    const purchase = samplePurchase({ kind, seed: `branches-${kind}-${name}` });
    const event = Object.entries(purchase.events).find(([key]) => key === name)?.[1];
    if (event === undefined) throw new Error(`no event ${name}`);
    system.know(purchase.objects);

    expect(await system.send(event)).toEqual({ status: 200, body: { received: true } });

    await expectProcessed(purchase.orderKey, purchase.customer.email ?? "", subject);
    await until("archived", () => system.archived(event.id).length > 0);
    expect(system.archived(event.id)).toEqual([JSON.parse(JSON.stringify(event))]);
  });

  it("made by a stranger, of ids and a SKU that nobody has seen, goes through as well", async () => {
    const id = randomUUID().replaceAll("-", "");
    const body = JSON.stringify({
      id: `evt_${id}`,
      object: "event",
      api_version: "2026-10-28.endive",
      created: Math.floor(Date.now() / 1000),
      livemode: false,
      type: "checkout.session.completed",
      data: {
        object: {
          id: `cs_test_${id}`,
          object: "checkout.session",
          mode: "payment",
          payment_status: "paid",
          payment_intent: `pi_${id}`,
          amount_total: 4200,
          currency: "eur",
          livemode: false,
          created: Math.floor(Date.now() / 1000),
          customer: null,
          customer_details: { email: `${id}@example.net`, name: "A Stranger" },
          metadata: { products: JSON.stringify([{ sku: "STRANGE-1", quantity: 3, name: "Strange thing" }]) },
        },
      },
    });
    const timestamp = Math.floor(Date.now() / 1000);
    const signature = createHmac("sha256", system.run.webhookSecret).update(`${timestamp}.${body}`).digest("hex");

    expect((await system.post(body, { "Stripe-Signature": `t=${timestamp},v1=${signature}` })).status).toBe(200);

    await expectProcessed(`pi_${id}`, `${id}@example.net`, /confirmed/u);
    expect(await system.stock("STRANGE-1")).toEqual({ available: 4, reserved: 3 });
    expect(system.mailsTo(`${id}@example.net`)[0]?.Body?.html_part).toContain("€42.00");
  });

  it("sent 20 times at once gives one order, one e-mail, one reservation and one notice", async () => {
    const purchase = samplePurchase({ kind: "payment", seed: "twenty-times" });
    system.know(purchase.objects);
    const [item] = sampleItems;
    const before = await system.stock(item?.sku ?? "");

    const responses = await Promise.all(Array.from({ length: 20 }, () => system.send(purchase.events.completed)));

    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    await expectProcessed(purchase.orderKey, purchase.customer.email ?? "", /confirmed/u);
    await system.settled();
    await expectProcessed(purchase.orderKey, purchase.customer.email ?? "", /confirmed/u);
    const after = await system.stock(item?.sku ?? "");
    expect(Number(before.available) - Number(after.available)).toBe(item?.quantity);
    expect(Number(after.reserved) - Number(before.reserved)).toBe(item?.quantity);
    expect((await system.orders()).filter(({ orderId }) => orderId === purchase.orderKey)).toHaveLength(1);
  });
});

describe("the calls of AWS", () => {
  it("for a paid purchase are those that its effects need", async () => {
    await system.settled();
    const calls = new Map<string, number>();
    const functions = new Set(system.run.graph.of(functionType).map(({ inputs }) => inputs.role));
    const stop = system.run.aws.gateway.use(async ({ principal, service, action }, next) => {
      // A secret is read once a cold start, and a queue polled whether messages come or not.
      const counts = functions.has(principal) && service !== "sqs" && service !== "secretsmanager";
      if (counts) calls.set(`${service}:${action}`, (calls.get(`${service}:${action}`) ?? 0) + 1);
      return next();
    });
    const { events } = samplePurchase({ kind: "payment", seed: "calls", contents: "metadata" });
    expect((await system.send(events.completed)).status).toBe(200);
    await until("archived", () => system.archived(events.completed.id).length > 0);
    await system.settled();
    stop();
    expect(Object.fromEntries(calls)).toEqual({
      // The event; the warehouse's notice.
      "sns:Publish": 2,
      // The order; the reservation; the snapshot three times; the session's order, before it was known to be this one; whether
      // the address may be mailed.
      "dynamodb:GetItem": 5,
      // The order; the session's reference; the snapshot, once for all consumers; the mail, sending.
      "dynamodb:PutItem": 4,
      // The journal; the mail, sent; the notice, published.
      "dynamodb:UpdateItem": 3,
      // The reservation with the stock.
      "dynamodb:TransactWriteItems": 1,
      "ses:SendEmail": 1,
    });
  });
});

describe("a consumer", () => {
  it("measures the delay since the webhook's acceptance, whose time travels as an attribute", async () => {
    await system.settled();
    const before = system.logs.length;
    const { events } = samplePurchase({ kind: "payment", seed: "delay", contents: "metadata" });
    expect((await system.send(events.completed)).status).toBe(200);
    const delayed = (): string[] =>
      system.logs
        .slice(before)
        .filter(({ text }) => text.includes('"EventDelay"'))
        .map(({ text }) => /"Consumer":"(?<consumer>\w+)"/u.exec(text)?.groups?.["consumer"] ?? "none");
    await until("a delay from each consumer", () => new Set(delayed()).size === 3);
    expect(delayed().toSorted()).toEqual(["email", "inventory", "orders"]);
  });
});

describe("the webhook", () => {
  it("refuses a forged event with 400 and a short reason, and it leaves nothing but a metric", async () => {
    const purchase = samplePurchase({ kind: "payment", seed: "forged" });
    const response = await system.send(purchase.events.completed, "whsec_of_somebody_else");
    expect(response.status).toBe(400);
    expect(JSON.stringify(response.body).length).toBeLessThan(120);

    await system.settled();
    expect(await system.order(purchase.orderKey)).toBeUndefined();
    expect(system.archived(purchase.events.completed.id)).toEqual([]);
    const mentions = system.logs.filter(({ text }) => text.includes(purchase.events.completed.id));
    expect(mentions.filter(({ text }) => !text.includes('"_aws"'))).toEqual([]);
    await until("a metric of the refusal", () =>
      system.logs.some(({ text }) => /"_aws".*[Rr]efused|"_aws".*[Ss]ignature/u.test(text)),
    );
  });

  it("is found by POST on its path only", async () => {
    const other = await fetch(system.run.webhookUrl.replace("/webhook/stripe", "/webhook"), { method: "POST" });
    const read = await fetch(system.run.webhookUrl);
    expect([other.status, read.status]).toEqual([404, 404]);
  });

  it("accepts a type that nobody handles and the other livemode, which are archived and change nothing", async () => {
    const live = samplePurchase({ kind: "payment", seed: "other-livemode", livemode: true });
    const customer = samplePurchase({ kind: "payment", seed: "unhandled" });
    const unhandled = { ...customer.events.completed, id: "evt_unhandled", type: "customer.updated" };
    expect((await system.send(live.events.completed)).status).toBe(200);
    expect((await system.send(unhandled)).status).toBe(200);

    await until("both archived", () =>
      [live.events.completed.id, unhandled.id].every((id) => system.archived(id).length === 1),
    );
    await system.settled();
    expect(await system.order(live.orderKey)).toBeUndefined();
    expect(await system.order(customer.orderKey)).toBeUndefined();
  });
});

describe("a batch with a poison record", () => {
  it("loses only that one, to the dead-letter queue, after three receives", async () => {
    const purchases = ["one", "two", "three"].map((seed) =>
      samplePurchase({ kind: "payment", seed: `poison-${seed}` }),
    );
    for (const { objects } of purchases) system.know(objects);
    const bodies = [...purchases.map(({ events }) => JSON.stringify(events.completed)), "{ not json"];
    const before = await system.depth("orders-dead-letter-queue");

    await system.run.operator.call("sqs", "SendMessageBatch", {
      QueueUrl: readConsumer("orders", system.run.outputs).queueUrl,
      Entries: bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody })),
    });

    for (const { orderKey } of purchases) {
      await until(`order ${orderKey}`, async () => (await system.order(orderKey))?.["status"] === "paid");
    }
    await until("a dead letter", async () => (await system.depth("orders-dead-letter-queue")) === before + 1);
  });
});
