import { randomBytes } from "node:crypto";
import * as v from "valibot";
import { reasonOf } from "../../../packages/aws-offline/graph/resource-type.ts";
import type { Failure } from "./failure.ts";
import { DEFAULTS, defaultsOf, typeOf } from "./resource.ts";
import { isCode, revealAll, text, UNKNOWN, type Properties } from "./values.ts";

/** What the engine proposes for a name that the program left out; `undefined` from an engine without autonaming. */
export type Autonaming = { readonly mode: "propose" | "enforce" | "disable"; readonly name: string } | undefined;

export interface Checked {
  readonly inputs: Properties;
  readonly failures: readonly Failure[];
}

/** Completes the inputs as the AWS provider does, and refuses at preview what it refuses. */
export function check(type: string, urn: string, olds: Properties, news: Properties, autonaming: Autonaming): Checked {
  const inputs = withName(type, urn, olds, news, autonaming);
  const revealed = revealAll(inputs);
  const { issues = [] } = v.safeParse(typeOf(type).inputs, revealed);
  const failures = issues.filter(isOfKnownValue).map((issue) => {
    const path = v.getDotPath(issue)?.replaceAll(/\.\d+(?=\.|$)/gu, "[]") ?? "";
    return { property: path, reason: `"${path}" ${reasonOf(issue)}` };
  });
  return { inputs, failures };
}

/**
 * A property that is missing, or that there is not, TypeScript refuses; what a preview does not know passes, and so does an
 * archive, of which a description has the files.
 */
function isOfKnownValue({ input, received, expected, path }: v.BaseIssue<unknown>): boolean {
  const isGiven = input !== undefined && expected !== "never" && received !== "undefined";
  const isInCode = isCode(input) || path?.some(({ value }) => isCode(value)) === true;
  return isGiven && !isInCode && !JSON.stringify(input).includes(UNKNOWN);
}

function withName(type: string, urn: string, olds: Properties, news: Properties, autonaming: Autonaming): Properties {
  const property = typeOf(type).autoname;
  const missing = property !== undefined && news[property] === undefined && news["namePrefix"] === undefined;
  if (!missing || autonaming?.mode === "disable") return { ...news, [DEFAULTS]: [] };
  const before = defaultsOf(olds).includes(property) ? text(olds, property) : "";
  const logicalName = urn.split("::").at(-1) ?? "";
  const proposed = autonaming?.name ?? `${logicalName}-${randomBytes(4).toString("hex").slice(0, 7)}`;
  return { ...news, [property]: before || proposed, [DEFAULTS]: [property] };
}
