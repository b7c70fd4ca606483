import { describe, expect, it } from "vitest";
import { readStripeEvent } from "../../domain/event/event.ts";
import { typedEvent } from "../../domain/event/typed-event.ts";
import { memoryStripe } from "../../packages/stripe-offline/memory-stripe.ts";
import { samplePurchase } from "../../packages/stripe-offline/samples/index.ts";
import { released } from "../../packages/stripe-offline/scenarios/rare-captures.ts";
import { refundsOf } from "./refunds.ts";

const { partialRefund, restRefund, failedRefund } = samplePurchase({ kind: "payment", seed: "refunds" }).aftermath;
const read = (event: object, objects: readonly object[]) =>
  refundsOf(typedEvent(readStripeEvent(event)), memoryStripe(objects));

describe("refundsOf", () => {
  it("reads an event's own refund without a call", async () => {
    const { refundCreated } = partialRefund.events;
    expect(await read(refundCreated, [])).toMatchObject([{ id: refundCreated.data.object.id }]);
  });

  it("takes a refund that names no charge as it is, though it moved no money", async () => {
    const { data, ...event } = released(partialRefund.events.refundCreated, 100);
    const object = { ...data.object, charge: null };
    const stripe = memoryStripe([]);
    const refunds = await refundsOf(typedEvent(readStripeEvent({ ...event, data: { object } })), stripe);
    expect([refunds.map(({ id }) => id), stripe.calls]).toEqual([[object.id], []]);
  });

  it.each(["charge.expired", "charge.dispute.created", "payment_intent.canceled"])(
    "finds none in %s, without a call",
    async (type) => {
      const { captured: _silent, ...object } = partialRefund.events.chargeRefunded.data.object;
      const stripe = memoryStripe(partialRefund.objects);
      const event = readStripeEvent({ ...partialRefund.events.chargeRefunded, type, data: { object } });
      expect([await refundsOf(typedEvent(event), stripe), stripe.calls]).toEqual([[], []]);
    },
  );

  it("asks again later while Stripe lists less than was refunded", async () => {
    const { chargeRefunded } = restRefund.events;
    const retried = { disposition: "retry", causeCode: "stripe-behind" };
    await expect(read(chargeRefunded, [])).rejects.toMatchObject(retried);
    const { id, amount_refunded: all } = chargeRefunded.data.object;
    const message = `Stripe lists ${partialRefund.events.refundCreated.data.object.amount} of ${all} refunded of ${id} so far`;
    await expect(read(chargeRefunded, partialRefund.objects)).rejects.toMatchObject({ ...retried, message });
    expect(await read(chargeRefunded, restRefund.objects)).toHaveLength(2);
  });

  it("is done with a list that holds a refund which failed since", async () => {
    expect(await read(failedRefund.events.chargeRefunded, failedRefund.objects)).toMatchObject([{ status: "failed" }]);
  });

  it("takes nothing for a refund of what was never captured", async () => {
    const { chargeRefunded } = restRefund.events;
    const charge = { ...chargeRefunded.data.object, captured: false, amount_captured: 0 };
    const release = released(restRefund.events.refundCreated, charge.amount);
    expect(await read({ ...chargeRefunded, data: { object: charge } }, restRefund.objects)).toEqual([]);
    expect(await read(release, [charge])).toEqual([]);
  });

  it("takes nothing for a refund of the part that was not captured", async () => {
    const { chargeRefunded, refundCreated } = partialRefund.events;
    const { object: refund } = refundCreated.data;
    const release = released(refundCreated, 100);
    const { object } = chargeRefunded.data;
    const charge = { ...object, amount_captured: object.amount - 100, amount_refunded: refund.amount + 100 };
    const objects = [charge, refund, release.data.object];
    expect(await read({ ...chargeRefunded, data: { object: charge } }, objects)).toMatchObject([{ id: refund.id }]);
    expect(await read(release, objects)).toEqual([]);
    // Some payment methods show no transaction: what gives back more than was left uncaptured moved money.
    expect(await read(released(refundCreated, 101), objects)).toHaveLength(1);
  });
});
