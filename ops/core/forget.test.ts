import { expect, it } from "vitest";
import { orderWorld } from "../../functions/order-processor/testing.ts";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { findPersonal, forget, type ForgetPorts } from "./forget.ts";

const customer = { id: "cus_1", email: "person@example.com", name: "A Person" };
const subscription = samplePurchase({ kind: "subscription", seed: "forget", customer });

/** An order into which another was merged: both hold the customer. */
async function world() {
  const { orders, journal, applyAll } = orderWorld(subscription.objects);
  await applyAll(subscription.story);
  await journal.shareFetched(subscription.events.completed.id, { ...subscription.events.completed.data.object });
  let contended = 1;
  const ports: ForgetPorts = {
    ordersOf: () => Promise.resolve([subscription.orderKey]),
    getOrder: (key) => orders.get(key),
    putOrder: (order) => {
      contended -= 1;
      return contended >= 0 ? Promise.resolve(false) : orders.put(order, []);
    },
    getPurchase: (key) => journal.getPurchase(key),
    async putPurchase(purchase) {
      journal.purchases.set(purchase.orderKey, purchase);
      return Promise.resolve();
    },
    refusals: (keys) => Promise.resolve(keys.filter((key) => key.endsWith("#receipt")).slice(0, 1)),
    removeRefusal: () => Promise.resolve(),
    fetched: (eventIds) => Promise.resolve(eventIds.filter((id) => journal.fetched.has(id))),
    removeFetched: (eventId) => Promise.resolve(void journal.fetched.delete(eventId)),
    now: () => 0,
  };
  return {
    ports,
    everything: () => JSON.stringify([orders.items, journal.purchases, journal.fetched].map((map) => [...map])),
    orders,
  };
}

it("takes the person out of orders, merged orders and snapshots, also against other writers", async () => {
  const { ports, everything, orders } = await world();
  const before = orders.items.get(subscription.orderKey);
  const found = await findPersonal(await ports.ordersOf("cus_1"), ports);
  expect(found.orders.length).toBeGreaterThan(1);
  expect(found.mails).toHaveLength(1);
  expect(found.fetched).toHaveLength(1);
  await forget(found, ports, { signal: new AbortController().signal });
  expect(everything()).not.toContain(customer.email);
  expect(everything()).not.toContain(customer.name);
  expect(await findPersonal(await ports.ordersOf("cus_1"), ports)).toMatchObject({
    orders: [],
    purchases: [],
    fetched: [],
  });
  expect(orders.items.get(subscription.orderKey)).toMatchObject({
    status: before?.status,
    amountPaid: before?.amountPaid,
    customerId: "cus_1",
    customer: { id: "cus_1" },
  });
});
