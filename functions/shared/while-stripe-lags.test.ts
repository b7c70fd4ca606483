import { describe, expect, it } from "vitest";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { memoryStripe } from "../../packages/stripe-offline/memory-stripe.ts";
import { mailWorld } from "../email-processor/testing.ts";

describe("one handling of an event", () => {
  it("asks Stripe for an object once, however many of its steps need it", async () => {
    const { events, ids, objects } = samplePurchase({ kind: "invoiced", seed: "asked once" });
    // Paid from the customer's balance: the invoice's key and its contents depend on the same response.
    const free = { amount_due: 0, amount_paid: 0, amount_remaining: 0 };
    const invoice = { ...events.invoicePaid.data.object, ...free };
    const rest = objects.filter(({ object }) => !["invoice", "invoice_payment", "payment_intent"].includes(object));
    const stripe = memoryStripe([...rest, invoice]);
    const world = mailWorld([], { stripe });
    await world.handle({ ...events.invoicePaid, data: { object: invoice } });
    expect(world.sent).toHaveLength(1);
    expect(stripe.calls.filter((call) => call === `invoice ${ids.invoice}`)).toHaveLength(1);
  });
});
