import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { inOlderShape, sampleBody, samplePurchase, samplePurchaseKinds, type SampleEvent } from "./index.ts";

type Kind = (typeof samplePurchaseKinds)[number];

const keyOf = (kind: Kind): string | null => samplePurchase({ kind, seed: "a" }).orderKey;

const everyPurchase = (seed: string) =>
  samplePurchaseKinds.map((kind) => samplePurchase({ kind, seed: `${seed}-${kind}` }));

function everyEvent(seed: string): SampleEvent[] {
  return everyPurchase(seed).flatMap((purchase) => {
    const chapters = "aftermath" in purchase ? Object.values(purchase.aftermath) : [];
    return [purchase, ...chapters].flatMap((chapter): SampleEvent[] => Object.values(chapter.events));
  });
}

describe("sample purchases", () => {
  it("cover every Stripe event that the system handles", () => {
    expect(new Set(everyEvent("a").map((event) => event.type))).toEqual(
      new Set([
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
        "payment_intent.succeeded",
        "payment_intent.payment_failed",
        "payment_intent.amount_capturable_updated",
        "payment_intent.canceled",
        "invoice.paid",
        "invoice.payment_succeeded",
        "invoice.payment_failed",
        "refund.created",
        "refund.updated",
        "refund.failed",
        "charge.refund.updated",
        "charge.expired",
        "charge.refunded",
        "charge.dispute.created",
        "charge.dispute.closed",
      ]),
    );
  });

  it("depend on nothing but their arguments", () => {
    expect(everyPurchase("a")).toEqual(everyPurchase("a"));
  });

  it("share no event id, also not between seeds that differ by one character", () => {
    const events = ["a", "b", "aa", "1", "2", "12"].flatMap(everyEvent);
    const ids = new Set(events.map((event) => event.id));
    // The two endings of a dispute open with one and the same event.
    expect(ids.size).toBe(new Set(events.map((event) => JSON.stringify(event))).size);
    expect([...ids].every((id) => /^evt_1[A-Za-z0-9]{23}$/u.test(id))).toBe(true);
  });

  it("share no order key in ten thousand seeds", () => {
    const keys = Array.from(
      { length: 10_000 },
      (_, index) => samplePurchase({ kind: "payment", seed: `order-${index}` }).orderKey,
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("have the size of Stripe's own events", () => {
    const sizes = everyEvent("a").map((event) => new TextEncoder().encode(sampleBody(event)).length);
    expect(Math.min(...sizes)).toBeGreaterThan(1000);
    expect(Math.max(...sizes)).toBeLessThan(20_000);
  });

  it("know no line items in the event, and all of them in Stripe's API", () => {
    const { events, objects } = samplePurchase({ kind: "payment", seed: "a" });
    expect(events.completed.data.object.line_items).toBeUndefined();
    const planted = objects.find((object) => object.object === "checkout.session");
    expect(planted).toMatchObject({
      line_items: { data: [{ price: { product: { metadata: { sku: "MUG-BLUE" } } }, quantity: 2 }, { quantity: 1 }] },
    });
  });

  it("follow the order key's rule", () => {
    for (const kind of ["payment", "guest", "delayed", "authorized", "invoiced", "payment-intent"] as const) {
      expect(keyOf(kind)).toMatch(/^pi_/);
    }
    for (const kind of ["subscription", "renewal"] as const) {
      expect(keyOf(kind)).toMatch(/^in_/);
    }
    for (const kind of ["free", "expired"] as const) {
      expect(keyOf(kind)).toMatch(/^cs_test_/);
    }
    expect(keyOf("setup")).toBeNull();
    expect(samplePurchase({ kind: "payment", seed: "a", account: "acct_1" }).orderKey).toMatch(/^acct_1\/pi_/);
  });

  it("put the contents into metadata where asked", () => {
    const { events } = samplePurchase({ kind: "payment", seed: "a", contents: "metadata" });
    expect(JSON.parse(events.completed.data.object.metadata?.["products"] ?? "")).toEqual([
      { sku: "MUG-BLUE", quantity: 2, name: "Blue mug" },
      { sku: "TEE-M", quantity: 1, name: "T-shirt, medium" },
    ]);
  });

  it("name no customer for a guest", () => {
    const { session } = { session: samplePurchase({ kind: "guest", seed: "a" }).events.completed.data.object };
    expect(session.customer).toBeNull();
    expect(session.customer_details?.email).toMatch(/@example\.com$/);
  });

  it("give the renewal another invoice and payment than the first period of the same subscription", () => {
    const first = samplePurchase({ kind: "subscription", seed: "a" });
    const second = samplePurchase({ kind: "renewal", seed: "a" });
    expect(second.ids.subscription).toBe(first.ids.subscription);
    expect(second.orderKey).not.toBe(first.orderKey);
    expect(second.ids.paymentIntent).not.toBe(first.ids.paymentIntent);
    expect(second.aftermath.fullRefund.events.refundCreated.id).not.toBe(
      first.aftermath.fullRefund.events.refundCreated.id,
    );
  });

  it("embed ten lines of a long invoice in the event and leave the rest to the API", () => {
    const items = Array.from({ length: 12 }, (_, index) => ({
      sku: `SKU-${index}`,
      name: `Thing ${index}`,
      quantity: 1,
      unitAmount: 100,
    }));
    const { events, objects } = samplePurchase({ kind: "subscription", seed: "a", items });
    expect(events.invoicePaid.data.object.lines).toMatchObject({ has_more: true, total_count: 12 });
    expect(events.invoicePaid.data.object.lines.data).toHaveLength(10);
    expect(objects.find((object) => object.object === "invoice")).toMatchObject({ lines: { has_more: false } });
  });

  it("refund a part and then the rest to the whole amount", () => {
    const { aftermath, amount } = samplePurchase({ kind: "payment", seed: "a" });
    const { partialRefund, restRefund } = aftermath;
    expect(
      partialRefund.events.refundCreated.data.object.amount + restRefund.events.refundCreated.data.object.amount,
    ).toBe(amount);
    expect(partialRefund.events.chargeRefunded.data.object.refunded).toBe(false);
    expect(restRefund.events.chargeRefunded.data.object).toMatchObject({ refunded: true, amount_refunded: amount });
  });

  it("come in older API versions, whose invoices name their payment and subscription", () => {
    const { events, ids } = samplePurchase({ kind: "subscription", seed: "a" });
    const old = inOlderShape(events.invoicePaid, "2022-11-15", ids);
    const object = JSON.parse(JSON.stringify(old.data.object)) as Record<string, unknown>;
    expect(old.api_version).toBe("2022-11-15");
    expect(object).toMatchObject({
      id: ids.invoice,
      payment_intent: ids.paymentIntent,
      subscription: ids.subscription,
      charge: ids.charge,
      lines: { data: [{ price: { object: "price" }, proration: false, type: "subscription" }, {}] },
    });
    expect(object).not.toHaveProperty("parent");
    expect(inOlderShape(events.paymentSucceeded, "2022-11-15", ids).data.object).toMatchObject({
      invoice: ids.invoice,
    });
    const basil = inOlderShape(events.invoicePaid, "2025-03-31.basil", ids).data.object;
    expect(basil).toHaveProperty("parent.subscription_details.subscription", ids.subscription);
    expect(basil).not.toHaveProperty("payment_intent");
  });

  it("can be imported by k6: nothing but each other and types", () => {
    const sources = readdirSync(new URL("./", import.meta.url)).filter((name) => !name.endsWith(".test.ts"));
    for (const name of sources) {
      const source = new URL(name, import.meta.url);
      for (const [line] of readFileSync(source, "utf8").matchAll(/^.*\bfrom ".*$/gmu)) {
        expect(line).toMatch(/^import type |from "\.\//u);
      }
    }
  });
});
