import type { Authorisation } from "../../packages/aws-offline/gateway/types.ts";
import { textOutput, type ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
import { rolePolicyType, roleType } from "../../packages/aws-offline/services/iam/resources.ts";
import { arnMatches } from "../../packages/aws-offline/iam/match.ts";
import { parsePolicy } from "../../policy/rules/document.ts";

/** That a role may do one action on one resource, or on those that a pattern names. */
export interface RoleGrant {
  /** The role's name in the program: `order-processor-role`. */
  readonly role: string;
  readonly roleArn: string;
  readonly action: string;
  /** ARN, or a pattern of ARNs. */
  readonly resource: string;
}

/** All that the program's roles may do, one action on one resource each. */
export function roleGrants(graph: ResourceGraph): RoleGrant[] {
  const policies = graph.of(rolePolicyType);
  return graph.of(roleType).flatMap((role) =>
    policies
      .filter(({ inputs }) => inputs.role === role.inputs.name)
      .flatMap(({ inputs }) => parsePolicy(inputs.policy))
      .flatMap(({ Action, Resource }) =>
        Action.flatMap((action) =>
          Resource.map((resource) => ({ role: role.name, roleArn: textOutput(role, "arn"), action, resource })),
        ),
      ),
  );
}

/** The grants that no call needed. */
export function unusedGrants(grants: readonly RoleGrant[], log: readonly Authorisation[]): string[] {
  return grants
    .filter(({ roleArn, action, resource }) =>
      log.every(
        (asked) => asked.principal !== roleArn || asked.action !== action || !arnMatches(resource, asked.resource),
      ),
    )
    .map(({ role, action, resource }) => `${role}: ${action} on ${resource}`);
}
