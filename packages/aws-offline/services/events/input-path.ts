import { notSupported } from "../../gateway/aws-error.ts";
import { isObject } from "../../input.ts";
import type { BusEvent } from "./definition.ts";

/**
 * Compiles a target's InputPath: the JSON of what is at `$.detail.event`, or of the whole event.
 * @throws AwsError for a path with anything but names.
 */
export function compileInputPath(path: string | undefined): (event: BusEvent) => string | undefined {
  if (path === undefined || path === "$") return (event) => JSON.stringify(event);
  if (!/^\$(\.[\w-]+)+$/.test(path)) throw notSupported(`the InputPath ${path}`);
  const names = path.split(".").slice(1);
  return (event) => {
    let value: unknown = event;
    for (const name of names) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    return value === undefined ? undefined : JSON.stringify(value);
  };
}
