import type Stripe from "stripe";
import { sampleId } from "./ids.ts";
import type { SampleEvent, SampleObject } from "./types.ts";

/** A thin event as Stripe posts it. */
export interface SampleThinEvent extends Pick<
  Stripe.V2.Core.Event,
  "id" | "object" | "context" | "created" | "livemode" | "reason" | "snapshot_event" | "type"
> {
  related_object: { id: string; type: string; url: string };
}

/** The response of `/v2/core/events/{id}`. */
export interface SampleWholeThinEvent extends SampleThinEvent {
  changes: { before: Record<string, unknown> | null; after: Record<string, unknown> } | null;
}

const paths: Readonly<Record<string, string>> = {
  "checkout.session": "checkout/sessions",
  invoice_payment: "invoice_payments",
};

/** Where Stripe's API has an object: `/v1/refunds/re_1`. */
function urlOf({ id, object }: SampleObject): string {
  return `/v1/${paths[object] ?? `${object}s`}/${id}`;
}

/** The thin event of the same fact. @see https://docs.stripe.com/event-destinations#thin-events */
export function thinEventOf(event: SampleEvent): SampleThinEvent {
  const { id, type, created, livemode, request } = event;
  const context = event.context ?? event.account;
  const { object } = event.data;
  return {
    id: sampleId("evt_thin", id),
    object: "v2.core.event",
    ...(context === undefined ? {} : { context }),
    created: new Date(created * 1000).toISOString(),
    livemode,
    ...(request.id === null
      ? {}
      : { reason: { type: "request", request: { id: request.id, idempotency_key: request.idempotency_key ?? "" } } }),
    related_object: { id: object.id, type: object.object, url: urlOf(object) },
    snapshot_event: id,
    type: `v1.${type}` as SampleThinEvent["type"],
  };
}

/** With what the event changed, which a snapshot event shows by its `previous_attributes`. */
export function wholeThinEventOf(event: SampleEvent): SampleWholeThinEvent {
  const { object, previous_attributes: before } = event.data;
  const members = new Map<string, unknown>(Object.entries(object));
  const changes =
    before === undefined
      ? null
      : { before, after: Object.fromEntries(Object.keys(before).map((name) => [name, members.get(name) ?? null])) };
  return { ...thinEventOf(event), changes };
}
