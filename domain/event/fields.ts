import * as v from "valibot";
import { rejected } from "../failure.ts";
import { idOf, isObject, type StripeObject } from "./event.ts";

/**
 * An absent, null or empty text is undefined, so that no reader distinguishes the three. Half a surrogate pair, which
 * JSON can carry, becomes a replacement character: encoders refuse it.
 */
export const text = v.pipe(
  v.optional(v.nullable(v.string()), null),
  v.transform((value) => (value === null || value === "" ? undefined : value.toWellFormed())),
);

/** A reference: an id, or the object itself where the field was expanded. */
export const reference = v.pipe(v.optional(v.unknown(), null), v.transform(idOf));

/** An amount in minor units. Stripe's are whole and far below 2^53. */
export const amount = v.pipe(v.number(), v.safeInteger());

/** An amount that some shapes leave out. */
export const amountOrZero = v.pipe(
  v.optional(v.nullable(amount), null),
  v.transform((value) => value ?? 0),
);

/** ISO 4217 in lower case; any three letters pass, since Stripe adds currencies without notice. */
export const currency = v.pipe(v.string(), v.toLowerCase(), v.regex(/^[a-z]{3}$/));

export const metadata = v.pipe(
  v.optional(v.unknown(), null),
  v.transform((value): StripeObject => (isObject(value) ? value : {})),
);

/** The elements of a Stripe list (`{object: "list", data}`), none when it is not there. */
export const list = v.pipe(
  v.optional(v.unknown(), null),
  v.transform((value): readonly StripeObject[] => {
    const data = isObject(value) ? value["data"] : undefined;
    return Array.isArray(data) ? data.filter(isObject) : [];
  }),
);

/**
 * Reads an object by a schema.
 * @throws ProcessingError `invalid-event` (reject), naming the object's kind and the field.
 */
export function readObject<Schema extends v.GenericSchema>(
  schema: Schema,
  object: StripeObject,
  kind: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, object, { abortEarly: true });
  if (result.success) return result.output;
  const path = v.getDotPath(result.issues[0]) ?? "";
  throw rejected("invalid-event", `the ${kind} has no usable \`${path}\``);
}

/** Drops what is undefined, so that an absent value is an absent property. */
type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

export function defined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}
