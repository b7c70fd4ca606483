import { randomBytes } from "node:crypto";
import type { Context } from "../iam/condition.ts";
import { decideByIdentity, decideByResource, type Decision, type Request } from "../iam/evaluate.ts";
import { compilePolicy, type Policy } from "../iam/policy.ts";
import { AwsError } from "./aws-error.ts";
import type { Credentials, Principal } from "./types.ts";

export interface Known {
  arn: string;
  kind: Principal["kind"];
  policies: Policy[];
  /** The ARN as AWS names a caller: the assumed role with its session, or the user. */
  sessionArn: string;
  accessKeyId: string;
}

/** The credentials that exist and what their holders may do. */
export class Principals {
  readonly #byKey = new Map<string, Known>();
  readonly #bySession = new Map<string, { known: Known; credentials: Credentials }>();
  readonly #byArn = new Map<string, Known>();

  register(principal: Principal): Credentials {
    const policies = principal.policies.map((document) => compilePolicy(document, "identity", principal.arn));
    const sessionArn = sessionArnOf(principal);
    const before = this.#bySession.get(sessionArn);
    if (before !== undefined) {
      before.known.policies = policies;
      return before.credentials;
    }
    const credentials = makeCredentials(principal.kind);
    const { arn, kind } = principal;
    const known: Known = { arn, kind, policies, sessionArn, accessKeyId: credentials.accessKeyId };
    this.#byKey.set(credentials.accessKeyId, known);
    this.#bySession.set(sessionArn, { known, credentials });
    this.#byArn.set(arn, known);
    return credentials;
  }

  byAccessKey(accessKeyId: string): Known {
    const known = this.#byKey.get(accessKeyId);
    if (known === undefined) {
      throw new AwsError("UnrecognizedClientException", "The security token included in the request is invalid.", {
        status: 403,
        queryCode: "InvalidClientTokenId",
      });
    }
    return known;
  }

  byArn(arn: string): Known {
    const known = this.#byArn.get(arn);
    if (known === undefined) throw new Error(`no credentials were registered for ${arn}`);
    return known;
  }
}

/**
 * Within one account a call is allowed by the role's policies or the resource's, unless one of them denies it.
 * @returns the reason in AWS's words, undefined when the call is allowed.
 */
export function whyDenied(
  known: Known,
  request: Request,
  resourcePolicy: Policy | undefined,
  resourcePolicyDecides = false,
): string | undefined {
  const complete = { ...request, context: { ...commonContext(known), ...request.context } };
  if (known.kind === "operator") {
    // An administrator may do everything but what a key's policy leaves to nobody of the account.
    const isOnKey = request.context?.["kms:ViaService"] !== undefined && resourcePolicy !== undefined;
    return isOnKey && !leavesToAccount(known, complete, resourcePolicy)
      ? `because no resource-based policy allows the ${request.action} action`
      : undefined;
  }
  const byIdentity = decideByIdentity(known.policies, complete);
  const byResource: Decision =
    resourcePolicy === undefined
      ? "none"
      : decideByResource(resourcePolicy, { role: known.arn, session: known.sessionArn }, complete);
  if (byIdentity === "deny") return "with an explicit deny in an identity-based policy";
  if (byResource === "deny") return "with an explicit deny in a resource-based policy";
  if (byResource === "allow") return undefined;
  if (resourcePolicyDecides && !leavesToAccount(known, complete, resourcePolicy ?? [])) {
    return `because no resource-based policy allows the ${request.action} action`;
  }
  if (byIdentity === "allow") return undefined;
  return `because no identity-based policy allows the ${request.action} action`;
}

function leavesToAccount(known: Known, request: Request, policy: Policy): boolean {
  return decideByResource(policy, { account: known.arn.split(":")[4] ?? "" }, request) === "allow";
}

function commonContext(known: Known): Context {
  return {
    "aws:PrincipalArn": known.arn,
    "aws:PrincipalAccount": known.arn.split(":")[4] ?? "",
    // The deployed program talks TLS; a policy that insists on it must not fail on the loopback.
    "aws:SecureTransport": "true",
  };
}

function sessionArnOf(principal: Principal): string {
  if (principal.kind === "operator") return principal.arn;
  const [, , , , account = "", resource = ""] = principal.arn.split(":");
  const role = resource.split("/").at(-1) ?? resource;
  return `arn:aws:sts::${account}:assumed-role/${role}/${principal.session ?? role}`;
}

function makeCredentials(kind: Principal["kind"]): Credentials {
  const secretAccessKey = randomBytes(30).toString("base64url");
  const id = randomBytes(10).toString("hex").toUpperCase().slice(0, 16);
  if (kind === "operator") return { accessKeyId: `AKIA${id}`, secretAccessKey };
  return { accessKeyId: `ASIA${id}`, secretAccessKey, sessionToken: randomBytes(48).toString("base64") };
}
