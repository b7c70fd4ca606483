import * as v from "valibot";
import type { Credentials, Gateway } from "../../gateway/types.ts";
import { textOutput, type ResourceGraph } from "../../graph/resource-graph.ts";
import { rolePolicyType, roleType } from "./resources.ts";
import { decideByResource } from "../../iam/evaluate.ts";
import { sourceContext } from "../../iam/service-context.ts";
import { compilePolicy, type PolicyDocument } from "../../iam/policy.ts";

const document = v.custom<PolicyDocument>((value) => typeof value === "object" && value !== null);
const trustDocument = v.looseObject({ Statement: v.array(v.looseObject({})) });

/** A role that a service may take on, as its trust policy says. */
export interface RoleUse {
  readonly roleArn: string;
  /** `lambda.amazonaws.com`, ... */
  readonly service: string;
  /** The thing that acts, and its account: what the trust policy's condition is held against. */
  readonly sourceArn: string;
  readonly accountId: string;
}

/** The program's roles, known to the gateway with the policies that the program attached. */
export class Roles {
  readonly #byArn = new Map<
    string,
    { readonly name: string; readonly trust: string; readonly credentials: Credentials }
  >();

  /** Makes the program's roles known to the gateway. */
  declare(graph: ResourceGraph, gateway: Gateway): void {
    const policies = graph.of(rolePolicyType);
    for (const role of graph.of(roleType)) {
      const arn = textOutput(role, "arn");
      const attached = policies.filter(({ inputs }) => inputs.role === role.inputs.name);
      const credentials = gateway.register({
        arn,
        kind: "role",
        session: role.name,
        policies: attached.map(({ inputs }) => v.parse(document, JSON.parse(inputs.policy))),
      });
      this.#byArn.set(arn, { name: role.name, trust: role.inputs.assumeRolePolicy, credentials });
    }
  }

  /** @throws Error when there is no such role, or its trust policy does not let the service take it on */
  assume({ roleArn, service, sourceArn, accountId }: RoleUse): Credentials {
    const role = this.#byArn.get(roleArn);
    if (role === undefined) throw new Error(`${sourceArn}: role ${roleArn} is not declared by the program`);
    const request = {
      action: "sts:AssumeRole",
      resource: roleArn,
      context: sourceContext("role", service, { sourceArn, accountId }),
    };
    if (decideByResource(trustPolicy(role.trust, role.name), { service }, request) !== "allow") {
      throw new Error(`${sourceArn}: the trust policy of ${roleArn} does not let ${service} take the role on`);
    }
    return role.credentials;
  }
}

/** A trust policy names no resource, as it is the role itself; the evaluator wants one. */
function trustPolicy(text: string, owner: string): ReturnType<typeof compilePolicy> {
  const { Statement: statements, ...rest } = v.parse(trustDocument, JSON.parse(text));
  const whole = { ...rest, Statement: statements.map((statement) => ({ ...statement, Resource: "*" })) };
  return compilePolicy(JSON.stringify(whole), "resource", `role ${owner}`);
}
