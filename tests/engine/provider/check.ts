import { randomBytes } from "node:crypto";
import { DEFAULTS, defaultsOf, kindOf } from "./resource.ts";
import { revealAll, text, UNKNOWN, type Properties } from "./values.ts";

/** What the engine proposes for a name that the program left out; `undefined` from an engine without autonaming. */
export type Autonaming = { readonly mode: "propose" | "enforce" | "disable"; readonly name: string } | undefined;

export interface Checked {
  readonly inputs: Properties;
  readonly failures: { readonly property: string; readonly reason: string }[];
}

const documents = ["policy", "assumeRolePolicy", "eventPattern", "filterPolicy", "redrivePolicy", "dashboardBody"];

/** Completes the inputs as the AWS provider does, and refuses at preview what it refuses. */
export function check(type: string, urn: string, olds: Properties, news: Properties, autonaming: Autonaming): Checked {
  const inputs = withName(type, urn, olds, news, autonaming);
  const revealed = revealAll(inputs);
  const failures = documents
    .filter((property) => !isDocument(text(revealed, property)))
    .map((property) => ({ property, reason: `"${property}" contains an invalid JSON` }));
  const { name } = kindOf(type);
  if (name !== undefined && text(revealed, name.property).length > name.longest) {
    const reason = `${text(revealed, name.property)} is longer than ${name.longest} characters`;
    failures.push({ property: name.property, reason });
  }
  return { inputs, failures };
}

function withName(type: string, urn: string, olds: Properties, news: Properties, autonaming: Autonaming): Properties {
  const property = kindOf(type).name?.property;
  const missing = property !== undefined && news[property] === undefined && news["namePrefix"] === undefined;
  if (!missing || autonaming?.mode === "disable") return { ...news, [DEFAULTS]: [] };
  const before = defaultsOf(olds).includes(property) ? text(olds, property) : "";
  const logicalName = urn.split("::").at(-1) ?? "";
  const proposed = autonaming?.name ?? `${logicalName}-${randomBytes(4).toString("hex").slice(0, 7)}`;
  return { ...news, [property]: before || proposed, [DEFAULTS]: [property] };
}

function isDocument(value: string): boolean {
  if (value === "" || value === UNKNOWN) return true;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
