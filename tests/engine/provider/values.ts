/**
 * Property values as the engine and a provider exchange them: JSON, in which an object with the
 * signature key marks a secret, an asset or an archive, and one fixed string for "unknown".
 * Source: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/properties.go
 */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Properties = Record<string, Json>;

export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

function isObject(value: Json | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function signature(value: unknown): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, SIGNATURE_KEY) : undefined;
}

/** Marks a value as secret. */
export function secret(value: Json): Json {
  return { [SIGNATURE_KEY]: SECRET, value };
}

/** The value without its secret marks, at any depth. */
function reveal(value: Json): Json {
  if (Array.isArray(value)) return value.map(reveal);
  if (!isObject(value)) return value;
  if (signature(value) === SECRET) return reveal(value["value"] ?? null);
  return revealAll(value);
}

export function revealAll(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, reveal(value)]));
}

/** Every string that is marked secret in the value, revealed. */
export function secretTexts(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(secretTexts);
  if (!isObject(value)) return [];
  if (signature(value) === SECRET) return leaves(reveal(value)).map((leaf) => leaf.text);
  return Object.values(value).flatMap(secretTexts);
}

/** Every string of a revealed value with its path, code bundles left out. */
export function leaves(value: Json, path = ""): { path: string; text: string }[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, `${path}[${index}]`));
  if (!isObject(value) || isCode(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => leaves(item, path === "" ? key : `${path}.${key}`));
}

/** Whether a value is an asset or an archive. */
export function isCode(value: unknown): boolean {
  return [ASSET, ARCHIVE].some((known) => known === signature(value));
}

/** Equality of two revealed values; bundles are equal when their hashes are. */
export function same(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => same(item, right[index]));
  }
  if (!isObject(left) || !isObject(right)) return false;
  if (isCode(left) && isCode(right)) return left["hash"] === right["hash"];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => same(left[key], right[key]));
}

/** The text of a property that must be a string; unknown during a preview. */
export function text(properties: Properties, key: string): string {
  const value = properties[key];
  return typeof value === "string" ? value : "";
}
