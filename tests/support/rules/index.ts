import { untaggable } from "../../../components/tags.ts";
import type { ResourceGraph } from "../../../packages/aws-offline/graph/resource-graph.ts";
import { textOutput } from "../../../packages/aws-offline/graph/resource-graph.ts";
import { vpcType } from "../../../packages/aws-offline/services/ec2/resources.ts";
import { keyType } from "../../../packages/aws-offline/services/kms/resources.ts";
import { computeRules } from "./compute.ts";
import { dataRules } from "./data.ts";
import { messagingRules } from "./messaging.ts";
import { networkRules } from "./network.ts";
import type { Rule, Setting } from "./rule.ts";

/** By resource type. */
export const rules: ReadonlyMap<string, Rule> = new Map(
  [...computeRules, ...dataRules, ...messagingRules, ...networkRules].map((each) => [each.token, each]),
);

/** What is wrong with the resources of a stack, one line each; a type without a rule is. */
export function violations(graph: ResourceGraph, stack: string): string[] {
  const [key] = graph.of(keyType);
  const setting: Setting = {
    graph,
    isProduction: stack === "prod",
    keyArn: key === undefined ? undefined : textOutput(key, "arn"),
    isPrivate: graph.of(vpcType).length > 0,
  };
  return graph.resources.flatMap((resource) => {
    const { type, name, inputs } = resource;
    const found = rules.get(type);
    if (found === undefined)
      return [`${type} ${name}: no rule says what this type must fulfil: add it to tests/support/rules`];
    const tags = untaggable.has(type) || inputs["tags"] !== undefined ? [] : [`${type} ${name}: tags`];
    const demands = "exempt" in found ? [] : found.demands(resource, setting);
    return [...tags, ...demands.filter(([, holds]) => !holds).map(([wanted]) => `${type} ${name}: ${wanted}`)];
  });
}
