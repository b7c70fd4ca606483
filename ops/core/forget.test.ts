import { expect, it } from "vitest";
import { orderWorld } from "../../functions/order-processor/testing.ts";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { sampleAddress } from "../../packages/stripe-offline/samples/address.ts";
import { reportOf } from "../../tests/support/parcels.ts";
import { findPersonal, forget, type ForgetPorts } from "./forget.ts";

const customer = { id: "cus_1", email: "person@example.com", name: "A Person", phone: "+6591234567", locale: "vi" };
const subscription = samplePurchase({ kind: "subscription", seed: "forget", customer });

const tracking = "LX123456789SG";

/** An order into which another was merged: both hold the customer. */
async function world() {
  const { orders, journal, apply, applyAll } = orderWorld(subscription.objects);
  await applyAll(subscription.story);
  await journal.shareFetched(subscription.events.completed.id, { ...subscription.events.completed.data.object });
  await apply(reportOf(subscription.orderKey, { kind: "shipped", parcel: "1", carrier: "SingPost", tracking }));
  const recipients = new Map([[subscription.orderKey, sampleAddress.line1]]);
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
    recipients: (keys) => Promise.resolve(keys.filter((key) => recipients.has(key))),
    removeRecipient: (key) => Promise.resolve(void recipients.delete(key)),
    fetched: (eventIds) => Promise.resolve(eventIds.filter((id) => journal.fetched.has(id))),
    removeFetched: (eventId) => Promise.resolve(void journal.fetched.delete(eventId)),
    now: () => 0,
  };
  return {
    ports,
    everything: () =>
      JSON.stringify([orders.items, journal.purchases, journal.fetched, recipients].map((map) => [...map])),
    orders,
    applyAll,
  };
}

it("takes the person out of orders, merged orders and snapshots, also against other writers", async () => {
  const { ports, everything, orders } = await world();
  const before = orders.items.get(subscription.orderKey);
  expect(before).toMatchObject({ shipTo: { line1: sampleAddress.line1 }, phone: customer.phone });
  const found = await findPersonal(await ports.ordersOf("cus_1"), ports);
  expect(found.orders.length).toBeGreaterThan(1);
  expect(found.mails).toHaveLength(1);
  expect(found.fetched).toHaveLength(1);
  await forget(found, ports, { signal: new AbortController().signal });
  for (const personal of [
    tracking,
    customer.email,
    customer.name,
    customer.phone,
    sampleAddress.line1,
    sampleAddress.city,
  ]) {
    expect(everything()).not.toContain(personal);
  }
  expect(await findPersonal(await ports.ordersOf("cus_1"), ports)).toMatchObject({
    orders: [],
    purchases: [],
    reservations: [],
    fetched: [],
  });
  expect(orders.items.get(subscription.orderKey)).toMatchObject({
    status: before?.status,
    amountPaid: before?.amountPaid,
    customerId: "cus_1",
    customer: { id: "cus_1" },
    totals: before?.totals,
  });
});

it("is not undone by a replay, not of an order that a former version wrote either", async () => {
  const { ports, everything, orders, applyAll } = await world();
  const { schemaVersion: _version, totals: _totals, ...former } = orders.items.get(subscription.orderKey) ?? noOrder();
  orders.items.set(subscription.orderKey, { ...former, schemaVersion: 1 });
  await forget(await findPersonal([subscription.orderKey], ports), ports, { signal: new AbortController().signal });
  const forgotten = everything();
  await applyAll(subscription.story);
  expect(everything()).toBe(forgotten);
});

function noOrder(): never {
  throw new Error("the story places no order");
}
