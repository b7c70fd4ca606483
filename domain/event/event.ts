import { rejected } from "../failure.ts";

const thinObject = "v2.core.event";
/** Before the type of a v1 object's thin event. */
const thinPrefix = "v1.";

/** Stripe's have about ten levels. What is read of an event, stored and shown is walked by recursion, also by V8. */
const mostLevels = 100;

/** A Stripe object as it came: any api version, so nothing is known of it but that it is an object. */
export type StripeObject = Readonly<Record<string, unknown>>;

/**
 * The envelope of a Stripe event, read once; `object` is `data.object` as it came, for a thin event its
 * `related_object` ({id, type, url}), and empty when it has none.
 *
 * A thin event of a v1 object is known by the id and type of the snapshot event of the same fact, so that both together
 * are one event: `v1.invoice.paid` is `invoice.paid`.
 * @see https://docs.stripe.com/webhooks/migrate-snapshot-to-thin-events
 */
export interface StripeEvent {
  readonly id: string;
  readonly type: string;
  /** Epoch seconds. */
  readonly created: number;
  readonly livemode: boolean;
  readonly apiVersion?: string;
  /**
   * Whose object it is, where it is not the stack's own account: the event's `context`, or the connected account where
   * it has none. @see https://docs.stripe.com/changelog/basil/2025-04-30/additional-context-organization-events
   */
  readonly account?: string;
  readonly object: StripeObject;
  /** Too large for SNS: only ids travelled, the rest is to be fetched again by the event's id. */
  readonly oversize: boolean;
  /** Of an event that names its object without carrying it. @see https://docs.stripe.com/event-destinations#thin-events */
  readonly thin?: ThinEvent;
}

/** What a thin event has of its own. */
interface ThinEvent {
  /** By which `/v2/core/events` knows it. */
  readonly id: string;
  /** The path of its object at Stripe's API: `/v1/invoices/in_1`. */
  readonly url?: string;
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
  if (!isNestedWithin(mostLevels, value)) {
    throw rejected("invalid-event", `the event is nested deeper than ${String(mostLevels)} levels`);
  }
  const isThin = value["object"] === thinObject;
  if (!isThin && value["object"] !== "event") {
    throw rejected("invalid-event", "the event's `object` is neither `event` nor `v2.core.event`");
  }
  const { id: received, livemode } = value;
  const { id, type } = identityOf(value);
  if (!isId(received) || !isId(id)) {
    throw rejected("invalid-event", "the event has no usable `id`");
  }
  // Thin events have types such as v2.core.account[requirements].updated; the event bus takes 128 characters.
  if (type === undefined || !/^[!-~]{1,128}$/.test(type)) {
    throw rejected("invalid-event", "the event has no usable `type`");
  }
  const created = createdIn(value);
  if (created === undefined) {
    throw rejected("invalid-event", "the event has no usable `created`");
  }
  if (typeof livemode !== "boolean") {
    throw rejected("invalid-event", "the event has no `livemode`");
  }
  const object = isThin ? part(value, "related_object") : dataObject(value["data"]);
  // In an organisation `context` names the way to a connected account, and a thin event nothing else.
  const account = optionalName(value, "context") ?? optionalName(value, "account");
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
    ...(isThin ? { thin: { id: received, ...urlIn(object) } } : {}),
  };
}

/**
 * The id and type by which an event is known here, as far as a value shows them: of a thin event those of the snapshot
 * event of the same fact.
 */
export function identityOf(value: unknown): { readonly id?: string; readonly type?: string } {
  if (!isObject(value)) return {};
  const { type } = value;
  const isThin = value["object"] === thinObject && isFilled(type) && type.startsWith(thinPrefix);
  const id = (isThin ? idIn(value, "snapshot_event") : undefined) ?? idIn(value, "id");
  return {
    ...(id === undefined ? {} : { id }),
    ...(isFilled(type) ? { type: isThin ? type.slice(thinPrefix.length) : type } : {}),
  };
}

/** The last second that a `Date` can show. */
const lastSecond = 8_640_000_000_000;

/** When an event was made, in epoch seconds; undefined when the value does not show it. Thin events carry an ISO time. */
export function createdIn({ object, created }: StripeObject): number | undefined {
  const seconds =
    object === thinObject && typeof created === "string" ? Math.floor(Date.parse(created) / 1000) : created;
  return typeof seconds === "number" && Number.isInteger(seconds) && seconds >= 0 && seconds <= lastSecond
    ? seconds
    : undefined;
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

function isNestedWithin(levels: number, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((each) => isNestedWithin(levels - 1, each));
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

function isId(value: unknown): value is string {
  return typeof value === "string" && /^[\w-]{1,255}$/.test(value);
}

/** Only a path of the v1 API, which the stack's key is sent to. */
function urlIn({ url }: StripeObject): { readonly url?: string } {
  return typeof url === "string" && /^\/v1\/[\w/-]{1,500}$/.test(url) ? { url } : {};
}
