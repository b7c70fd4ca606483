import { AwsError } from "../../gateway/aws-error.ts";
import { isObject, parseJson } from "../../input.ts";

type Matches = (message: string) => boolean;

/**
 * A filter pattern of CloudWatch Logs: terms (`"a b" c -d ?e`), or a JSON pattern of comparisons (`=`, `!=`) with `&&`,
 * `||` and parentheses.
 * @throws AwsError InvalidParameterException, which names what the offline run does not know of it
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function filterPattern(pattern: string): Matches {
  const text = pattern.trim();
  if (text === "") return () => true;
  if (text.startsWith("{")) return jsonPattern(text);
  if (/^[[%]/u.test(text)) throw invalid("space-delimited patterns and regular expressions", pattern);
  return terms(text);
}

function terms(text: string): Matches {
  const found = [...text.matchAll(/(?<sign>[-?]?)(?:"(?<quoted>[^"]*)"|(?<plain>\S+))/gu)].map(({ groups = {} }) => ({
    sign: groups["sign"] ?? "",
    term: groups["quoted"] ?? groups["plain"] ?? "",
  }));
  const of = (sign: string): string[] => found.filter((one) => one.sign === sign).map(({ term }) => term);
  const [all, none, some] = [of(""), of("-"), of("?")];
  return (message) => {
    const has = (term: string): boolean => message.includes(term);
    // Beside terms that must be there, AWS ignores those that may.
    return all.every(has) && !none.some(has) && (all.length > 0 || some.length === 0 || some.some(has));
  };
}

type Condition = (value: unknown) => boolean;

function jsonPattern(pattern: string): Matches {
  const tokens = [...pattern.matchAll(/\{|\}|\(|\)|&&|\|\||!=|=|\$[\w.]+|"(?:[^"\\]|\\.)*"|[^\s{}()&|=!]+/gu)].map(
    ([token]) => token,
  );
  let next = 0;
  const take = (wanted?: string): string => {
    const token = tokens[next] ?? "";
    if (token === "" || (wanted !== undefined && token !== wanted)) throw invalid(`'${token}' at this place`, pattern);
    next += 1;
    return token;
  };
  const either = (): Condition => {
    const parts = [both()];
    while (tokens[next] === "||" && take()) parts.push(both());
    return (value) => parts.some((part) => part(value));
  };
  const both = (): Condition => {
    const parts = [one()];
    while (tokens[next] === "&&" && take()) parts.push(one());
    return (value) => parts.every((part) => part(value));
  };
  const one = (): Condition => {
    if (tokens[next] === "(") {
      take();
      const inner = either();
      take(")");
      return inner;
    }
    const selector = take();
    if (!selector.startsWith("$.")) throw invalid(`'${selector}'`, pattern);
    const operator = take();
    if (operator !== "=" && operator !== "!=") throw invalid(`'${operator}'`, pattern);
    return comparison(selector.slice(2).split("."), operator, take());
  };
  take("{");
  const condition = either();
  take("}");
  return (message) => {
    const value = parseJson(message);
    return isObject(value) && condition(value);
  };
}

/** A property that is not there equals nothing, and differs from nothing. */
function comparison(path: readonly string[], operator: "=" | "!=", wanted: string): Condition {
  const text = wanted.startsWith('"') ? (JSON.parse(wanted) as string) : wanted;
  const pattern = new RegExp(`^${text.split("*").map(escapeRegExp).join(".*")}$`, "su");
  return (value) => {
    let found: unknown = value;
    for (const name of path) found = isObject(found) ? found[name] : undefined;
    if (typeof found !== "string" && typeof found !== "number" && typeof found !== "boolean") return false;
    return pattern.test(String(found)) === (operator === "=");
  };
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
}

function invalid(what: string, pattern: string): AwsError {
  return new AwsError("InvalidParameterException", `Filter pattern ${pattern}: the offline run does not know ${what}`);
}
