import * as v from "valibot";
import type { AnyFault } from "./fault.ts";
import { planOf, type FaultPlan } from "./plan.ts";

/** What is wrong with a plan, in one line. */
export class PlanError extends Error {
  override readonly name = "PlanError";
}

/** One of several kinds of fault, as `v.variant("at", ...)` has them. */
export type FaultSchema = v.GenericSchema<unknown, AnyFault> & Node;

/** @throws PlanError */
export function parseFaultPlan<Schema extends FaultSchema>(
  text: string,
  fault: Schema,
): FaultPlan<v.InferOutput<Schema>> {
  const plan = json(text);
  const result = v.safeParse(planOf(fault), plan, { abortEarly: true });
  if (result.success) return result.output;
  throw new PlanError(describe(result.issues[0], plan, fault));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const [reason = ""] = cause instanceof Error ? cause.message.split("\n") : [];
    throw new PlanError(`not JSON (${reason})`, { cause });
  }
}

type Issue = v.BaseIssue<unknown>;

/** `faults[2].fails is "explode": give "throttle" | "error"`. */
function describe(issue: Issue, plan: unknown, fault: Node): string {
  const path = issue.path ?? [];
  const name = path.reduce((sum, { key }) => `${sum}${typeof key === "number" ? `[${key}]` : `.${String(key)}`}`, "");
  const entry = name === "" ? "the plan" : name.replace(/^\./u, "");
  if (issue.expected === "never")
    return `${entry} is not known: allowed are ${namesBeside(issue, plan, fault).join(", ")}`;
  const allowed = allowedBy(issue);
  const value: unknown = path.at(-1)?.value ?? (name === "" ? plan : undefined);
  return value === undefined ? `${entry} is missing: give ${allowed}` : `${entry} is ${brief(value)}: give ${allowed}`;
}

/** `"once" | "always" | number`, or what a number must be: `>=1`. */
function allowedBy(issue: Issue): string {
  const key = String(issue.path?.at(-1)?.key);
  const expected = issue.kind === "schema" && issue.expected === `"${key}"` ? expectedOf(key) : issue.expected;
  return (expected ?? issue.type).replaceAll(/[()]/gu, "");
}

/** A missing entry is reported by its name only; these are the ones that are never optional. */
function expectedOf(key: string): string {
  const known: Readonly<Record<string, string>> = { faults: "Array", seconds: "number", function: "string" };
  return known[key] ?? "a value";
}

/** The names that an entry's neighbours may have: by the same `at`, and `fails` or `arrives` where they are given. */
function namesBeside({ path }: Issue, plan: unknown, fault: Node): string[] {
  const beside = path?.at(-1)?.input;
  if (beside === plan || typeof beside !== "object" || beside === null) return ["seed", "faults"];
  const shapes = objectsOf(fault).filter((shape) =>
    (["at", "fails", "arrives"] as const).every((name) => {
      const schema = shape.entries[name];
      return schema === undefined || v.is(schema, Reflect.get(beside, name));
    }),
  );
  const names = shapes.flatMap((shape) => Object.keys(shape.entries));
  return names.length === 0 ? ["oneIn"] : [...new Set(names)];
}

interface Shape {
  readonly entries: Readonly<Record<string, v.GenericSchema>>;
}

type Node = Shape | { readonly options: readonly Node[] };

function objectsOf(node: Node): Shape[] {
  return "entries" in node ? [node] : node.options.flatMap(objectsOf);
}

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
