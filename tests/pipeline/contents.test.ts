import { describe, expect, it } from "vitest";
import { altering } from "../../packages/stripe-offline/samples/altering.ts";
import {
  type SampleEvent,
  type SampleObject,
  samplePurchase,
  type SamplePurchaseOptions,
} from "../../packages/stripe-offline/samples/index.ts";
import { idOf } from "../../domain/event/event.ts";
import { openSystem } from "../support/opened.ts";

const item = { sku: "CONTENTS-1", name: "Fabric, m", quantity: 2, unitAmount: 2900 };

const system = await openSystem({ timeScale: 60, stock: { [item.sku]: 1000 } });

interface Purchased {
  readonly orderKey: string;
  readonly email: string;
  readonly events: readonly SampleEvent[];
  readonly objects: readonly SampleObject[];
}

function optionsOf(
  seed: string,
): Omit<SamplePurchaseOptions, "seed"> & { readonly seed: string; readonly email: string } {
  const email = `${seed}@example.com`;
  return { seed: `contents-${seed}`, items: [item], customer: { email }, email };
}

/** What a person finds of it: the order, the mails' texts, the reservation and its notices. */
async function outcomeOf({ orderKey, email, events, objects }: Purchased) {
  system.know(objects);
  for (const event of events) {
    expect(await system.send(event)).toMatchObject({ status: 200 });
    await system.settled();
  }
  return {
    order: await system.order(orderKey),
    mails: system.mailsTo(email).map(({ Subject, Body }) => `${Subject}\n${Body?.text_part ?? ""}`),
    reservation: await system.reservation(orderKey),
    notices: system.notices(orderKey).map(({ kind }) => kind),
  };
}

/** Events or objects in which every such text is another one. */
function rewritten<T>(value: T, ...replacements: readonly (readonly [RegExp, string])[]): T {
  const text = replacements.reduce((whole, [from, to]) => whole.replaceAll(from, to), JSON.stringify(value));
  return JSON.parse(text) as T;
}

/** A SKU, and with it a product, that no other purchase here has. */
function ownItem(sku: string) {
  return { items: [{ ...item, sku }] };
}

