import { isObject } from "../../../aws-offline/input.ts";
import { type SampleEvent, wholeThinEventOf } from "../../samples/index.ts";
import { allowOnly, parameterGroup, parameterText, parameterTexts, type Parameters } from "../parameters.ts";
import type { RouteContext } from "../route-context.ts";
import { invalid, missing } from "../stripe-error.ts";
import { isStripeObject, type JsonObject, type StripeObject } from "../stripe-object.ts";
import { page, pageParameters } from "./page.ts";

const mostTypes = 20;

/** Every snapshot event has a thin one. @throws StripeApiError for what is not an event */
function thin(event: StripeObject): JsonObject {
  if (!isEvent(event)) throw missing("event", event.id);
  return { ...wholeThinEventOf(event) };
}

export function isEvent(value: unknown): value is StripeObject & SampleEvent {
  return (
    isStripeObject(value) &&
    value.object === "event" &&
    isObject(value["data"]) &&
    isStripeObject(value["data"]["object"]) &&
    isObject(value["request"])
  );
}

export function retrieveThinEvent(parameters: Parameters, { store }: RouteContext, id: string): JsonObject {
  allowOnly(parameters, []);
  const stored = store.findThinEvent(id);
  if (stored === undefined) throw missing("event", id);
  return thin(stored.event);
}

/** The latest first, going back as far as there are any. */
export function listThinEvents(parameters: Parameters, { store, livemode }: RouteContext): JsonObject {
  allowOnly(parameters, [...pageParameters, "types", "object_id", "created"]);
  const types = parameterTexts(parameters, "types");
  if (types !== undefined && types.length > mostTypes) throw invalid(`At most ${mostTypes} types`, "types");
  const about = parameterText(parameters, "object_id");
  const isWithin = createdRange(parameters);
  const events = store
    .events(({ type, created }) => (types === undefined || types.includes(`v1.${type}`)) && isWithin(created))
    .map(({ event }) => event)
    .filter(isEvent)
    .filter((event) => event.livemode === livemode && (about === undefined || event.data.object.id === about))
    .map(thin);
  return page(events, parameters, "/v2/core/events");
}

/** `created[gte|gt|lte|lt]` as ISO times or, as stripe-node types them, epoch seconds; the events' are whole seconds. */
function createdRange(parameters: Parameters): (created: number) => boolean {
  const range = parameterGroup(parameters, "created") ?? {};
  allowOnly(range, ["gte", "gt", "lte", "lt"]);
  const bound = (name: string, otherwise: number): number => {
    const text = range[name];
    if (text === undefined) return otherwise;
    const seconds = /^\d+$/u.test(text) ? Number(text) : Date.parse(text) / 1000;
    if (Number.isNaN(seconds)) throw invalid(`Invalid timestamp: ${text}`, `created[${name}]`);
    return seconds;
  };
  return (created) =>
    created >= bound("gte", -Infinity) &&
    created > bound("gt", -Infinity) &&
    created <= bound("lte", Infinity) &&
    created < bound("lt", Infinity);
}
