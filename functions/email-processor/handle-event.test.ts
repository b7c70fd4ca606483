import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  type SampleEvent,
  type SampleObject,
  samplePurchase,
  type SamplePurchaseOptions,
} from "../../packages/stripe-offline/samples/index.ts";
import { reportOf } from "../../packages/stripe-offline/scenarios/parcels.ts";
import { type MailWorld, mailWorld } from "./testing.ts";

/** A purchase's events, what Stripe knows of it, and the mails that the customer is to get, by their keys' ends. */
interface Scenario {
  readonly name: string;
  readonly events: readonly SampleEvent[];
  readonly objects: readonly SampleObject[];
  readonly mails: readonly string[];
}

function scenarios(options: Omit<SamplePurchaseOptions, "seed"> = {}): Scenario[] {
  const given = { seed: "email", ...options };
  const paid = samplePurchase({ kind: "payment", ...given });
  const { fullRefund, partialRefund, restRefund, failedRefund } = paid.aftermath;
  const delayed = samplePurchase({ kind: "delayed", ...given });
  const free = samplePurchase({ kind: "free", ...given });
  const invoiced = samplePurchase({ kind: "invoiced", ...given });
  const setup = samplePurchase({ kind: "setup", ...given });
  const subscription = samplePurchase({ kind: "subscription", ...given });
  const subscriptionRefund = subscription.aftermath.fullRefund;
  const renewal = samplePurchase({ kind: "renewal", ...given });
  const intent = samplePurchase({ kind: "payment-intent", ...given });
  const refundKey = (refund: { events: { refundCreated: SampleEvent } }): string =>
    `${paid.orderKey}#refund#${refund.events.refundCreated.data.object.id}`;
  return [
    { ...paid, name: "a payment", events: paid.story, mails: [`${paid.orderKey}#confirmation`] },
    {
      name: "a payment, refunded in full",
      events: [...paid.story, ...fullRefund.story],
      objects: [...paid.objects, ...fullRefund.objects],
      mails: [`${paid.orderKey}#confirmation`, refundKey(fullRefund)],
    },
    {
      name: "a payment, refunded in two parts",
      events: [...paid.story, ...partialRefund.story, ...restRefund.story],
      objects: [...paid.objects, ...partialRefund.objects, ...restRefund.objects],
      mails: [`${paid.orderKey}#confirmation`, refundKey(partialRefund), refundKey(restRefund)],
    },
    {
      name: "a payment whose refund fails",
      events: [...paid.story, ...failedRefund.story],
      objects: [...paid.objects, ...failedRefund.objects],
      mails: [`${paid.orderKey}#confirmation`],
    },
    { ...delayed, name: "a delayed payment", events: delayed.story, mails: [`${delayed.orderKey}#confirmation`] },
    {
      ...delayed,
      name: "a delayed payment that fails",
      events: [delayed.events.completed, delayed.events.paymentFailed, delayed.events.asyncFailed],
      mails: [`${delayed.orderKey}#payment-failed`],
    },
    { ...free, name: "a free order", events: free.story, mails: [`${free.orderKey}#confirmation`] },
    {
      ...invoiced,
      name: "a payment with an invoice",
      events: invoiced.story,
      mails: [`${invoiced.orderKey}#confirmation`, `${invoiced.orderKey}#receipt`],
    },
    { ...setup, name: "a setup session", events: setup.story, mails: [] },
    {
      name: "a subscription, refused at first and refunded at last",
      events: [subscription.events.invoicePaymentFailed, ...subscription.story, ...subscriptionRefund.story],
      objects: [...subscription.objects, ...subscriptionRefund.objects],
      mails: [
        `${subscription.orderKey}#payment-failed`,
        `${subscription.orderKey}#receipt`,
        `${subscription.orderKey}#refund#${subscriptionRefund.events.refundCreated.data.object.id}`,
      ],
    },
    { ...renewal, name: "a renewal", events: renewal.story, mails: [`${renewal.orderKey}#receipt`] },
    { ...intent, name: "a payment intent", events: intent.story, mails: [`${intent.orderKey}#confirmation`] },
  ];
}

