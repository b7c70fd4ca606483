import type { Context } from "./condition.ts";
import { actionMatches, arnMatches, globMatches } from "./match.ts";
import type { Policy, Statement } from "./policy.ts";

export interface Request {
  /** `service:Action`. */
  action: string;
  /** ARN, or `*` for an action without a resource. */
  resource: string;
  context?: Context;
}

/** Who calls, as a resource policy names it; an account is all that its own policies allow. */
export type Caller = { role: string; session?: string } | { service: string } | { account: string };

/** `none`: nothing speaks for it, so it is refused unless another policy allows it. */
export type Decision = "allow" | "deny" | "none";

/** The decision of a role's own policies. An explicit Deny wins over any Allow. */
export function decideByIdentity(policies: readonly Policy[], request: Request): Decision {
  return decide(policies.flat(), request);
}

/** The decision of a resource's policy about a caller, be it a role or a service principal such as `sns.amazonaws.com`. */
export function decideByResource(policy: Policy, caller: Caller, request: Request): Decision {
  return decide(
    policy.filter((statement) => names(statement, caller)),
    request,
  );
}

function decide(statements: readonly Statement[], request: Request): Decision {
  const applying = statements.filter((statement) => applies(statement, request));
  if (applying.some((statement) => statement.effect === "Deny")) return "deny";
  return applying.length > 0 ? "allow" : "none";
}

function applies(statement: Statement, request: Request): boolean {
  const context = request.context ?? {};
  return (
    statement.actions.some((action) => actionMatches(action, request.action)) &&
    statement.resources.some((resource) => arnMatches(resource, request.resource)) &&
    statement.conditions.every((condition) => condition(context))
  );
}

function names(statement: Statement, caller: Caller): boolean {
  if ("service" in caller) {
    return statement.principals.services.some((service) => globMatches(service, caller.service));
  }
  if ("account" in caller) return statement.principals.aws.some((aws) => isAccount(aws, caller.account));
  // An account root in a resource policy leaves the decision to the role's own policies. In a Deny it means everybody.
  const account = caller.role.split(":")[4] ?? "";
  return statement.principals.aws.some(
    (aws) =>
      aws === "*" ||
      aws === caller.role ||
      aws === caller.session ||
      (statement.effect === "Deny" && isAccount(aws, account)),
  );
}

function isAccount(principal: string, account: string): boolean {
  return principal === account || principal === `arn:aws:iam::${account}:root`;
}
