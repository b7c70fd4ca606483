import type { PolicyResource } from "@pulumi/policy";
import * as v from "valibot";
import { ResourceGraph, type GraphResource } from "../packages/aws-offline/graph/resource-graph.ts";
import { rules } from "./rules/index.ts";

/** A stack as the engine shows it to a policy, in the form that the rules read. */
export class StackGraph extends ResourceGraph {
  readonly #urns: ReadonlyMap<GraphResource, string>;

  constructor(all: readonly PolicyResource[]) {
    const resources = all.filter(({ type }) => rules.has(type)).map((each) => [graphResource(each), each.urn] as const);
    super(
      resources.map(([resource]) => resource),
      {},
    );
    this.#urns = new Map(resources);
  }

  withUrns(token: string): { readonly resource: GraphResource; readonly urn: string }[] {
    return [...this.#urns].filter(([{ type }]) => type === token).map(([resource, urn]) => ({ resource, urn }));
  }
}

function graphResource({ type, name, props, opts }: PolicyResource): GraphResource {
  return {
    type,
    name,
    // Read when a rule asks: in a preview, what is not known yet throws, and Pulumi says that the policy could not be run.
    get id() {
      return String(props["id"]);
    },
    get inputs() {
      return declared(rules.get(type)?.type.inputs, props);
    },
    outputs: props,
    options: {
      dependsOn: [],
      protect: opts.protect,
      ignoreChanges: opts.ignoreChanges,
      // The engine shows a policy neither of the two.
      retainOnDelete: opts.protect,
      secretInputs: ["secretString"],
    },
  };
}

const objectSchema = v.looseObject({ entries: v.record(v.string(), v.unknown()) });
const listSchema = v.looseObject({ type: v.literal("array"), item: v.unknown() });
const wrapper = v.looseObject({ wrapped: v.unknown() });

/** What a schema names of a value: the provider adds attributes that it computed, and empty ones for what was not given. */
function declared(schema: unknown, value: unknown): Readonly<Record<string, unknown>> {
  const found = namedOf(schema, value);
  return v.parse(v.record(v.string(), v.unknown()), found);
}

function namedOf(schema: unknown, value: unknown): unknown {
  if (v.is(wrapper, schema)) return value === null || value === "" ? undefined : namedOf(schema.wrapped, value);
  if (v.is(listSchema, schema) && Array.isArray(value)) return value.map((item) => namedOf(schema.item, item));
  if (!v.is(objectSchema, schema) || typeof value !== "object" || value === null) return value;
  const named = Object.entries(schema.entries).map(([name, entry]) => {
    return [name, namedOf(entry, Reflect.get(value, name))] as const;
  });
  return Object.fromEntries(named.filter(([, item]) => item !== undefined));
}