function mailsOf({ ledger }: MailWorld): string[] {
  const sent = [...ledger.entries].filter(([, { state }]) => state === "sent");
  return sent.map(([key]) => key.replace(/^mail#/, "")).toSorted();
}

describe("the mails of", () => {
  it.each(scenarios())("$name are sent once, to the customer, and a replay sends none", async (scenario) => {
    const w = mailWorld(scenario.objects);
    for (const event of [...scenario.events, ...scenario.events]) await w.handle(event);
    expect(mailsOf(w)).toEqual(scenario.mails.toSorted());
    expect(w.sent).toHaveLength(scenario.mails.length);
    expect(w.metrics.total("EmailsSent")).toBe(scenario.mails.length);
    for (const mail of w.sent)
      expect(mail).toMatchObject({ from: "shop@example.com", to: expect.stringMatching(/@example\.com$/) });
  });

  it("any purchase are the same in any order, delivered any number of times, handled at the same time or not", async () => {
    const arrivals = fc
      .constantFrom(...scenarios(), ...scenarios({ contents: "metadata", account: "acct_1" }))
      .chain((scenario) =>
        fc.record({
          scenario: fc.constant(scenario),
          concurrent: fc.boolean(),
          events: fc.array(fc.constantFrom(...scenario.events), { maxLength: 5 }).chain((again) => {
            const all = [...scenario.events, ...again];
            return fc.shuffledSubarray(all, { minLength: all.length });
          }),
        }),
      );
    await fc.assert(
      fc.asyncProperty(arrivals, async ({ scenario, concurrent, events }) => {
        const w = mailWorld(scenario.objects);
        let records = events.map((event, index) => ({ event, message: `message-${index}` }));
        while (records.length > 0) {
          // What fails comes back, as from the queue.
          const back: typeof records = [];
          const attempt = (record: (typeof records)[number]): Promise<void> =>
            w.handle(record.event, record.message).catch(() => void back.push(record));
          if (concurrent) await Promise.all(records.map(attempt));
          else for (const record of records) await attempt(record);
          records = back;
        }
        expect(mailsOf(w)).toEqual(scenario.mails.toSorted());
        expect(w.sent).toHaveLength(scenario.mails.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a mail", () => {
  const purchase = samplePurchase({ kind: "payment", seed: "one" });

  it("names what was bought and what was paid", async () => {
    const w = mailWorld(purchase.objects);
    await w.handle(purchase.events.completed);
    expect(w.sent[0]?.text).toContain("2 x Blue mug: SGD 29.00\n1 x T-shirt, medium: SGD 29.00");
    expect(w.sent[0]?.text).toContain("Total: SGD 58.00");
  });

  it("of a refund says whether it is full, by what was paid", async () => {
    const { partialRefund, fullRefund } = purchase.aftermath;
    const w = mailWorld([...purchase.objects, ...partialRefund.objects, ...fullRefund.objects]);
    await w.handle(partialRefund.events.refundCreated);
    await w.handle(fullRefund.events.refundUpdated);
    expect(w.sent.map(({ subject }) => subject)).toEqual([
      "Part of your order has been refunded",
      "Your order has been refunded",
    ]);
  });

  it("is not sent without an address, and that is counted", async () => {
    const nobody = samplePurchase({ kind: "payment", seed: "two", customer: { email: null } });
    const w = mailWorld(nobody.objects);
    await w.handle(nobody.events.completed);
    expect(w.sent).toEqual([]);
    expect(w.metrics.total("EmailsWithoutAddress", { Kind: "confirmation" })).toBe(1);
    expect(w.log.lines).toMatchObject([{ level: "warn", message: "no mail: no address is known" }]);
    expect(w.ledger.entries.size).toBe(0);
  });

  it.each(["jenny@example.com\r\nBcc: all@example.com", "jenny\u0000@example.com", "nobody"])(
    "to %j is refused by cause",
    async (email) => {
      const hostile = samplePurchase({ kind: "payment", seed: "three", customer: { email } });
      const w = mailWorld(hostile.objects);
      await expect(w.handle(hostile.events.completed)).rejects.toMatchObject({
        causeCode: "mail-refused",
        disposition: "reject",
        message: "the customer's address is none that a mail can be sent to",
      });
      expect(w.metrics.total("EmailsOutcomeUnknown")).toBe(0);
      expect(w.sent).toEqual([]);
      expect(w.ledger.entries.size).toBe(0);
    },
  );

  it("to an address that bounced is counted as suppressed, and not as sent", async () => {
    const w = mailWorld(purchase.objects);
    w.ledger.undeliverable.add(String(purchase.customer.email));
    await w.handle(purchase.events.completed);
    expect(w.metrics.total("EmailsSuppressed", { Kind: "confirmation" })).toBe(1);
    expect([w.metrics.total("EmailsSent"), w.sent]).toEqual([0, []]);
  });

  it("waits for a sender in the secret", async () => {
    const w = mailWorld(purchase.objects, { secrets: { read: () => Promise.resolve({}) } });
    await expect(w.handle(purchase.events.completed)).rejects.toMatchObject({
      causeCode: "secret-unavailable",
      message: "the secret holds no ses_from_email yet",
    });
    expect(w.ledger.entries.size).toBe(0);
  });

  it("whose outcome is unknown is counted, and does not keep back the next one of its event", async () => {
    const { restRefund } = purchase.aftermath;
    const w = mailWorld([...purchase.objects, ...restRefund.objects]);
    let responses = 0;
    w.response = () =>
      responses++ === 0
        ? { outcome: "unknown", reason: "TimeoutError" }
        : { outcome: "accepted", sesMessageId: "ses-2" };
    await expect(w.handle(restRefund.events.chargeRefunded)).rejects.toMatchObject({ causeCode: "outcome-unknown" });
    expect(w.sent).toHaveLength(1);
    expect(w.metrics.total("EmailsOutcomeUnknown", { Kind: "refund" })).toBe(1);
  });

  it("is not sent for the refund of a payment with which nothing was sold", async () => {
    const foreign = samplePurchase({ kind: "payment-intent", seed: "foreign", contents: "line-items" });
    const { fullRefund } = foreign.aftermath;
    const w = mailWorld([...foreign.objects, ...fullRefund.objects]);
    for (const event of [...foreign.story, ...fullRefund.story]) await w.handle(event, "message-1", 3);
    expect(w.sent).toEqual([]);
    const eventId = fullRefund.events.refundCreated.id;
    const message = "no mail: nothing was sold with this payment";
    expect(w.log.lines).toContainEqual({ level: "info", message, eventId });
    expect(w.ledger.entries.size).toBe(0);
  });

  it("waits for what a payment bought while Stripe's lists may be behind", async () => {
    const { aftermath } = purchase;
    const intent = purchase.objects.filter(({ object }) => object === "payment_intent");
    const w = mailWorld([...aftermath.fullRefund.objects, ...intent]);
    await expect(w.handle(aftermath.fullRefund.events.refundUpdated)).rejects.toMatchObject({
      causeCode: "stripe-behind",
    });
    expect(w.sent).toEqual([]);
  });

  it("of a parcel waits for what was bought where the warehouse is faster than Stripe's lists", async () => {
    const { orderKey: order, objects, ids } = purchase;
    const { event } = reportOf({ kind: "shipped", order, parcel: "1" });
    const w = mailWorld(objects.filter(({ id }) => id !== ids.session));
    await expect(w.handle(event)).rejects.toMatchObject({ causeCode: "stripe-behind" });
    const later = mailWorld(objects);
    await later.handle(event);
    expect(later.sent.map(({ kind }) => kind)).toEqual(["shipped"]);
  });

  it("that a former version marked under its event's own id is not sent under the order's", async () => {
    const invoiced = samplePurchase({ kind: "invoiced", seed: "former" });
    const w = mailWorld(invoiced.objects);
    const { token, messageId } = { token: "former", messageId: "former" };
    await w.ledger.claim(`mail#${invoiced.ids.invoice}#receipt`, { token, messageId, leaseUntil: 0, eventId: "evt_1" });
    await w.ledger.markSent(`mail#${invoiced.ids.invoice}#receipt`, token, "ses-0");
    for (const event of invoiced.story) await w.handle(event);
    expect(w.sent.map(({ kind }) => kind)).toEqual(["confirmation"]);
  });

  it("is logged by event and key, without address and without its words", async () => {
    const w = mailWorld(purchase.objects);
    await w.handle(purchase.events.completed);
    await w.handle(purchase.events.completed);
    const eventId = purchase.events.completed.id;
    const mailKey = `mail#${purchase.orderKey}#confirmation`;
    expect(w.log.lines).toEqual([
      { level: "info", message: "mail sent", eventId, mailKey },
      { level: "info", message: "mail already-sent", eventId, mailKey },
    ]);
    expect(w.metrics.total("EmailsSent", { Kind: "confirmation" })).toBe(1);
    expect(w.metrics.total("EventsRepeated", { Consumer: "email" })).toBe(1);
    const logged = JSON.stringify(w.log.lines);
    expect(logged).toContain(purchase.events.completed.id);
    expect(logged).not.toContain("@");
    expect(logged).not.toContain("mug");
  });
});
