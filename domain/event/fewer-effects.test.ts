import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Traffic } from "../../packages/stripe-offline/traffic/traffic.ts";
import { mailsOfEvent } from "../mail/mails-of-event.ts";
import { factsOfEvent } from "../stock/facts-of-event.ts";
import { readStripeEvent, type StripeEvent } from "./event.ts";
import { fewerEffects } from "./fewer-effects.ts";
import type { Refund } from "./objects.ts";
import { typedEvent } from "./typed-event.ts";
import { stripeEventTypes } from "./types.ts";

const traffic = new Traffic({ run: "effects", at: 1_790_000_000, selfContained: false });
const events = Array.from({ length: traffic.cycleLength }, (_, index) => readStripeEvent(traffic.event(index)));

/** What decides about effects, in values that Stripe sends and in others. */
const changes = fc.record(
  {
    mode: fc.constantFrom("payment", "subscription", "setup"),
    payment_status: fc.constantFrom("paid", "unpaid", "no_payment_required"),
    capture_method: fc.constantFrom("automatic", "automatic_async", "manual"),
    payment_method_options: fc.constantFrom(null, {}, { card: { capture_method: "manual" } }, { card: null }),
    metadata: fc.constantFrom(null, {}, { products: "" }, { products: null }, { products: 7 }, { products: "[]" }),
    status: fc.constantFrom("pending", "succeeded", "failed", "requires_capture"),
    captured: fc.boolean(),
  },
  { requiredKeys: [] },
);

const refund: Refund = {
  id: "re_1",
  amount: 1,
  currency: "eur",
  status: "succeeded",
  unbooked: false,
};

/** What the consumers would do, whatever refunds Stripe lists. */
const acted = (event: StripeEvent): string[] => {
  const typed = typedEvent(event);
  const shown = [[refund], typed.kind === "refund" ? [typed.refund] : []];
  return [
    ...(shown.some((refunds) => mailsOfEvent(typed, refunds).length > 0) ? ["mail"] : []),
    ...(shown.some((refunds) => factsOfEvent(typed, refunds) !== undefined) ? ["stock"] : []),
  ];
};

describe("the effects that an event cannot have", () => {
  it("are those that no consumer would bring about", () => {
    const changed = fc
      .tuple(fc.constantFrom(...events), changes)
      .map(([event, change]) => ({ ...event, object: { ...event.object, ...change } }));
    fc.assert(
      fc.property(changed, (event) => {
        const left = fewerEffects(event) ?? ["order", "mail", "stock"];
        expect(left).toEqual(expect.arrayContaining(["order", ...acted(event)]));
      }),
      { numRuns: 3000 },
    );
  });

  it("are mail and stock of each payment whose session or invoice brings them about", () => {
    const payments = events.filter(({ type }) => type === "payment_intent.succeeded");
    const own = payments.filter((event) => acted(event).length > 0);
    expect(payments.length).toBeGreaterThan(3 * own.length);
    for (const event of payments) {
      expect(fewerEffects(event), event.id).toEqual(own.includes(event) ? undefined : ["order"]);
    }
  });

  it.each(stripeEventTypes)("are none of a %s that travels without its object", (type) => {
    const stub = { id: "evt_1", type, created: 1, livemode: false, object: { id: "pi_1" } };
    expect(fewerEffects({ ...stub, oversize: true })).toBeUndefined();
    expect(fewerEffects({ ...stub, oversize: false, thin: { id: "evt_2" } })).toBeUndefined();
  });

  it("are none of a type that nobody handles", () => {
    expect(
      fewerEffects({ id: "e", type: "x", created: 1, livemode: false, object: {}, oversize: false }),
    ).toBeUndefined();
  });
});
