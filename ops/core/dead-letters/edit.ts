import { isObject, parseStripeEvent } from "../../../domain/event/event.ts";
import { typedEvent } from "../../../domain/event/typed-event.ts";
import { UsageError } from "../../errors.ts";

/**
 * An event with some of its fields changed.
 * @param assignments `data.object.currency=sgd`; the value is JSON where it is valid JSON, else text
 * @param file where the event is from, if not from the dead letter
 * @throws UsageError for one that does not fit the event
 */
export function withFields(body: string, assignments: readonly string[], file?: string): string {
  const event = readJson(body, file);
  for (const assignment of assignments) assign(event, assignment);
  return JSON.stringify(event);
}

function assign(event: unknown, assignment: string): void {
  const wrong = (what: string): UsageError => new UsageError(`--set ${assignment}: ${what}`);
  const [, path, text] = /^(?<path>[^=]+)=(?<text>[^]*)$/u.exec(assignment) ?? [];
  if (path === undefined || text === undefined) throw wrong("give PATH=VALUE, such as data.object.currency=sgd");
  const names = path.split(".");
  const last = names.pop() ?? "";
  let place: unknown = event;
  for (const name of names) place = fieldOf(place, name);
  if (Array.isArray(place) && !Object.hasOwn(place, last)) throw wrong("the event has no such element");
  if (!isObject(place) && !Array.isArray(place)) throw wrong(`the event has nothing at ${names.join(".")}`);
  Reflect.set(place, last, valueOf(text));
}

function fieldOf(place: unknown, name: string): unknown {
  return (isObject(place) || Array.isArray(place)) && Object.hasOwn(place, name) ? Reflect.get(place, name) : undefined;
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function readJson(body: string, file?: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    const why =
      file === undefined
        ? "The dead letter is not JSON, so it has no field to set: give the whole event by --file"
        : `${file} is not JSON: it has to hold the whole event`;
    throw new UsageError(why, { cause });
  }
}

/**
 * Refuses a correction that consumers would refuse too, or that makes another event of it.
 * @throws UsageError that says what is wrong
 */
export function checkCorrection(original: string, corrected: string): void {
  try {
    typedEvent(parseStripeEvent(corrected));
  } catch (cause) {
    throw new UsageError(`The corrected event is still not valid: ${cause instanceof Error ? cause.message : ""}`, {
      cause,
    });
  }
  const [before, after] = [valueOf(original), valueOf(corrected)];
  for (const name of ["id", "type", "livemode", "account"]) {
    const [old, next] = [fieldOf(before, name), fieldOf(after, name)];
    if (isObject(before) && old !== next) {
      throw new UsageError(`The corrected event has the ${name} ${String(next)} instead of ${String(old)}: keep it`);
    }
  }
}

/** `data.object.currency: "coins" -> "sgd"`, one line per field. */
export function changedFields(original: string, corrected: string): string[] {
  return differences(valueOf(original), valueOf(corrected), "");
}

function differences(before: unknown, after: unknown, path: string): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const isDeep = [before, after].every((value) => isObject(value) || Array.isArray(value));
  if (!isDeep) return [`${path === "" ? "the event" : path}: ${shown(before)} -> ${shown(after)}`];
  const names = [...new Set([before, after].flatMap((value) => Object.keys(Object(value))))];
  return names.flatMap((name) =>
    differences(fieldOf(before, name), fieldOf(after, name), path === "" ? name : `${path}.${name}`),
  );
}

function shown(value: unknown): string {
  return value === undefined ? "absent" : (JSON.stringify(value) ?? "absent");
}
