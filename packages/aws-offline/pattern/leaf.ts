import { isObject } from "../input.ts";
import { isPresent, isPresentLeaf, type Path } from "./members.ts";
import { PatternError } from "./pattern-error.ts";

/** One condition on one value, `undefined` for an absent key, of an event. */
export type Leaf = (value: unknown, event: unknown) => boolean;

const comparisons: Readonly<Record<string, (actual: number, wanted: number) => boolean>> = {
  "=": (actual, wanted) => actual === wanted,
  ">": (actual, wanted) => actual > wanted,
  ">=": (actual, wanted) => actual >= wanted,
  "<": (actual, wanted) => actual < wanted,
  "<=": (actual, wanted) => actual <= wanted,
};

const operators: Readonly<Record<string, (operand: unknown, path: Path) => Leaf>> = {
  prefix: (operand, path) => {
    const prefix = text(operand, "prefix", path);
    return (value) => typeof value === "string" && value.startsWith(prefix);
  },
  suffix: (operand, path) => {
    const suffix = text(operand, "suffix", path);
    return (value) => typeof value === "string" && value.endsWith(suffix);
  },
  "equals-ignore-case": (operand, path) => {
    const wanted = text(operand, "equals-ignore-case", path).toLowerCase();
    return (value) => typeof value === "string" && value.toLowerCase() === wanted;
  },
  exists: (operand, path) => {
    if (typeof operand !== "boolean") throw new PatternError(`exists at ${path.join(".")} needs true or false`);
    // What is absent is absent from the whole event, not from one member of an array.
    return operand ? isPresentLeaf : (_, event) => !isPresent(event, path);
  },
  "anything-but": (operand, path) => {
    const unwanted = unwantedBy(operand, path);
    return (value, event) => isPresentLeaf(value) && !unwanted.some((leaf) => leaf(value, event));
  },
  numeric,
};

/**
 * Compiles one member of a pattern's list: a literal, or an object with one operator.
 * @throws PatternError naming an operator that is not known here.
 */
export function compileLeaf(condition: unknown, path: Path): Leaf {
  if (!isObject(condition)) {
    if (Array.isArray(condition)) throw new PatternError(`a list within the list at ${path.join(".")}`);
    return (value) => value === condition;
  }
  const [[name, operand] = ["", undefined], ...others] = Object.entries(condition);
  if (others.length > 0) throw new PatternError(`several operators in one object at ${path.join(".")}`);
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (operator === undefined)
    throw new PatternError(`the operator ${name} at ${path.join(".")} is not supported offline`);
  return operator(operand, path);
}

/** Texts, or numbers, or an operator on a text that is not empty. */
function unwantedBy(operand: unknown, path: Path): Leaf[] {
  if (isObject(operand)) {
    const [name = ""] = Object.keys(operand);
    const isEmptyEnd = name !== "equals-ignore-case" && operand[name] === "";
    if (!["prefix", "suffix", "equals-ignore-case"].includes(name) || isEmptyEnd) {
      throw new PatternError(`anything-but at ${path.join(".")} cannot leave out ${JSON.stringify(operand)}`);
    }
    return [compileLeaf(operand, path)];
  }
  const unwanted: unknown[] = Array.isArray(operand) ? operand : [operand];
  const isOfOneKind = ["string", "number"].some((kind) => unwanted.every((one) => typeof one === kind));
  if (unwanted.length === 0 || !isOfOneKind) {
    throw new PatternError(`anything-but at ${path.join(".")} needs texts or numbers, not ${JSON.stringify(operand)}`);
  }
  return unwanted.map((one) => compileLeaf(one, path));
}

/** One comparison, or a range with its lower end first. */
function numeric(operand: unknown, path: Path): Leaf {
  const parts = Array.isArray(operand) ? (operand as unknown[]) : [];
  const [sign, first, upperSign, last] = parts;
  const isRange = parts.length === 4;
  if (parts.length !== 2 && !isRange)
    throw new PatternError(`numeric at ${path.join(".")} needs pairs of sign and number`);
  const lower = comparison(sign, first, path);
  if (!isRange) return (value) => typeof value === "number" && lower(value);
  const upper = comparison(upperSign, last, path);
  const isUpward = [">", ">="].includes(String(sign)) && ["<", "<="].includes(String(upperSign));
  if (!isUpward || Number(first) >= Number(last)) {
    throw new PatternError(`numeric at ${path.join(".")} needs a range from its lower to its upper end`);
  }
  return (value) => typeof value === "number" && lower(value) && upper(value);
}

function comparison(sign: unknown, wanted: unknown, path: Path): (value: number) => boolean {
  const compare = typeof sign === "string" && Object.hasOwn(comparisons, sign) ? comparisons[sign] : undefined;
  if (compare === undefined || typeof wanted !== "number") {
    throw new PatternError(
      `numeric at ${path.join(".")} cannot compare ${JSON.stringify(sign)} ${JSON.stringify(wanted)}`,
    );
  }
  return (value) => compare(value, wanted);
}

function text(operand: unknown, operator: string, path: Path): string {
  if (typeof operand === "string") return operand;
  throw new PatternError(`${operator} at ${path.join(".")} needs a string`);
}
