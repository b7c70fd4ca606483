import * as v from "valibot";
import type { Properties } from "../../engine/provider/values.ts";

/** What AWS answered to a creation; the inputs are not repeated. */
interface Created {
  readonly id: string;
  readonly computed: Properties;
}

/** How one resource type is made, found, changed and removed by AWS's API. */
export interface Handler {
  /** @throws when an input is not known here, or AWS refuses */
  create(inputs: Properties): Promise<Created>;
  /** What AWS has computed; undefined when the resource is gone. */
  read(id: string, inputs: Properties): Promise<Properties | undefined>;
  update(id: string, inputs: Properties): Promise<void>;
  delete(id: string, inputs: Properties): Promise<void>;
}

interface Definition<Inputs> {
  create(inputs: Inputs): Promise<Created>;
  read(id: string, inputs: Inputs): Promise<Properties | undefined>;
  /** Left out where the engine replaces the resource for any change. */
  update?(id: string, inputs: Inputs): Promise<void>;
  delete(id: string, inputs: Inputs): Promise<void>;
}

/** @param schema strict: an input that it does not know is refused by its name */
export function handlerOf<const Schema extends v.GenericSchema>(
  schema: Schema,
  definition: Definition<v.InferOutput<Schema>>,
): Handler {
  return {
    create: (inputs) => definition.create(v.parse(schema, inputs)),
    // A resource that AWS no longer has is none of a refresh's errors.
    read: async (id, inputs) => {
      try {
        return await definition.read(id, v.parse(schema, inputs));
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    update: async (id, inputs) => {
      if (definition.update === undefined) throw new Error(`${id} cannot be changed in place`);
      await definition.update(id, v.parse(schema, inputs));
    },
    delete: async (id, inputs) => {
      try {
        await definition.delete(id, v.parse(schema, inputs));
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && /NotFound|NoSuch|NonExistent|DoesNotExist/u.test(error.name);
}

/** @throws Error that says which answer lacks it */
export function given<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`the endpoint's answer has no ${what}`);
  return value;
}

export const tags = v.optional(v.record(v.string(), v.string()), {});

export const tagList = (all: Readonly<Record<string, string>>) =>
  Object.entries(all).map(([Key, Value]) => ({ Key, Value }));