const noSku = [/"metadata":\{"sku":"[^"]+"\}/gu, '"metadata":{}'] as const;

const yen = (presentment_amount: number) => ({
  presentment_details: { presentment_amount, presentment_currency: "jpy" },
});

describe("a purchase", () => {
  it("that Adaptive Pricing converted shows what the customer paid, and what the shop got", async () => {
    const options = optionsOf("adaptive");
    const { ids, events, objects, orderKey, aftermath } = samplePurchase({ ...options, kind: "payment" });
    const { refundUpdated } = aftermath.partialRefund.events;
    const shown = altering({ [ids.session]: yen(4890), [refundUpdated.data.object.id]: yen(2445) });
    const { order, mails } = await outcomeOf({
      ...options,
      orderKey,
      events: [events.completed, refundUpdated].map(shown.event),
      objects: shown.objects([...objects, ...aftermath.partialRefund.objects]),
    });
    expect(order).toMatchObject({
      currency: "sgd",
      amountPaid: 5800,
      amountRefunded: 2900,
      presentment: { currency: "jpy", amountPaid: 4890, amountRefunded: 2445 },
    });
    expect(mails).toEqual([
      expect.stringContaining("Total: ¥4,890\n"),
      expect.stringMatching(/^Part of your order has been refunded\n[^]*Amount refunded: ¥2,445\n/u),
    ]);
  });

  it("that was captured in part is confirmed and refunded over what was captured", async () => {
    const options = optionsOf("captured");
    const { ids, events, objects, orderKey, aftermath } = samplePurchase({ ...options, kind: "payment-intent" });
    const { partialRefund } = aftermath;
    const part = altering({ [ids.paymentIntent]: { capture_method: "manual", amount_received: 2900 } });
    const { order, mails, reservation } = await outcomeOf({
      ...options,
      orderKey,
      events: [events.paymentSucceeded, partialRefund.events.refundUpdated].map(part.event),
      objects: part.objects([...objects, ...partialRefund.objects]),
    });
    expect(order).toMatchObject({ status: "refunded", amountPaid: 2900, amountRefunded: 2900 });
    expect(mails[0]).toContain("Total: SGD 29.00\n");
    expect(mails[1]).toMatch(/^Your order has been refunded\n/u);
    expect(reservation).toMatchObject({ status: "released" });
  });

  it("of 2.75 metres is 2.75 in order and mail, and a backorder that says why", async () => {
    const options = { ...optionsOf("fraction"), ...ownItem("FRACTION-1") };
    const { events, objects, orderKey } = samplePurchase({ ...options, kind: "renewal" });
    const metres = [/"quantity_decimal":"2"/gu, '"quantity_decimal":"2.75"'] as const;
    const { order, mails, reservation, notices } = await outcomeOf({
      ...options,
      orderKey,
      events: [rewritten(events.invoicePaid, metres)],
      objects: rewritten(objects, metres),
    });
    expect(order).toMatchObject({ status: "paid", items: [{ sku: "FRACTION-1", quantity: 2.75 }] });
    expect(mails).toEqual([expect.stringContaining("2.75 x Fabric, m: SGD 58.00\n")]);
    expect(reservation).toMatchObject({ status: "backordered", cause: "fractional-quantity", short: ["FRACTION-1"] });
    expect(notices).toEqual([]);
  });

  it("of metered usage, at a legacy plan's price, is a receipt and touches no stock", async () => {
    const options = { ...optionsOf("metered"), ...ownItem("METERED-1") };
    const { events, objects, orderKey } = samplePurchase({ ...options, kind: "renewal" });
    const usage = [
      [/"quantity":2,"quantity_decimal":"2"/gu, '"quantity":13580246790,"quantity_decimal":"13580246790"'],
      [/"price":"price_\w+"/gu, '"price":"gold-monthly"'],
      noSku,
    ] as const;
    const { order, mails, reservation } = await outcomeOf({
      ...options,
      orderKey,
      events: [rewritten(events.invoicePaid, ...usage)],
      objects: rewritten(objects, ...usage),
    });
    expect(order).toMatchObject({ status: "paid", items: [{ quantity: 13_580_246_790, goods: false }] });
    expect(mails[0]).toContain("13,580,246,790 x Fabric, m: SGD 58.00\n");
    expect(mails[0]).toContain(`Reference: ${events.invoicePaid.data.object.number ?? ""}\n`);
    expect(reservation).toBeUndefined();
  });

  it("of 130 services is a receipt that names 100 of them", async () => {
    const items = Array.from({ length: 130 }, (_, index) => ({
      ...item,
      sku: `SERVICE-${index}`,
      name: `Service ${index}`,
    }));
    const options = { ...optionsOf("services"), items };
    const { events, objects, orderKey } = samplePurchase({ ...options, kind: "renewal" });
    const { order, mails, reservation } = await outcomeOf({
      ...options,
      orderKey,
      events: [events.invoicePaid],
      objects: rewritten(objects, noSku),
    });
    expect(order).toMatchObject({ status: "paid", items: { length: 130 } });
    expect(mails).toEqual([expect.stringContaining("and 30 more\n")]);
    expect(reservation).toBeUndefined();
  });

  it("of what is not shipped holds no stock, waits for none and is not picked", async () => {
    const options = { ...optionsOf("download"), ...ownItem("DOWNLOAD-1") };
    const { events, objects, orderKey } = samplePurchase({ ...options, kind: "payment" });
    const { order, mails, reservation, notices } = await outcomeOf({
      ...options,
      orderKey,
      events: [events.completed],
      objects: rewritten(objects, [/"shippable":true/gu, '"shippable":false']),
    });
    expect(order).toMatchObject({ status: "paid", items: [{ sku: "DOWNLOAD-1", goods: false }] });
    expect(mails).toHaveLength(1);
    expect([reservation, notices]).toEqual([undefined, []]);
  });

  it.each([
    ["the charge's billing details", { receipt_email: null }, {}],
    ["the customer", { receipt_email: null }, { billing_details: { email: null, name: null } }],
  ])("without receipt_email is mailed to the address of %s, which no log has", async (whom, intent, charge) => {
    const options = optionsOf(`address-of-${whom.split(" ")[1] ?? ""}`);
    const { ids, events, objects, orderKey, customer } = samplePurchase({ ...options, kind: "payment-intent" });
    const silent = altering({
      [ids.paymentIntent]: intent,
      [idOf(events.paymentSucceeded.data.object.latest_charge) ?? ""]: charge,
    });
    const { mails, order } = await outcomeOf({
      ...options,
      orderKey,
      events: [silent.event(events.paymentSucceeded)],
      objects: [...silent.objects(objects), { ...customer, id: customer.id ?? "", object: "customer" }],
    });
    expect(mails).toHaveLength(1);
    expect(order).toMatchObject({ customer: { email: options.email } });
    expect(system.logs.filter(({ text }) => text.includes(options.email))).toEqual([]);
  });

  it("knows whom it is shipped to where the customer gave no name, and stores well-formed texts", async () => {
    const options = { ...optionsOf("names"), items: [{ ...item, name: `${"a".repeat(199)}🫖` }] };
    const { ids, events, objects, orderKey } = samplePurchase({ ...options, kind: "payment" });
    const shipping_details = { address: null, name: "Ship \ud83d To 👩‍👩‍👧‍👦" };
    const named = altering({
      [ids.session]: {
        customer_details: { email: options.email, name: null },
        collected_information: { shipping_details },
      },
    });
    const { order, mails, reservation } = await outcomeOf({
      ...options,
      orderKey,
      events: [named.event(events.completed)],
      objects,
    });
    expect(order).toMatchObject({
      customer: { name: "Ship \ufffd To 👩‍👩‍👧‍👦" },
      items: [{ name: "a".repeat(199) }],
    });
    // What does not look like a name is stored, and greets nobody.
    expect(mails).toEqual([expect.stringContaining("\nHello,\n")]);
    expect(JSON.stringify([order, mails, reservation])).not.toMatch(/\\ud[89a-f]/iu);
  });

  it("shown by events that share an id is stored whole", async () => {
    const options = optionsOf("shared-id");
    const { events, objects, orderKey, aftermath } = samplePurchase({ ...options, kind: "payment" });
    const { partialRefund, restRefund } = aftermath;
    const { order, mails, notices } = await outcomeOf({
      ...options,
      orderKey,
      events: [events.completed, partialRefund.events.refundUpdated, restRefund.events.refundUpdated].map((event) => ({
        ...event,
        id: "evt_00000000000000",
      })),
      objects: [...objects, ...partialRefund.objects, ...restRefund.objects],
    });
    expect(order).toMatchObject({ status: "refunded", amountRefunded: 5800 });
    expect(mails).toHaveLength(3);
    expect(notices).toEqual(["pick", "cancel"]);
  });
});

it("no purchase makes a dead letter", async () => {
  await system.settled();
  expect(await system.depth("dead-letter-queue")).toBe(0);
});
