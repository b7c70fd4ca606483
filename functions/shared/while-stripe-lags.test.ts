import { describe, expect, it } from "vitest";
import { readStripeEvent } from "../../domain/event/event.ts";
import { type TypedEvent, typedEvent } from "../../domain/event/typed-event.ts";
import { retryable } from "../../domain/failure.ts";
import { whileStripeLags } from "./while-stripe-lags.ts";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { memoryStripe } from "../../packages/stripe-offline/memory-stripe.ts";
import { mailWorld } from "../email-processor/testing.ts";

describe("whileStripeLags", () => {
  const { events, aftermath } = samplePurchase({ kind: "invoiced", seed: "lags" });
  const invoice = typedEvent(readStripeEvent(events.invoicePaid));
  const session = typedEvent(readStripeEvent(events.completed));
  const refund = typedEvent(readStripeEvent(aftermath.fullRefund.events.refundCreated));

  async function attempt(event: TypedEvent, receives: number, errors: readonly Error[]) {
    const pauses: number[] = [];
    const asked: boolean[] = [];
    const ports = { stripe: {}, wait: (milliseconds: number) => Promise.resolve(void pauses.push(milliseconds)) };
    const outcome = whileStripeLags(event, { receives }, ports, (_stripe, listsSettled) => {
      const error = errors[asked.push(listsSettled) - 1];
      return error === undefined ? Promise.resolve() : Promise.reject(error);
    });
    const failed = await outcome.then(
      () => undefined,
      (error: unknown) => error,
    );
    return { pauses, asked, failed };
  }
  const behind = retryable("stripe-behind", "not listed");
  const down = retryable("stripe-unavailable", "down");

  it.each([invoice, session])(
    "asks again within a receive for what a $kind follows, and then gives the record back",
    async (event) => {
      const never = await attempt(event, 1, [behind, behind, behind, behind]);
      expect(never).toEqual({ pauses: [250, 750, 2000], asked: [false, false, false, false], failed: behind });
      expect(await attempt(event, 2, [behind])).toEqual({ pauses: [250], asked: [false, false], failed: undefined });
    },
  );

  it("asks once for what comes long after what it follows, and where the lists are believed", async () => {
    expect(await attempt(refund, 2, [behind])).toEqual({ pauses: [], asked: [false], failed: behind });
    expect(await attempt(invoice, 3, [behind])).toEqual({ pauses: [], asked: [true], failed: behind });
  });

  it.each([down, new Error("a fault of ours")])("waits for nothing else: %s", async (error) => {
    expect(await attempt(invoice, 1, [error])).toEqual({ pauses: [], asked: [false], failed: error });
  });
});

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
