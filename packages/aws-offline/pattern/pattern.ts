import { isObject } from "../input.ts";
import { compileLeaf, type Leaf } from "./leaf.ts";
import { members, type Path } from "./members.ts";
import { PatternError } from "./pattern-error.ts";

/** Whether an event (or a message's attributes) fits a pattern. */
export type Matcher = (event: unknown) => boolean;

/**
 * Compiles an EventBridge event pattern or an SNS filter policy: all keys must fit, any value of a key's list does.
 * docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * @throws PatternError naming an operator that is not supported.
 */
export function compilePattern(pattern: unknown): Matcher {
  const test = compileFields(pattern, []);
  return (event) => test(event, event);
}

function compileFields(pattern: unknown, path: Path): Leaf {
  const place = path.length === 0 ? "" : ` at ${path.join(".")}`;
  if (!isObject(pattern)) throw new PatternError(`the pattern${place} is not an object`);
  const tests = Object.entries(pattern).map(([key, wanted]): Leaf => {
    if (key === "$or") return compileOr(wanted, path);
    const below = [...path, key];
    const test = Array.isArray(wanted) ? compileList(wanted, below) : compileFields(wanted, below);
    return (part, event) => members(part, key).some((member) => test(member, event));
  });
  if (tests.length === 0) throw new PatternError(`the pattern${place} is empty`);
  refuseOverridden(pattern);
  return (part, event) => tests.every((test) => test(part, event));
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

function compileOr(alternatives: unknown, path: Path): Leaf {
  if (!Array.isArray(alternatives) || alternatives.length < 2) {
    throw new PatternError("$or needs a list of at least two patterns");
  }
  const tests = alternatives.map((alternative) => compileFields(alternative, path));
  return (part, event) => tests.some((test) => test(part, event));
}

/** EventBridge lets what an alternative asks of a key replace what is asked beside `$or`, in place of asking both. */
function refuseOverridden({ $or, ...beside }: Readonly<Record<string, unknown>>): void {
  const within = new Set(keysAsked({ $or }));
  const overridden = keysAsked(beside).find((key) => within.has(key));
  if (overridden === undefined) return;
  throw new PatternError(`${overridden} beside $or and in it is not supported offline: ask it in each alternative`);
}

/** Where a pattern has lists, with dots between the keys. */
function keysAsked(pattern: unknown): string[] {
  if (!isObject(pattern)) return [];
  return Object.entries(pattern).flatMap(([key, wanted]) => {
    if (key === "$or") return Array.isArray(wanted) ? wanted.flatMap(keysAsked) : [];
    return Array.isArray(wanted) ? [key] : keysAsked(wanted).map((below) => `${key}.${below}`);
  });
}

function compileList(wanted: readonly unknown[], path: Path): Leaf {
  if (wanted.length === 0) throw new PatternError(`the list at ${path.join(".")} is empty`);
  const leaves: Leaf[] = wanted.map((condition) => compileLeaf(condition, path));
  return (value, event) => leaves.some((leaf) => leaf(value, event));
}
