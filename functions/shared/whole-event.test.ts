import { describe, expect, it } from "vitest";
import { readStripeEvent, type StripeObject } from "../../domain/event/event.ts";
import { retryable } from "../../domain/failure.ts";
import { memoryStripe } from "../../packages/stripe-offline/memory-stripe.ts";
import {
  type SampleEvent,
  samplePurchase,
  thinEventOf,
  wholeThinEventOf,
} from "../../packages/stripe-offline/samples/index.ts";
import { memoryJournal, recordMetrics } from "./testing.ts";
import { wholeEvent } from "./whole-event.ts";

const { events, aftermath } = samplePurchase({ kind: "payment", seed: "whole" });

function world(...objects: object[]) {
  const stripe = memoryStripe(objects);
  const metrics = recordMetrics();
  const waits: number[] = [];
  const ports = {
    consumer: "orders",
    stripe,
    journal: memoryJournal(),
    metrics,
    wait: (milliseconds: number) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
  };
  const whole = (event: object) => wholeEvent(readStripeEvent(structuredClone(event)), ports);
  return { ports, stripe, metrics, waits, whole };
}

/** Stripe with an object in its state of now, and what it says of the event. */
const stripeSince = (event: SampleEvent, changes: object) =>
  world({ ...event.data.object, ...changes }, wholeThinEventOf(event), event);

describe("wholeEvent", () => {
  it("leaves a snapshot event, and a thin one of a type that nobody handles, as it is", async () => {
    const { whole, stripe } = world();
    expect((await whole(events.completed)).object).toEqual(events.completed.data.object);
    const { object } = await whole({ ...thinEventOf(events.completed), type: "v1.customer.created" });
    expect(object).toMatchObject({ type: "checkout.session" });
    expect(stripe.calls).toEqual([]);
  });

  it("fetches a thin event's object, and makes it an event as its snapshot's", async () => {
    const { whole, stripe, metrics } = stripeSince(events.completed, {});
    const event = await whole(thinEventOf(events.completed));
    const { api_version: _version, ...sent } = events.completed;
    expect(event).toEqual({ ...readStripeEvent(sent) });
    expect(stripe.calls).toEqual([`object /v1/checkout/sessions/${events.completed.data.object.id}`]);
    expect(metrics.total("ThinFetched", { Consumer: "orders" })).toBe(1);
  });

  it("refuses a thin event that names no object", async () => {
    const { whole } = world();
    const nameless = { ...thinEventOf(events.completed), related_object: null };
    await expect(whole(nameless)).rejects.toMatchObject({ causeCode: "invalid-event", disposition: "reject" });
  });

  it("asks once for all consumers: the others wait for what the first got", async () => {
    const { whole, stripe } = stripeSince(events.completed, {});
    const thin = thinEventOf(events.completed);
    const [one, ...others] = await Promise.all([whole(thin), whole(thin), whole(thin)]);
    expect(others).toEqual([one, one]);
    expect(stripe.calls).toHaveLength(1);
  });

  it("asks too when the first never got it", async () => {
    const { whole, stripe, ports, waits } = stripeSince(events.completed, {});
    await ports.journal.claimFetch(events.completed.id);
    await whole(thinEventOf(events.completed));
    expect(waits.length).toBeGreaterThan(0);
    expect(stripe.calls).toHaveLength(1);
  });
});

describe("an object that has moved on", () => {
  const statusAfter = async (event: SampleEvent, changes: object): Promise<unknown> =>
    (await stripeSince(event, changes).whole(thinEventOf(event))).object["status"];
  const { refundCreated, refundUpdated } = aftermath.fullRefund.events;
  const { refundCreated: pending, refundFailed } = aftermath.failedRefund.events;
  const { disputeCreated, disputeClosed } = aftermath.disputeWon.events;

  it.each<[string, SampleEvent, object, unknown]>([
    ["a refund that failed after it had succeeded", refundCreated, { status: "failed" }, "succeeded"],
    ["an update of a refund that was canceled since", refundUpdated, { status: "canceled" }, "succeeded"],
    ["a refund that failed while it was pending", pending, { status: "failed" }, "pending"],
    ["a refund's failure", refundFailed, { status: "pending" }, "failed"],
    ["a dispute that was won before it was lost", disputeClosed, { status: "lost" }, "won"],
    ["a dispute's opening, won since", disputeCreated, { status: "won" }, "needs_response"],
    ["an inquiry's opening, closed since", disputeCreated, { status: "warning_closed" }, "warning_needs_response"],
    ["a dispute that was prevented", disputeCreated, { status: "prevented" }, "prevented"],
    ["a session that expired after it was completed", events.completed, { status: "expired" }, "complete"],
  ])("is read as it was: %s", async (_name, event, changes, status) => {
    expect(await statusAfter(event, changes)).toBe(status);
  });

  it("needs no second request where the type says enough: an attempt that failed, of an intent that succeeded", async () => {
    const { whole, stripe } = stripeSince(events.paymentFailed, { status: "succeeded", amount_received: 5800 });
    const { type, object } = await whole(thinEventOf(events.paymentFailed));
    expect([type, object["status"]]).toEqual(["payment_intent.payment_failed", "succeeded"]);
    expect(stripe.calls).toHaveLength(1);
  });

  it("is asked of /v2/core/events, and of the snapshot event only where that does not show it", async () => {
    const closed = stripeSince(disputeClosed, { status: "lost" });
    await closed.whole(thinEventOf(disputeClosed));
    expect(closed.stripe.calls.map((call) => call.split(" ")[0])).toEqual(["object", "thin"]);
    const created = stripeSince(refundCreated, { status: "failed" });
    await created.whole(thinEventOf(refundCreated));
    expect(created.stripe.calls.map((call) => call.split(" ")[0])).toEqual(["object", "thin", "event"]);
  });

  it("is taken as it is where Stripe has no snapshot event of it, or no longer", async () => {
    const { snapshot_event: _none, ...alone } = wholeThinEventOf(refundCreated);
    const now: StripeObject = { ...refundCreated.data.object, status: "failed" };
    const none = world(now, alone);
    const { snapshot_event: _gone, ...thin } = thinEventOf(refundCreated);
    expect((await none.whole(thin)).object).toEqual(now);
    const gone = world(now, wholeThinEventOf(refundCreated));
    expect((await gone.whole(thinEventOf(refundCreated))).object).toEqual(now);
  });

  it("is taken as it is when Stripe no longer has the event", async () => {
    const now = { ...disputeClosed.data.object, status: "lost" };
    expect((await world(now).whole(thinEventOf(disputeClosed))).object).toEqual(now);
  });

  it("is waited for while Stripe does not respond", async () => {
    const failure = retryable("stripe-unavailable", "no answer");
    const { whole, ports } = stripeSince(refundCreated, { status: "failed" });
    ports.stripe.retrieveThinEvent = () => Promise.reject(failure);
    await expect(whole(thinEventOf(refundCreated))).rejects.toBe(failure);
  });
});
