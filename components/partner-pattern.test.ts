import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readStripeEvent, type StripeEvent } from "../domain/event/event.ts";
import { fewerEffects } from "../domain/event/fewer-effects.ts";
import { type Effect, emailEventTypes, inventoryEventTypes } from "../domain/event/types.ts";
import { compilePattern } from "../packages/aws-offline/pattern/pattern.ts";
import { Traffic } from "../packages/stripe-offline/traffic/traffic.ts";
import { partnerPattern } from "./partner-pattern.ts";

const traffic = new Traffic({ run: "partner", at: 1_790_000_000, selfContained: false });
const events = Array.from({ length: traffic.cycleLength }, (_, index) => traffic.event(index));

const branches = [
  { effect: "mail", eventTypes: emailEventTypes },
  { effect: "stock", eventTypes: inventoryEventTypes },
] as const;

const mayHave = (effect: Effect, event: StripeEvent): boolean => fewerEffects(event)?.includes(effect) ?? true;

/** As it comes on the bus. */
const passes = (filter: (typeof branches)[number], event: { type?: unknown }): boolean =>
  compilePattern(partnerPattern({ ...filter, livemode: false }))({ "detail-type": event.type, detail: event });

const option = fc.constantFrom({}, { capture_method: "manual" }, { capture_method: null });
/** Options are those of methods that the payment can be made by; a debit has nothing to capture. */
const methods = fc.subarray(["card", "link", "klarna", "sepa_debit"], { minLength: 1 }).chain((types) => {
  const captured = types.filter((type) => type !== "sepa_debit");
  const options = captured.length === 0 ? fc.constant({}) : fc.dictionary(fc.constantFrom(...captured), option);
  return fc.record({ payment_method_types: fc.constant(types), payment_method_options: options });
});
const changes = fc
  .tuple(
    methods,
    fc.record(
      {
        mode: fc.constantFrom("payment", "subscription", "setup", null),
        capture_method: fc.constantFrom("automatic", "automatic_async", "manual"),
        metadata: fc.constantFrom(null, {}, { products: "" }, { products: null }, { products: "[]" }),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([each, other]) => ({ ...each, ...other }));

describe.each(branches)("the partner bus's pattern for $effect", (filter) => {
  it("leaves out no event that can have the effect, whatever its object is like", () => {
    const changed = fc.tuple(fc.constantFrom(...events), changes).map(([event, change]) => {
      const { data } = event as { data: { object: object } };
      return { ...event, data: { object: { ...data.object, ...change } } };
    });
    fc.assert(
      fc.property(changed, (event) => {
        const read = readStripeEvent(event);
        const isHandled = filter.eventTypes.some((type) => type === read.type);
        return !isHandled || !mayHave(filter.effect, read) || passes(filter, event);
      }),
      { numRuns: 3000 },
    );
  });

  it("passes of a shop's usual mix just what can have the effect", () => {
    for (const event of events) {
      const read = readStripeEvent(event);
      const isHandled = filter.eventTypes.some((type) => type === read.type);
      expect(passes(filter, event), `${read.type} ${read.id}`).toBe(isHandled && mayHave(filter.effect, read));
    }
  });

  it("passes a thin event of a payment, which has no object", () => {
    const thin = { id: "evt_1", object: "v2.core.event", type: "v1.payment_intent.succeeded", livemode: false };
    expect(passes(filter, thin)).toBe(true);
  });
});
