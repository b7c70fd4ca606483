import { afterAll, beforeAll, expect, it } from "vitest";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { System } from "../support/system.ts";
import { until } from "../support/until.ts";

const bought = samplePurchase({ kind: "payment", seed: "kept", contents: "line-items" });
const { data, ...rest } = samplePurchase({ kind: "payment", seed: "kept-broken" }).events.completed;
const unreadable = { ...rest, data: { object: { ...data.object, mode: "barter" } } };
const paid = bought.events.completed;
const address = bought.customer.email ?? "";

let before: System;
let after: System;
let saved: Awaited<ReturnType<System["run"]["save"]>>;
beforeAll(async () => {
  before = await System.start({ stock: { "KEPT-1": 7 } });
  before.know(bought.objects);
  await before.send(paid);
  await before.send(unreadable);
  await until("a dead letter", async () => (await before.depth("orders-dead-letter-queue")) === 1);
  // As a file would keep it.
  saved = JSON.parse(JSON.stringify(await before.run.save())) as typeof saved;
  await before.run.close();
  after = await System.start({ saved });
});
afterAll(() => after.run.close());

it("keeps orders, stock, mails, the archive, dead letters and the signing secret in another run", async () => {
  expect(await after.order(bought.orderKey)).toMatchObject({ status: "paid" });
  expect(await after.stock("KEPT-1")).toEqual({ available: 7, reserved: 0 });
  expect(after.run.aws.ses.messages()).toEqual(before.run.aws.ses.messages());
  expect(after.archived(paid.id)).toHaveLength(1);
  expect(await after.depth("orders-dead-letter-queue")).toBe(1);
  expect(after.run.webhookSecret).toBe(before.run.webhookSecret);
});

it("goes on: a repeat does nothing, a refund finds its purchase, and Stripe knows its objects", async () => {
  const { refundCreated } = bought.aftermath.fullRefund.events;
  await after.send(paid);
  await after.send(refundCreated);
  await after.settled();
  expect(await after.order(bought.orderKey)).toMatchObject({ status: "refunded" });
  expect(after.mailsTo(address).map(({ Subject }) => Subject)).toHaveLength(2);
});
