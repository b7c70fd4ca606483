import { Stripe } from "stripe";
import { afterEach, describe, expect, it } from "vitest";
import { readStripeEvent } from "../../../../domain/event/event.ts";
import { createClock } from "../../../aws-offline/clock.ts";
import {
  sampleBody,
  type SampleEvent,
  samplePurchase,
  thinEventOf,
  type SampleThinEvent,
  type SampleWholeThinEvent,
} from "../../samples/index.ts";
import { signBody } from "../../sign.ts";
import { everyPurchase } from "../../scenarios/purchases.ts";
import { type OfflineStripeApi, startStripeApi } from "../stripe-api.ts";

const secret = "whsec_0123456789abcdef0123456789abcdef";
const open: OfflineStripeApi[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((api) => api.close()));
});

async function start(events: readonly SampleEvent[] = []) {
  const api = await startStripeApi({ port: 0, apiKey: "sk_test_1", clock: createClock() });
  open.push(api);
  for (const event of events) api.put(event);
  const stripe = new Stripe("sk_test_1", {
    host: "127.0.0.1",
    port: api.port,
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
  });
  return { api, stripe };
}

const { events, aftermath } = samplePurchase({ kind: "payment", seed: "thin" });
const story = [events.paymentSucceeded, events.completed, ...aftermath.disputeWon.story];

describe("thin events", () => {
  it("are what stripe-node reads as notifications, and fetches the event and the object of", async () => {
    const { stripe } = await start(story);
    for (const event of story) {
      const body = sampleBody(thinEventOf(event));
      const notification = stripe.parseEventNotification(body, signBody(body, secret), secret);
      expect(notification).toMatchObject({ type: `v1.${event.type}`, snapshot_event: event.id });
      expect(await notification.fetchEvent()).toMatchObject({ id: notification.id, type: notification.type });
      if (!("fetchRelatedObject" in notification)) throw new Error("no object");
      expect(await notification.fetchRelatedObject()).toMatchObject({ id: event.data.object.id });
    }
  });

  it("are fetched on the account that their context names", async () => {
    const connected = samplePurchase({ kind: "payment", seed: "thin", account: "acct_1" }).events.completed;
    const { stripe } = await start([connected]);
    const body = sampleBody(thinEventOf(connected));
    const notification = stripe.parseEventNotification(body, signBody(body, secret), secret);
    if (!("fetchRelatedObject" in notification)) throw new Error("no object");
    expect(await notification.fetchRelatedObject()).toMatchObject({ id: connected.data.object.id });
    await expect(stripe.v2.core.events.retrieve(notification.id)).rejects.toThrow("No such event");
  });

  it("are read here as Stripe's types describe them, under the snapshot event's id and type", () => {
    const others = everyPurchase(() => ({ seed: "thin" })).flatMap(({ events: all }) => all);
    for (const event of [...story, ...others]) {
      const { related_object: related, ...thin } = thinEventOf(event) satisfies SampleThinEvent;
      expect(readStripeEvent({ ...thin, related_object: related })).toMatchObject({
        id: event.id,
        type: event.type,
        created: event.created,
        thin: { id: thin.id, url: related.url },
      });
    }
  });

  it("show what changed, as the snapshot event's previous attributes do", async () => {
    const { stripe } = await start(story);
    const { disputeClosed } = aftermath.disputeWon.events;
    const thin = await stripe.v2.core.events.retrieve(thinEventOf(disputeClosed).id);
    const changes: SampleWholeThinEvent["changes"] = {
      before: { status: "under_review" },
      after: { status: "won" },
    };
    expect(thin).toMatchObject({ changes });
    expect(await stripe.v2.core.events.retrieve(thinEventOf(events.completed).id)).toMatchObject({ changes: null });
  });

  it("are listed by type, object and time, the latest first, page by page", async () => {
    const many = Array.from(
      { length: 25 },
      (_, index) =>
        samplePurchase({ kind: "payment", seed: `thin ${index}`, at: 1_790_000_000 + index }).events.completed,
    );
    const { stripe } = await start([...many, events.paymentSucceeded]);
    const listed: string[] = [];
    for await (const { id } of stripe.v2.core.events.list({ types: ["v1.checkout.session.completed"], limit: 10 })) {
      listed.push(id);
    }
    expect(listed).toEqual(many.toReversed().map((event) => thinEventOf(event).id));
    const about = await stripe.v2.core.events.list({ object_id: events.paymentSucceeded.data.object.id });
    expect(about.data.map(({ type }) => type)).toEqual(["v1.payment_intent.succeeded"]);
    const gte = many[20]?.created ?? 0;
    const late = await stripe.v2.core.events.list({ types: ["v1.checkout.session.completed"], created: { gte } });
    expect(late.data).toHaveLength(5);
  });

  it("that passed the webhook leave their snapshot event delivered", async () => {
    const { api, stripe } = await start(story);
    api.learn(thinEventOf(events.completed));
    const undelivered = await stripe.events.list({ delivery_success: false });
    expect(undelivered.data.map(({ type }) => type)).not.toContain("checkout.session.completed");
    expect(undelivered.data).toHaveLength(story.length - 1);
  });
});

