import type { GraphResource, ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
import type { ResourceType } from "../../packages/aws-offline/graph/resource-type.ts";

/** What the rules may look at beside the one resource. */
export interface Setting {
  readonly graph: ResourceGraph;
  /** Whether it holds data of real customers: it is called prod, or takes live events. */
  readonly isProduction: boolean;
  readonly accountId: string;
  /** The stack's own key, where it has one. */
  readonly keyArn: string | undefined;
  readonly isPrivate: boolean;
}

/** A name for what is wrong, and whether it is right. */
export type Demand = readonly [wanted: string, holds: boolean];

/** What a resource type must fulfil; or why nothing can be asked of it. */
export type Rule =
  | { readonly type: ResourceType; readonly demands: (resource: GraphResource, setting: Setting) => readonly Demand[] }
  | { readonly type: ResourceType; readonly exempt: string };

/** A rule over the inputs as the offline run's schema types them. */
export function rule<Inputs>(
  type: ResourceType<Inputs>,
  demands: (resource: GraphResource<Inputs>, setting: Setting) => readonly Demand[],
): Rule {
  return {
    type,
    demands: ({ name }, setting) => {
      const typed = setting.graph.of(type).find((candidate) => candidate.name === name);
      if (typed === undefined) throw new Error(`${type.token} ${name} is not in the graph`);
      return demands(typed, setting);
    },
  };
}

export function exempt(type: ResourceType, reason: string): Rule {
  return { type, exempt: reason };
}
