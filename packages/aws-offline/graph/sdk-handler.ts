import * as v from "valibot";
import type { Created, Outputs, ResourceType } from "./resource-type.ts";

// How AWS's API makes what a description describes. Only tests load this: they bring the program up on other endpoints.

type Inputs = Readonly<Record<string, unknown>>;

export interface SdkPlace {
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly accountId: string;
  /** Variables that every function gets beside the program's. */
  readonly environment: Readonly<Record<string, string>>;
}

/** How one resource type is made, found, changed and removed. */
export interface SdkHandler {
  readonly token: string;
  /** @throws when an input is not known, or AWS refuses */
  create(inputs: Inputs): Promise<Created>;
  /** What AWS has computed; undefined when the resource is gone. */
  read(id: string, inputs: Inputs): Promise<Outputs | undefined>;
  update(id: string, inputs: Inputs): Promise<void>;
  delete(id: string, inputs: Inputs): Promise<void>;
}

export type SdkHandlers = (place: SdkPlace) => readonly SdkHandler[];

interface Definition<Known> {
  create(inputs: Known): Promise<Created>;
  read(id: string, inputs: Known): Promise<Outputs | undefined>;
  /** Left out where the engine replaces the resource for any change. */
  update?(id: string, inputs: Known): Promise<unknown>;
  delete(id: string, inputs: Known): Promise<unknown>;
}

export function handlerOf<Known>(type: ResourceType<Known>, definition: Definition<Known>): SdkHandler {
  const parse = (inputs: Inputs): Known => v.parse(type.inputs, inputs);
  return {
    token: type.token,
    create: (inputs) => definition.create(parse(inputs)),
    // A refresh takes a resource that AWS no longer has for gone, not for a failure.
    read: async (id, inputs) => {
      try {
        return await definition.read(id, parse(inputs));
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    update: async (id, inputs) => {
      if (definition.update === undefined) throw new Error(`${id} cannot be changed in place`);
      await definition.update(id, parse(inputs));
    },
    delete: async (id, inputs) => {
      try {
        await definition.delete(id, parse(inputs));
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && /NotFound|NoSuch|NonExistent|DoesNotExist/u.test(error.name);
}

/** @throws Error that names what the response lacks */
export function given<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`the endpoint's response has no ${what}`);
  return value;
}

/** A value for what has been done: what was made, or that it was found. */
export async function after<Value>(work: Promise<unknown>, value: Value): Promise<Value> {
  await work;
  return value;
}

type Capitalised<Value> = Value extends string | number | boolean | undefined
  ? Value
  : Value extends readonly (infer Member)[]
    ? Capitalised<Member>[]
    : { [Name in keyof Value as Capitalize<Name & string>]: Capitalised<Value[Name]> };

/** Inputs as AWS's API spells them, `batchSize` as `BatchSize`, at every depth. Not for a map, whose keys are the program's. */
export function capitalised<Value>(value: Value): Capitalised<Value>;
export function capitalised(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(capitalised);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, one]) => [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, capitalised(one)]),
  );
}

export const tagList = (all: Readonly<Record<string, string>> = {}) =>
  Object.entries(all).map(([Key, Value]) => ({ Key, Value }));