describe("event destinations", () => {
  const url = "http://127.0.0.1:4000/webhook";
  const params = (payload: "snapshot" | "thin") => ({
    type: "webhook_endpoint" as const,
    name: "orders",
    enabled_events: [payload === "thin" ? "v1.invoice.paid" : "invoice.paid"],
    event_payload: payload,
    webhook_endpoint: { url },
  });

  it("are created with a secret that is shown once, and listed with the webhook endpoints", async () => {
    const { stripe } = await start();
    const include = ["webhook_endpoint.signing_secret", "webhook_endpoint.url"];
    const thin = await stripe.v2.core.eventDestinations.create({ ...params("thin"), include });
    expect(thin.webhook_endpoint?.signing_secret).toMatch(/^whsec_/u);
    expect(thin).toMatchObject({ event_payload: "thin", status: "enabled" });
    await stripe.webhookEndpoints.create({ url: "http://127.0.0.1:4001", enabled_events: ["invoice.paid"] });
    const listed = await stripe.v2.core.eventDestinations.list({ include: ["webhook_endpoint.url"] });
    expect(listed.data).toMatchObject([
      { id: thin.id, event_payload: "thin", webhook_endpoint: { url } },
      { event_payload: "snapshot", webhook_endpoint: { url: "http://127.0.0.1:4001" } },
    ]);
    expect(JSON.stringify(listed)).not.toContain("whsec_");
  });

  it("are updated, disabled, enabled and deleted", async () => {
    const { stripe } = await start();
    const { eventDestinations } = stripe.v2.core;
    const { id } = await eventDestinations.create(params("snapshot"));
    const changed = await eventDestinations.update(id, { enabled_events: ["invoice.paid", "refund.created"] });
    expect(changed).toMatchObject({ enabled_events: ["invoice.paid", "refund.created"] });
    expect(await eventDestinations.disable(id)).toMatchObject({ status: "disabled" });
    expect(await eventDestinations.enable(id)).toMatchObject({ status: "enabled" });
    await eventDestinations.del(id);
    await expect(eventDestinations.retrieve(id)).rejects.toThrow("No such event destination");
  });

  it("refuse types of the other payload, and a version for thin events", async () => {
    const { stripe } = await start();
    const { eventDestinations } = stripe.v2.core;
    const crossed = { ...params("thin"), enabled_events: ["invoice.paid"] };
    await expect(eventDestinations.create(crossed)).rejects.toThrow("invoice.paid is not a type of a thin event");
    const pinned = { ...params("thin"), snapshot_api_version: "2026-10-28.endive" };
    await expect(eventDestinations.create(pinned)).rejects.toThrow("not pinned");
  });
});
