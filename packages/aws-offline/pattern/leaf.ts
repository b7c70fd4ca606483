import { isObject } from "../input.ts";
import { PatternError } from "./pattern-error.ts";

/** One condition on one value; `undefined` is an absent key. */
export type Leaf = (value: unknown) => boolean;

const comparisons: Readonly<Record<string, (actual: number, wanted: number) => boolean>> = {
  "=": (actual, wanted) => actual === wanted,
  ">": (actual, wanted) => actual > wanted,
  ">=": (actual, wanted) => actual >= wanted,
  "<": (actual, wanted) => actual < wanted,
  "<=": (actual, wanted) => actual <= wanted,
};

const operators: Readonly<Record<string, (operand: unknown, place: string) => Leaf>> = {
  prefix: (operand, place) => {
    const prefix = text(operand, "prefix", place);
    return (value) => typeof value === "string" && value.startsWith(prefix);
  },
  suffix: (operand, place) => {
    const suffix = text(operand, "suffix", place);
    return (value) => typeof value === "string" && value.endsWith(suffix);
  },
  "equals-ignore-case": (operand, place) => {
    const wanted = text(operand, "equals-ignore-case", place).toLowerCase();
    return (value) => typeof value === "string" && value.toLowerCase() === wanted;
  },
  exists: (operand, place) => {
    if (typeof operand !== "boolean") throw new PatternError(`exists at ${place} needs true or false`);
    return (value) => isPresentLeaf(value) === operand;
  },
  "anything-but": (operand, place) => {
    const unwanted = (Array.isArray(operand) ? operand : [operand]).map((one) => compileLeaf(one, place));
    return (value) => isPresentLeaf(value) && !unwanted.some((leaf) => leaf(value));
  },
  numeric,
};

/**
 * Compiles one member of a pattern's list: a literal, or an object with one operator.
 * @throws PatternError naming an operator that is not known here.
 */
export function compileLeaf(condition: unknown, place: string): Leaf {
  if (!isObject(condition)) {
    if (Array.isArray(condition)) throw new PatternError(`a list within the list at ${place}`);
    return (value) => value === condition;
  }
  const [[name, operand] = ["", undefined], ...others] = Object.entries(condition);
  if (others.length > 0) throw new PatternError(`several operators in one object at ${place}`);
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (operator === undefined) throw new PatternError(`the operator ${name} at ${place} is not supported offline`);
  return operator(operand, place);
}

function numeric(operand: unknown, place: string): Leaf {
  const parts = Array.isArray(operand) ? (operand as unknown[]) : [];
  if (parts.length !== 2 && parts.length !== 4)
    throw new PatternError(`numeric at ${place} needs pairs of sign and number`);
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < parts.length; index += 2) {
    const sign = parts[index];
    const wanted = parts[index + 1];
    const compare = typeof sign === "string" && Object.hasOwn(comparisons, sign) ? comparisons[sign] : undefined;
    if (compare === undefined || typeof wanted !== "number") {
      throw new PatternError(`numeric at ${place} cannot compare ${JSON.stringify(sign)} ${JSON.stringify(wanted)}`);
    }
    tests.push((value) => compare(value, wanted));
  }
  return (value) => typeof value === "number" && tests.every((test) => test(value));
}

function text(operand: unknown, operator: string, place: string): string {
  if (typeof operand === "string") return operand;
  throw new PatternError(`${operator} at ${place} needs a string`);
}

/** `exists` looks at leaves only: an object is none. */
function isPresentLeaf(value: unknown): boolean {
  return value !== undefined && !isObject(value);
}
