import { AwsError, notSupported } from "./gateway/aws-error.ts";
import type { Input } from "./gateway/types.ts";

/** The reader of a call's input; each service names its own code for a bad parameter. */
export interface Reader {
  text(input: Input, name: string): string;
  optionalText(input: Input, name: string): string | undefined;
  /** A number, or the text of one as the Query protocol has it. */
  optionalNumber(input: Input, name: string): number | undefined;
  texts(input: Input, name: string): string[];
  objects(input: Input, name: string): Input[];
  optionalObject(input: Input, name: string): Input | undefined;
}

export function reader(code: string): Reader {
  const wrong = (name: string, wanted: string): AwsError => new AwsError(code, `Parameter ${name} must be ${wanted}`);
  const optionalText = (input: Input, name: string): string | undefined => {
    const value = input[name] ?? undefined;
    if (value === undefined || typeof value === "string") return value;
    throw wrong(name, "a string");
  };
  const list = (input: Input, name: string): unknown[] => {
    const value = input[name] ?? [];
    // The Query protocol writes an empty list as an empty text.
    if (value === "") return [];
    if (Array.isArray(value)) return value;
    throw wrong(name, "a list");
  };
  return {
    optionalText,
    text(input, name) {
      const value = optionalText(input, name);
      if (value === undefined || value === "") throw new AwsError(code, `Parameter ${name} is required`);
      return value;
    },
    optionalNumber(input, name) {
      const value = input[name] ?? undefined;
      if (value === undefined) return undefined;
      const number = typeof value === "string" && value !== "" ? Number(value) : value;
      if (typeof number === "number" && Number.isFinite(number)) return number;
      throw wrong(name, "a number");
    },
    texts: (input, name) =>
      list(input, name).map((member) => {
        if (typeof member === "string") return member;
        throw wrong(name, "a list of strings");
      }),
    objects: (input, name) =>
      list(input, name).map((member) => {
        if (isObject(member)) return member;
        throw wrong(name, "a list of structures");
      }),
    optionalObject(input, name) {
      const value = input[name] ?? undefined;
      if (value === undefined) return undefined;
      if (isObject(value)) return value;
      throw wrong(name, "a structure");
    },
  };
}

/**
 * @param call for the error, such as `lambda:Invoke`
 * @throws NotImplemented for a parameter that AWS would act upon and nothing here does
 */
export function refuseOthers(call: string, input: Input, known: readonly string[]): void {
  const unknown = Object.keys(input).find((name) => !known.includes(name) && !name.startsWith("$"));
  if (unknown !== undefined) throw notSupported(`${call} with ${unknown}`);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of a JSON text; undefined for what is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
