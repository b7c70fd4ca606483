import { untaggable } from "../../components/tags.ts";
import { textOutput, type GraphResource, type ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
import { vpcType } from "../../packages/aws-offline/services/ec2/resources.ts";
import { roleType } from "../../packages/aws-offline/services/iam/resources.ts";
import { keyType } from "../../packages/aws-offline/services/kms/resources.ts";
import { functionType } from "../../packages/aws-offline/services/lambda/resources.ts";
import { computeRules } from "./compute.ts";
import { dataRules } from "./data.ts";
import { messagingRules } from "./messaging.ts";
import { networkRules } from "./network.ts";
import type { Rule, Setting } from "./rule.ts";

/** By resource type. */
export const rules: ReadonlyMap<string, Rule> = new Map(
  [...computeRules, ...dataRules, ...messagingRules, ...networkRules].map((each) => [each.type.token, each]),
);

/** What is wrong with the resources of a stack, one line each; a type without a rule is. */
export function violations(graph: ResourceGraph, stack: string): string[] {
  const setting = settingOf(graph, stack);
  return graph.resources.flatMap((resource) => {
    const { type, name } = resource;
    const found = rules.get(type);
    if (found === undefined)
      return [`${type} ${name}: no rule says what this type must fulfil: add it to policy/rules`];
    return missing(resource, found, setting).map((wanted) => `${type} ${name}: ${wanted}`);
  });
}

/** The names of what a resource lacks. */
export function missing(resource: GraphResource, found: Rule, setting: Setting): string[] {
  const tags = untaggable.has(resource.type) || resource.inputs["tags"] !== undefined ? [] : ["tags"];
  const demands = "exempt" in found ? [] : found.demands(resource, setting);
  return [...tags, ...demands.filter(([, holds]) => !holds).map(([wanted]) => wanted)];
}

export function settingOf(graph: ResourceGraph, stack: string): Setting {
  const [key] = graph.of(keyType);
  const [role] = graph.of(roleType);
  const [, , , , accountId = ""] = role === undefined ? [] : textOutput(role, "arn").split(":");
  return {
    graph,
    accountId,
    isProduction: stack === "prod" || isLive(graph),
    keyArn: key === undefined ? undefined : textOutput(key, "arn"),
    isPrivate: graph.of(vpcType).length > 0,
  };
}

/** Whether the stack takes Stripe's live events, whatever it is called. */
function isLive(graph: ResourceGraph): boolean {
  return graph.of(functionType).some(({ inputs }) => inputs.environment?.variables?.["STRIPE_MODE"] === "live");
}
