import { randomBytes } from "node:crypto";
import type { Failure } from "./failure.ts";
import { DEFAULTS, defaultsOf, kindOf } from "./resource.ts";
import { isKnown, revealAll, text, valuesAt, type Properties } from "./values.ts";

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
  const { name, constraints = {}, check: checkTogether } = kindOf(type);
  const all = { ...constraints, ...(name === undefined ? {} : { [name.property]: name.constraint }) };
  const failures = Object.entries(all).flatMap(([path, constraint]) =>
    valuesAt(revealed, path)
      .filter(isKnown)
      .flatMap((value) => {
        const reason = constraint(value);
        return reason === undefined ? [] : [{ property: path, reason: `"${path}" ${reason}` }];
      }),
  );
  return { inputs, failures: [...failures, ...(checkTogether?.(revealed) ?? [])] };
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
