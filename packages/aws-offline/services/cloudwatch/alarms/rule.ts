import type { AlarmState } from "./definition.ts";

export type Rule =
  | { readonly kind: "state"; readonly state: AlarmState; readonly alarm: string }
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "not"; readonly of: Rule }
  | { readonly kind: "and" | "or"; readonly of: readonly Rule[] };

/**
 * Reads a composite alarm's rule: `ALARM(name)`, `OK(name)`, `INSUFFICIENT_DATA(name)`, `TRUE`, `FALSE`, `AND`, `OR`,
 * `NOT` and parentheses. A name is a name or an ARN, quoted or not; `AND` binds more than `OR`.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 * @throws Error that says where the rule is wrong
 */
export function parseRule(text: string): Rule {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[()]|[^\s()"]+/gu) ?? [];
  let index = 0;
  const next = (): string => {
    const token = tokens[index];
    index += 1;
    if (token === undefined) throw new Error(`the rule ends too early: ${text}`);
    return token;
  };
  const expect = (wanted: string): void => {
    const found = next();
    if (found !== wanted) throw new Error(`'${wanted}' is missing before '${found}' in the rule ${text}`);
  };
  const joined = (word: string, kind: "and" | "or", part: () => Rule): Rule => {
    const of = [part()];
    while (tokens[index] === word) {
      next();
      of.push(part());
    }
    const [only] = of;
    return only !== undefined && of.length === 1 ? only : { kind, of };
  };
  const either = (): Rule => joined("OR", "or", () => joined("AND", "and", operand));
  function operand(): Rule {
    const token = next();
    if (token === "NOT") return { kind: "not", of: operand() };
    if (token === "TRUE" || token === "FALSE") return { kind: "constant", value: token === "TRUE" };
    if (token === "(") {
      const inner = either();
      expect(")");
      return inner;
    }
    if (token !== "ALARM" && token !== "OK" && token !== "INSUFFICIENT_DATA") {
      throw new Error(`'${token}' is not supported in the rule ${text}`);
    }
    expect("(");
    const alarm = nameOf(next());
    expect(")");
    return { kind: "state", state: token, alarm };
  }
  const rule = either();
  if (index < tokens.length) throw new Error(`'${tokens[index] ?? ""}' is too much in the rule ${text}`);
  return rule;
}

function nameOf(token: string): string {
  const name = token.startsWith('"') ? token.slice(1, -1).replaceAll(/\\(.)/gu, "$1") : token;
  return name.startsWith("arn:") ? (name.split(":alarm:")[1] ?? name) : name;
}

/** @param stateOf an alarm's state by its name */
export function holds(rule: Rule, stateOf: (alarm: string) => AlarmState | undefined): boolean {
  if (rule.kind === "state") return stateOf(rule.alarm) === rule.state;
  if (rule.kind === "constant") return rule.value;
  if (rule.kind === "not") return !holds(rule.of, stateOf);
  if (rule.kind === "and") return rule.of.every((each) => holds(each, stateOf));
  return rule.of.some((each) => holds(each, stateOf));
}

export function alarmsIn(rule: Rule): string[] {
  if (rule.kind === "state") return [rule.alarm];
  if (rule.kind === "constant") return [];
  return rule.kind === "not" ? alarmsIn(rule.of) : rule.of.flatMap(alarmsIn);
}
