import * as v from "valibot";
import { compileCondition, type Condition } from "./condition.ts";

/** A policy as the program writes it. What this module does not know is refused when the policy is loaded. */
export interface PolicyDocument {
  Version?: string;
  Id?: string;
  Statement: StatementDocument | StatementDocument[];
}

export interface StatementDocument {
  Sid?: string;
  Effect: string;
  Action?: string | string[];
  Resource?: string | string[];
  Principal?: string | { AWS?: string | string[]; Service?: string | string[] };
  Condition?: Record<string, Record<string, string | boolean | number | (string | boolean | number)[]>>;
}

const textOrTexts = v.union([v.string(), v.array(v.string())]);
const scalar = v.union([v.string(), v.boolean(), v.number()]);
/** Loose: what is not known is refused by its name when the policy is compiled. */
const statementSchema = v.looseObject({
  Sid: v.exactOptional(v.string()),
  Effect: v.string(),
  Action: v.exactOptional(textOrTexts),
  Resource: v.exactOptional(textOrTexts),
  Principal: v.exactOptional(
    v.union([v.string(), v.looseObject({ AWS: v.exactOptional(textOrTexts), Service: v.exactOptional(textOrTexts) })]),
  ),
  Condition: v.exactOptional(v.record(v.string(), v.record(v.string(), v.union([scalar, v.array(scalar)])))),
});
const documentSchema = v.looseObject({
  Version: v.exactOptional(v.string()),
  Id: v.exactOptional(v.string()),
  Statement: v.pipe(v.unknown(), v.transform(asList), v.array(statementSchema)),
});

/** What a policy is attached to: a role (no `Principal`) or a resource (a `Principal` in each statement). */
export type PolicyKind = "identity" | "resource";

export interface Statement {
  effect: "Allow" | "Deny";
  actions: string[];
  resources: string[];
  principals: { aws: string[]; services: string[] };
  conditions: Condition[];
}

export type Policy = readonly Statement[];

/** A policy that cannot be loaded; `owner` is the role or resource that carries it. */
export class PolicyError extends Error {
  constructor(owner: string, problem: string) {
    super(`policy of ${owner}: ${problem}`);
    this.name = "PolicyError";
  }
}

const knownStatementKeys = new Set(["Sid", "Effect", "Action", "Resource", "Principal", "Condition"]);
const knownDocumentKeys = new Set(["Version", "Id", "Statement"]);
const knownPrincipals = new Set(["AWS", "Service"]);
/** The statement elements that each kind of policy must have. */
const required: Record<PolicyKind, readonly (keyof StatementDocument)[]> = {
  identity: ["Action", "Resource"],
  resource: ["Action", "Resource", "Principal"],
};

/**
 * Checks a policy and brings it into the form that `evaluate` reads.
 * @throws PolicyError naming the owner and the element that is malformed or not supported offline.
 */
export function compilePolicy(document: PolicyDocument | string, kind: PolicyKind, owner: string): Policy {
  const parsed = typeof document === "string" ? parse(document, owner) : document;
  refuseUnknown(parsed, knownDocumentKeys, "element", owner);
  if (parsed.Version !== "2012-10-17") {
    throw new PolicyError(owner, `Version ${String(parsed.Version)} is not supported, write "2012-10-17"`);
  }
  const statements = asList(parsed.Statement);
  if (statements.length === 0) throw new PolicyError(owner, "Statement is missing");
  return statements.map((statement) => compileStatement(statement, kind, owner));
}

function parse(text: string, owner: string): PolicyDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PolicyError(owner, `is not JSON (${cause instanceof Error ? cause.message : String(cause)})`);
  }
  const result = v.safeParse(documentSchema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new PolicyError(owner, `${v.getDotPath(issue) ?? "the document"} is malformed: ${issue.message}`);
}

function compileStatement(statement: StatementDocument, kind: PolicyKind, owner: string): Statement {
  refuseUnknown(statement, knownStatementKeys, "statement element", owner);
  if (statement.Effect !== "Allow" && statement.Effect !== "Deny") {
    throw new PolicyError(owner, `Effect ${statement.Effect} is neither Allow nor Deny`);
  }
  for (const key of required[kind]) {
    if (statement[key] === undefined) throw new PolicyError(owner, `a statement lacks ${key}`);
  }
  if (kind === "identity" && statement.Principal !== undefined) {
    throw new PolicyError(owner, "Principal does not belong in a role's policy");
  }
  const resources = asList(statement.Resource);
  for (const text of resources) refuseVariable(text, owner);
  return {
    effect: statement.Effect,
    actions: asList(statement.Action).map((action) => checkAction(action, owner)),
    resources,
    principals: compilePrincipals(statement.Principal, owner),
    conditions: Object.entries(statement.Condition ?? {}).flatMap(([operator, tests]) =>
      Object.entries(tests).map(([key, value]) => {
        const values = asList(value).map(String);
        for (const text of values) refuseVariable(text, owner);
        return compileCondition(operator, key, values, (problem) => new PolicyError(owner, problem));
      }),
    ),
  };
}

function compilePrincipals(principal: StatementDocument["Principal"], owner: string): Statement["principals"] {
  if (principal === undefined) return { aws: [], services: [] };
  if (typeof principal === "string") {
    if (principal !== "*")
      throw new PolicyError(owner, `Principal "${principal}" is not supported, name AWS or Service`);
    return { aws: ["*"], services: ["*"] };
  }
  refuseUnknown(principal, knownPrincipals, "Principal type", owner);
  return { aws: asList(principal.AWS), services: asList(principal.Service) };
}

function checkAction(action: string, owner: string): string {
  if (action !== "*" && !/^[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+$/.test(action)) {
    throw new PolicyError(owner, `Action "${action}" is not of the form service:Action`);
  }
  return action;
}

function refuseVariable(text: string, owner: string): void {
  if (text.includes("${")) throw new PolicyError(owner, `the policy variable in "${text}" is not supported offline`);
}

function refuseUnknown(value: object, known: Set<string>, what: string, owner: string): void {
  const unknown = Object.keys(value).find((key) => !known.has(key));
  if (unknown !== undefined) throw new PolicyError(owner, `the ${what} ${unknown} is not supported offline`);
}

function asList<T>(value: T | T[] | undefined): T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
