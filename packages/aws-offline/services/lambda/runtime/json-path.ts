import { isObject } from "../../../input.ts";

/** The value of a target parameter: a constant, or what one whole path (`$.a.b[0]`) finds; `undefined` if nothing. */
export function resolvePath(value: unknown, parameter: string): unknown {
  if (!parameter.startsWith("$")) {
    return parameter;
  }
  const steps = [...parameter.matchAll(/\.([\w-]+)|\[(\d+)\]/gu)];
  if (`$${steps.map(([step]) => step).join("")}` !== parameter) {
    throw new Error(`${parameter}: only whole paths like $.a.b[0] are supported by the offline run`);
  }
  let found = value;
  for (const [, key, index] of steps) {
    if (key !== undefined) {
      found = isObject(found) ? found[key] : undefined;
    } else {
      found = Array.isArray(found) ? (found[Number(index)] as unknown) : undefined;
    }
  }
  return found;
}
