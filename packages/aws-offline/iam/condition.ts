import { arnMatches, globMatches } from "./match.ts";

/** The request's context keys, for example `aws:SourceArn`. Keys are compared without regard to case. */
export type Context = Readonly<Record<string, string>>;

/** One test of a Condition block. */
export type Condition = (context: Context) => boolean;

interface Operator {
  matches: (wanted: string, actual: string) => boolean;
  /** A negated operator holds when no value matches, and when the key is absent. */
  negated?: true;
}

const equals = (wanted: string, actual: string): boolean => wanted === actual;
const equalsIgnoringCase = (wanted: string, actual: string): boolean => wanted.toLowerCase() === actual.toLowerCase();

const operators: Readonly<Record<string, Operator>> = {
  StringEquals: { matches: equals },
  StringNotEquals: { matches: equals, negated: true },
  StringEqualsIgnoreCase: { matches: equalsIgnoringCase },
  StringLike: { matches: globMatches },
  StringNotLike: { matches: globMatches, negated: true },
  ArnEquals: { matches: arnMatches },
  ArnNotEquals: { matches: arnMatches, negated: true },
  ArnLike: { matches: arnMatches },
  ArnNotLike: { matches: arnMatches, negated: true },
  Bool: { matches: equalsIgnoringCase },
};

const ifExists = "IfExists";

/**
 * One operator with one key: true when any of `values` matches, or, for a negated operator, when none does.
 * docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @throws what `refuse` makes, for an operator that is not known here.
 */
export function compileCondition(
  operator: string,
  key: string,
  values: readonly string[],
  refuse: (problem: string) => Error,
): Condition {
  const wantedKey = key.toLowerCase();
  if (operator === "Null") {
    return (context) => values.some((value) => (value === "true") === (lookUp(context, wantedKey) === undefined));
  }
  const optional = operator.endsWith(ifExists);
  const base = operators[optional ? operator.slice(0, -ifExists.length) : operator];
  if (base === undefined) throw refuse(`the condition operator ${operator} is not supported offline`);
  const negated = base.negated ?? false;
  return (context) => {
    const actual = lookUp(context, wantedKey);
    if (actual === undefined) return optional || negated;
    return values.some((value) => base.matches(value, actual)) !== negated;
  };
}

function lookUp(context: Context, lowerCaseKey: string): string | undefined {
  for (const [key, value] of Object.entries(context)) {
    if (key.toLowerCase() === lowerCaseKey) return value;
  }
  return undefined;
}
