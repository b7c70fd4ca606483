import type { Cloud } from "./provider/cloud.ts";
import { refusals } from "./provider/rules.ts";
import { prerequisites, type StateResource } from "./state.ts";

/** What would be refused or lost if each resource were made as soon as the engine allows it; empty if no order is luck. */
export function missingDependencies(cloud: Cloud, state: readonly StateResource[]): string[] {
  const resources = [...cloud.resources.values()];
  return resources.flatMap((resource) => {
    const awaited = prerequisites(resource.urn, state);
    const before = resources.filter((other) => awaited.has(other.urn));
    return refusals(resource, before).map((reason) => `${resource.urn}: ${reason}`);
  });
}
