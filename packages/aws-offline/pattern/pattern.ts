import { isObject } from "../input.ts";
import { compileLeaf, type Leaf } from "./leaf.ts";
import { PatternError } from "./pattern-error.ts";

/** Whether an event (or a message's attributes) fits a pattern. */
export type Matcher = (event: unknown) => boolean;

/**
 * Compiles an EventBridge event pattern or an SNS filter policy: all keys must fit, any value of a key's list does.
 * docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * @throws PatternError naming an operator that is not supported.
 */
export function compilePattern(pattern: unknown, path = ""): Matcher {
  if (!isObject(pattern)) throw new PatternError(`the pattern${path === "" ? "" : ` at ${path}`} is not an object`);
  const tests = Object.entries(pattern).map(([key, wanted]): Matcher => {
    const place = path === "" ? key : `${path}.${key}`;
    if (key === "$or") return compileOr(wanted, path);
    const test = Array.isArray(wanted) ? compileList(wanted, place) : compilePattern(wanted, place);
    return (event) => members(event, key).some(test);
  });
  if (tests.length === 0) throw new PatternError(`the pattern${path === "" ? "" : ` at ${path}`} is empty`);
  return (event) => tests.every((test) => test(event));
}

/** A pattern as the program gives it: JSON text. */
export function parsePattern(text: string): Matcher {
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch (cause) {
    throw new PatternError(`the pattern is not JSON (${cause instanceof Error ? cause.message : String(cause)})`);
  }
  return compilePattern(pattern);
}

function compileOr(alternatives: unknown, path: string): Matcher {
  if (!Array.isArray(alternatives) || alternatives.length < 2) {
    throw new PatternError("$or needs a list of at least two patterns");
  }
  const matchers = alternatives.map((alternative) => compilePattern(alternative, path));
  return (event) => matchers.some((matches) => matches(event));
}

function compileList(wanted: readonly unknown[], place: string): Matcher {
  if (wanted.length === 0) throw new PatternError(`the list at ${place} is empty`);
  const leaves: Leaf[] = wanted.map((condition) => compileLeaf(condition, place));
  return (value) => leaves.some((leaf) => leaf(value));
}

/** The values of a key: an array in the event fits when any of its members does. An absent key is `undefined`. */
function members(event: unknown, key: string): unknown[] {
  const parents: unknown[] = Array.isArray(event) ? event : [event];
  return parents.flatMap((parent) => {
    const value = isObject(parent) && Object.hasOwn(parent, key) ? parent[key] : undefined;
    return Array.isArray(value) && value.length > 0 ? (value as unknown[]) : [value];
  });
}
