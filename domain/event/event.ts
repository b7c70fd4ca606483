import { rejected } from "../failure.ts";

/** A Stripe object as it came: any api version, so nothing is known of it but that it is an object. */
export type StripeObject = Readonly<Record<string, unknown>>;

/**
 * The envelope of a Stripe event, read once; `object` is `data.object` as it came, for a thin event its
 * `related_object` ({id, type, url}), and empty when it has none.
 */
export interface StripeEvent {
  readonly id: string;
  readonly type: string;
  /** Epoch seconds. */
  readonly created: number;
  readonly livemode: boolean;
  readonly apiVersion?: string;
  /**
   * Whose object it is, where it is not the stack's own account: the connected account, or the `context` of an
   * organisation's event. @see https://docs.stripe.com/context
   */
  readonly account?: string;
  readonly object: StripeObject;
  /** Too large for SNS: only ids travelled, the rest is to be fetched again by the event's id. */
  readonly oversize: boolean;
  /** Names its object without carrying it. @see https://docs.stripe.com/event-destinations#thin-events */
  readonly thin: boolean;
}

/**
 * Reads a Stripe event, snapshot or thin (`v2.core.event`), from its JSON text.
 * @throws ProcessingError `not-json` or `invalid-event`, both to be rejected.
 * @see https://docs.stripe.com/api/events/object
 */
export function parseStripeEvent(text: string): StripeEvent {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw rejected("not-json", "the message is not JSON", error);
  }
  return readStripeEvent(value);
}

/**
 * As {@link parseStripeEvent}, from a parsed value.
 * @throws ProcessingError `invalid-event`, naming the field that is missing.
 */
export function readStripeEvent(value: unknown): StripeEvent {
  if (!isObject(value)) {
    throw rejected("invalid-event", "the event is not a JSON object");
  }
  const thin = value["object"] === "v2.core.event";
  if (!thin && value["object"] !== "event") {
    throw rejected("invalid-event", "the event's `object` is neither `event` nor `v2.core.event`");
  }
  const { id, type, livemode } = value;
  if (typeof id !== "string" || !/^[\w-]{1,255}$/.test(id)) {
    throw rejected("invalid-event", "the event has no usable `id`");
  }
  // Thin events have types such as v2.core.account[requirements].updated; the event bus takes 128 characters.
  if (typeof type !== "string" || !/^[!-~]{1,128}$/.test(type)) {
    throw rejected("invalid-event", "the event has no usable `type`");
  }
  const created = thin ? secondsOf(value["created"]) : value["created"];
  if (typeof created !== "number" || !Number.isSafeInteger(created) || created < 0) {
    throw rejected("invalid-event", "the event has no usable `created`");
  }
  if (typeof livemode !== "boolean") {
    throw rejected("invalid-event", "the event has no `livemode`");
  }
  const object = thin ? relatedObject(value["related_object"]) : dataObject(value["data"]);
  const account = optionalName(value, "account") ?? optionalName(value, "context");
  const apiVersion = optionalName(value, "api_version");
  return {
    id,
    type,
    created,
    livemode,
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(account === undefined ? {} : { account }),
    object,
    oversize: value["oversize"] === true,
    thin,
  };
}

/** The Stripe id of the object that the event is about, if it has one. */
export function objectIdOf(event: Pick<StripeEvent, "object">): string | undefined {
  const id = event.object["id"];
  return isFilled(id) ? id : undefined;
}

export function isObject(value: unknown): value is StripeObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A part of an object, empty when it is absent: `part(invoice, "parent", "subscription_details")`. */
export function part(object: StripeObject, ...path: readonly string[]): StripeObject {
  let current = object;
  for (const name of path) {
    const next = current[name];
    if (!isObject(next)) return {};
    current = next;
  }
  return current;
}

/** The id in a field that holds an id, or the object itself where the field was expanded. */
export function idIn(object: StripeObject, field: string): string | undefined {
  return idOf(object[field]);
}

export function idOf(value: unknown): string | undefined {
  const id = isObject(value) ? value["id"] : value;
  return isFilled(id) ? id : undefined;
}

function isFilled(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** A text that becomes a message attribute or a part of keys. */
function optionalName(value: StripeObject, field: string): string | undefined {
  const name = value[field];
  if (!isFilled(name)) return undefined;
  if (!/^[!-~]{1,255}$/.test(name)) throw rejected("invalid-event", `the event has no usable \`${field}\``);
  return name;
}

function dataObject(data: unknown): StripeObject {
  const object = isObject(data) ? data["object"] : undefined;
  if (!isObject(object)) {
    throw rejected("invalid-event", "the event has no `data.object`");
  }
  return object;
}

function relatedObject(related: unknown): StripeObject {
  return isObject(related) ? related : {};
}

/** Thin events carry an ISO time. */
function secondsOf(created: unknown): number | undefined {
  if (typeof created !== "string") return undefined;
  const milliseconds = Date.parse(created);
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000);
}
