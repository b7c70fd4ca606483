import type { ResourceGraph } from "../../graph/resource-graph.ts";
import { apiMappingType } from "./resources.ts";

/** The outputs with the API's own address in the place of each domain that is mapped to it: no DNS leads here. */
export function withoutCustomDomains(graph: ResourceGraph, apiUrl: string): ResourceGraph["outputs"] {
  const origins = graph.of(apiMappingType).map(({ inputs }) => `https://${inputs.domainName}/`);
  const local = (value: unknown): unknown => {
    if (typeof value !== "string") return value;
    const origin = origins.find((each) => value.startsWith(each));
    return origin === undefined ? value : `${apiUrl}/${value.slice(origin.length)}`;
  };
  return Object.fromEntries(Object.entries(graph.outputs).map(([name, value]) => [name, local(value)]));
}
