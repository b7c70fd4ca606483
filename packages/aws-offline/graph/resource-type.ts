import * as v from "valibot";

/** Where a resource would lie in AWS; the offline run puts its own addresses in. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
  /** Base of queue URLs, `https://sqs.REGION.amazonaws.com` on AWS. */
  readonly queueBase: string;
  /** An HTTP API's address. */
  readonly apiEndpoint: (apiId: string) => string;
}

/** The name and id under which one resource exists. */
export interface Identity {
  /** The physical name: given by the program, else made as the engine makes it. */
  readonly name: string;
  /** Twelve hex digits, the same for the same URN. */
  readonly digest: string;
}

export interface Created {
  readonly id: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** A resource type that the offline run knows: its inputs, all of them, and what AWS would answer at its creation. */
export interface ResourceType<Inputs = unknown> {
  readonly token: string;
  readonly inputs: v.GenericSchema<unknown, Inputs>;
  /** The input that the engine fills with a name of its own when the program gives none. */
  readonly autoname?: string;
  create(inputs: Inputs, identity: Identity, place: Place): Created;
}

/**
 * Declares a resource type. An input that the schema does not name is refused by name:
 * a property that would be ignored offline and act on AWS must not pass unseen.
 */
export function resourceType<const Entries extends v.ObjectEntries>(definition: {
  readonly token: string;
  readonly autoname?: string;
  readonly entries: Entries;
  readonly create: (
    inputs: v.InferOutput<v.StrictObjectSchema<Entries, undefined>>,
    identity: Identity,
    place: Place,
  ) => Created;
}): ResourceType<v.InferOutput<v.StrictObjectSchema<Entries, undefined>>> {
  const { token, autoname, entries, create } = definition;
  return { token, inputs: v.strictObject(entries), ...(autoname === undefined ? {} : { autoname }), create };
}

export const optionalTags = v.optional(v.record(v.string(), v.string()));
