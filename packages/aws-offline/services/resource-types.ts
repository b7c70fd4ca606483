import type { ResourceType } from "../graph/resource-type.ts";
import { registry } from "./registry.ts";

const modules = await Promise.all(
  Object.values(registry).flatMap((entry) => ("resources" in entry ? [entry.resources()] : [])),
);

/** Every resource type that the offline run knows, by Pulumi's type token. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
  modules.flatMap((types) => Object.values<ResourceType>(types)).map((type) => [type.token, type]),
);
