import { expect, it } from "vitest";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { readConsumer } from "../../ops/consumers.ts";
import { openSystem } from "../support/opened.ts";
import { until } from "../support/until.ts";

// A first wait of a minute lasts a quarter of a second.
const system = await openSystem({ timeScale: 240 });

it("of Stripe is waited out without a dead letter, and poison that comes meanwhile dies after three receives", async () => {
  const purchases = Array.from({ length: 5 }, (_, index) =>
    samplePurchase({ kind: "renewal", seed: `outage-${index}` }),
  );
  for (const { objects } of purchases) system.know(objects);
  const outage = system.run.faults.add({ faults: [{ at: "stripe", fails: "error", times: "always" }] });
  for (const { events } of purchases) expect((await system.send(events.invoicePaid)).status).toBe(200);
  await system.run.operator.call("sqs", "SendMessage", {
    QueueUrl: readConsumer("orders", system.run.outputs).queueUrl,
    MessageBody: "{ not json",
  });
  const waits = async ({ events }: (typeof purchases)[number]): Promise<boolean> => {
    const pk = `event#${events.invoicePaid.id}`;
    const entry = await system.run.operator.getItem(system.run.outputs.journalTable, { pk });
    const wait = entry?.["waiting_email"];
    // More often than a message is received before it is dead.
    return typeof wait === "object" && wait !== null && Number(Reflect.get(wait, "times")) > 3;
  };
  await until(
    "all wait",
    async () => {
      const waiting = await Promise.all(purchases.map(waits));
      return waiting.every(Boolean);
    },
    90_000,
  );
  await until("the poison is dead", async () => (await system.depth("dead-letter-queue")) === 1, 60_000);
  outage.remove();
  await system.settled(60_000);
  expect(await system.depth("dead-letter-queue")).toBe(1);
  for (const { orderKey, customer } of purchases) {
    expect(await system.order(orderKey)).toMatchObject({ status: "paid" });
    expect(system.mailsTo(customer.email ?? "")).toHaveLength(1);
    expect(system.notices(orderKey)).toHaveLength(1);
  }
}, 240_000);
