import { isDeepStrictEqual } from "node:util";
import { functionType } from "../services/lambda/resources.ts";
import type { GraphResource, ResourceGraph } from "./resource-graph.ts";

/**
 * The functions whose code alone differs between two evaluations of a program, with their new code.
 * @returns undefined when anything else differs
 */
export function changedCode(before: ResourceGraph, after: ResourceGraph) {
  if (!isDeepStrictEqual(before.outputs, after.outputs)) return undefined;
  if (!isDeepStrictEqual(withoutCode(before), withoutCode(after))) return undefined;
  const known = new Map(before.of(functionType).map(({ inputs }) => [inputs.name, inputs.code]));
  return after
    .of(functionType)
    .map(({ inputs: { name, code } }) => ({ name, code }))
    .filter(({ name, code }) => !isDeepStrictEqual(code, known.get(name)));
}

/** By type and name: the order in which the SDK registers resources is not always the same. */
function withoutCode({ resources }: ResourceGraph): ReadonlyMap<string, GraphResource> {
  return new Map(
    resources.map((resource) => {
      const { code: _, ...inputs } = resource.inputs;
      const isFunction = resource.type === functionType.token;
      return [`${resource.type} ${resource.name}`, isFunction ? { ...resource, inputs } : resource];
    }),
  );
}
