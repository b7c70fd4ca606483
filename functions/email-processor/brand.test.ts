import { describe, expect, it } from "vitest";
import { catalogue } from "../../domain/mail/locale.ts";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { altering } from "../../packages/stripe-offline/samples/altering.ts";
import { mailWorld } from "./testing.ts";

const subjects = { en: catalogue.en.mails.confirmation.subject, vi: catalogue.vi.mails.confirmation.subject };
const vietnamese = samplePurchase({ kind: "payment", seed: "brand", customer: { locale: "vi" } });
const named = samplePurchase({ kind: "payment", seed: "brand", contents: "metadata" });

describe("the language of a mail", () => {
  it("is the session's, whatever its customer prefers", async () => {
    const { event, objects } = altering({ [vietnamese.ids.session]: { locale: "en" } });
    const w = mailWorld(objects(vietnamese.objects));
    await w.handle(event(vietnamese.events.completed));
    expect(w.sent[0]?.subject).toBe(subjects.en);
  });

  it("is the customer's, without a call more than the purchase's", async () => {
    const w = mailWorld(vietnamese.objects);
    await w.handle(vietnamese.events.completed);
    expect(w.sent[0]?.subject).toBe(subjects.vi);
    expect(w.calls).toEqual([`session ${vietnamese.ids.session}`]);
  });

  it("of an invoice is its customer's, which comes with the invoice", async () => {
    const renewal = samplePurchase({ kind: "renewal", seed: "brand", customer: { locale: "vi-VN" } });
    const w = mailWorld(renewal.objects);
    await w.handle(renewal.events.invoicePaid);
    expect(w.sent[0]?.subject).toBe(catalogue.vi.mails.receipt.subject);
    expect(w.calls.filter((call) => call.startsWith("invoice "))).toHaveLength(1);
    expect(w.calls.join()).not.toContain("cus_");
  });

  it("is the shop's where the event shows all else, and nobody is asked for the customer", async () => {
    const w = mailWorld(named.objects, { brand: { defaultLocale: "vi" } });
    await w.handle(named.events.completed);
    expect(w.sent[0]?.subject).toBe(subjects.vi);
    expect(w.calls).toEqual([]);
  });
});

describe("a mail", () => {
  it("comes from the shop by name, and is answered to the address for that", async () => {
    const brand = { shopName: "Cửa hàng Xanh", replyTo: "help@shop.example", defaultLocale: "en" } as const;
    const w = mailWorld(vietnamese.objects, { brand });
    await w.handle(vietnamese.events.completed);
    expect(w.sent[0]).toMatchObject({
      from: expect.stringMatching(/^=\?UTF-8\?B\?\S+\?= <shop@example\.com>$/u),
      replyTo: "help@shop.example",
      subject: `${subjects.vi} – Cửa hàng Xanh`,
      text: expect.stringContaining("\n\nCửa hàng Xanh\n"),
    });
  });

  it("keeps the sender's own display name", async () => {
    const secrets = { read: () => Promise.resolve({ sesFromEmail: "Orders <shop@example.com>" }) };
    const w = mailWorld(vietnamese.objects, { secrets, brand: { shopName: "Blue Shop", defaultLocale: "en" } });
    await w.handle(vietnamese.events.completed);
    expect(w.sent[0]?.from).toBe('"Orders" <shop@example.com>');
  });

  it("shows no prices where they do not make the amount, as of what was captured in part", async () => {
    const part = { amount_received: 1000 };
    const held = samplePurchase({ kind: "authorized", seed: "brand" });
    const { event, objects } = altering({ [held.ids.paymentIntent]: part });
    const w = mailWorld(objects(held.objects));
    await w.handle(event(held.events.paymentSucceeded));
    expect(w.sent[0]?.text).toContain("2 x Blue mug\n1 x T-shirt, medium\n\nTotal: SGD 10.00\n");
  });
});
