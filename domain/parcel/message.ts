import * as v from "valibot";
import { isObject } from "../event/event.ts";
import { rejected } from "../failure.ts";
import { unscoped } from "../order/key.ts";
import { objectIdOf } from "./object-id.ts";

/** What the warehouse reports of an order, as JSON; docs/warehouse.md has the schema. */
const at = v.exactOptional(v.pipe(v.string(), v.isoTimestamp()));
/** An order's id as the notices have it: `<account>/` before it for a connected account's. */
const orderId = v.pipe(v.string(), v.regex(/^(?:[\w/-]{1,100}\/)?[a-z]+_\w{1,200}$/u));
/** Unique within its order; part of keys. */
const parcelName = v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/u));
const sku = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
/** Goes into the customer's mail: one line, no markup. */
const line = (longest: number) =>
  v.exactOptional(v.pipe(v.string(), v.maxLength(longest), v.regex(/^[\p{L}\p{N}][\p{L}\p{N} .,&+/()_-]*$/u)));

/** Which of the order's items are in the parcel; SKUs as the notices have them. */
const parcelItems = v.exactOptional(
  v.pipe(
    v.array(v.strictObject({ sku, quantity: v.pipe(v.number(), v.gtValue(0)) })),
    v.minLength(1),
    v.maxLength(100),
  ),
);

const ofParcel = { order: orderId, parcel: parcelName, at };

const messageSchema = v.variant("kind", [
  v.strictObject({
    ...ofParcel,
    kind: v.literal("shipped"),
    carrier: line(60),
    tracking: line(100),
    items: parcelItems,
  }),
  v.strictObject({ ...ofParcel, kind: v.literal("delivered") }),
  v.strictObject({
    kind: v.literal("out-of-stock"),
    order: orderId,
    sku: v.exactOptional(sku),
    at,
  }),
]);

/** Of the id of an event that is a message of the warehouse's. */
export const reportIdPrefix = "evt_wh_";

export type WarehouseMessage = v.InferOutput<typeof messageSchema>;

/**
 * Reads a message of the warehouse's, strictly: a field that nobody reads is a misunderstanding.
 * @throws ProcessingError `not-json` or `invalid-message`, which names the field and quotes nothing
 */
export function readWarehouseMessage(body: string): WarehouseMessage {
  const parsed = v.safeParse(messageSchema, parse(body), { abortEarly: true });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const field = v.getDotPath(issue) ?? "the message";
  const wrong = issue.expected === "never" ? "is not known" : "is missing or not as docs/warehouse.md has it";
  throw rejected("invalid-message", `warehouse message: ${field} ${wrong}`);
}

/**
 * The message as an event, which goes the way of Stripe's: to the consumers that it concerns, and to the archive. Its id
 * follows from what it says, so a message that is sent again is the same event.
 * @param given `sentAt`: epoch milliseconds, when it happened where the message does not say; `hash`: hexadecimal SHA-256
 */
export function eventOfMessage(
  { at: happened, ...said }: WarehouseMessage,
  {
    livemode,
    sentAt,
    hash,
  }: { readonly livemode: boolean; readonly sentAt: number; readonly hash: (text: string) => string },
) {
  const { kind, order: orderKey, ...rest } = said;
  const id = unscoped(orderKey);
  const account = orderKey.slice(0, -id.length - 1);
  const text = JSON.stringify(Object.entries(said).toSorted(([one], [other]) => (one < other ? -1 : 1)));
  return {
    id: `${reportIdPrefix}${hash(text).slice(0, 24)}`,
    object: "event" as const,
    type: `warehouse.${kind}`,
    created: Math.floor((happened === undefined ? sentAt : Date.parse(happened)) / 1000),
    livemode,
    ...(account === "" ? {} : { account }),
    data: { object: { id: "parcel" in rest ? objectIdOf(id, rest.parcel) : id, object: kind, ...rest } },
  };
}

function parse(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    if (isObject(value)) return value;
  } catch (error) {
    throw rejected("not-json", "the message is not JSON", error);
  }
  throw rejected("invalid-message", "warehouse message: not a JSON object");
}
