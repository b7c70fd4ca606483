import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { missing, rules, settingOf } from "./rules/index.ts";
import type { Rule } from "./rules/rule.ts";
import { StackGraph } from "./stack-graph.ts";

/** One for each type, so that what a preview does not know yet of one leaves the others in force. */
export const policies: readonly StackValidationPolicy[] = [...[...rules.values()].map(policyOf), knownTypes()];

function policyOf(rule: Rule): StackValidationPolicy {
  const { token } = rule.type;
  return {
    name: nameOf(token),
    description: `${token} fulfils its rule in policy/rules`,
    validateStack: ({ resources }, report) => {
      const own = resources.filter(({ type }) => type === token);
      if (own.length === 0) return;
      const graph = new StackGraph(resources);
      const setting = settingOf(graph, stackOf(own));
      for (const { resource, urn } of graph.withUrns(token)) {
        for (const wanted of missing(resource, rule, setting)) report(`${resource.name} lacks: ${wanted}`, urn);
      }
    },
  };
}

/** A fork may add types; nothing is asked of them until somebody writes it down. */
function knownTypes(): StackValidationPolicy {
  return {
    name: "known-types",
    description: "Each type of resource has a rule",
    enforcementLevel: "advisory",
    validateStack: ({ resources }, report) => {
      for (const { type, urn } of resources) {
        if (type.startsWith("aws:") && !rules.has(type))
          report(`no rule in policy/rules says what ${type} must fulfil`, urn);
      }
    },
  };
}

/** `aws:sqs/queue:Queue` is `sqs-queue`. */
function nameOf(token: string): string {
  return token.replace(/^aws:(?<service>[^/]+)\/(?<type>[^:]+):.*$/u, "$<service>-$<type>");
}

function stackOf([first]: readonly PolicyResource[]): string {
  return first?.urn.split(":")[2] ?? "";
}
