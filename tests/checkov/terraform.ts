import type { GraphResource, ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
import type { ResourceType } from "../../packages/aws-offline/graph/resource-type.ts";
import { resourceTypes } from "../../packages/aws-offline/services/resource-types.ts";

/** A Terraform configuration in JSON: type, name, arguments. https://developer.hashicorp.com/terraform/language/syntax/json */
export interface Configuration {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Arguments>>>>;
}
type Arguments = Readonly<Record<string, Json>>;
type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

/** Values whose keys are the user's own. */
const freeKeys = new Set(["tags", "variables", "dimensions"]);

/**
 * The program's resources as Terraform writes them. What names another resource by its id or ARN refers to it.
 * @throws Error that names a type or list of which it does not know Terraform's name
 */
export function toTerraform(graph: ResourceGraph): Configuration {
  const references = referencesIn(graph);
  const resource: Record<string, Record<string, Arguments>> = {};
  for (const each of graph.resources) {
    const { type } = namesOf(each.type);
    (resource[type] ??= {})[each.name] = argumentsOf(each, references);
  }
  return { resource };
}

/** What Terraform calls the type of a Pulumi token and its arguments. */
function namesOf(token: string): ResourceType["terraform"] {
  const known = resourceTypes.get(token);
  if (known === undefined) throw new Error(`${token}: no description of this type says what Terraform calls it`);
  return known.terraform;
}

function argumentsOf(resource: GraphResource, references: ReadonlyMap<string, string>): Arguments {
  const { type, arguments: renamed = {} } = namesOf(resource.type);
  const own = `\${${type}.${resource.name}.`;
  const refer = (text: string): string => {
    const reference = references.get(text);
    return reference === undefined || reference.startsWith(own) ? text : reference;
  };
  const given = Object.entries(resource.inputs).filter(([name]) => name !== "code");
  const named = given.map(([name, value]): [string, Json] => [
    renamed[name] ?? nameOf(name, value, resource),
    valueOf(value, resource, refer, freeKeys.has(name)),
  ]);
  return { ...Object.fromEntries(named), ...("code" in resource.inputs ? { filename: "index.zip" } : {}) };
}

function nameOf(name: string, value: unknown, { type, name: owner }: GraphResource): string {
  const isBlocks = Array.isArray(value) && value.some((item) => typeof item === "object");
  if (!isBlocks) return snake(name);
  const block = namesOf(type).blocks?.[name];
  if (block === undefined) throw new Error(`${type} ${owner}: Terraform's singular of ${name} is not known: add it`);
  return block;
}

function valueOf(value: unknown, owner: GraphResource, refer: (text: string) => string, free = false): Json {
  if (typeof value === "string") return refer(value);
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((item) => valueOf(item, owner, refer));
  if (typeof value !== "object" || value === null)
    throw new Error(`${owner.type} ${owner.name}: no value of Terraform's`);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      free ? name : nameOf(name, item, owner),
      valueOf(item, owner, refer, freeKeys.has(name)),
    ]),
  );
}

/** Id or ARN to reference. Two resources with one id (a name) cannot be distinguished. */
function referencesIn(graph: ResourceGraph): ReadonlyMap<string, string> {
  const found = new Map<string, string | undefined>();
  for (const { type, name, id, outputs } of graph.resources) {
    const { arn } = outputs;
    const own = new Map([[id, "id"], ...(typeof arn === "string" ? [[arn, "arn"] as const] : [])]);
    for (const [text, attribute] of own) {
      found.set(text, found.has(text) ? undefined : `\${${namesOf(type).type}.${name}.${attribute}}`);
    }
  }
  return new Map(
    [...found].flatMap(([text, reference]) => (reference === undefined ? [] : [[text, reference] as const])),
  );
}

function snake(name: string): string {
  return name.replaceAll(/(?<=[a-z\d])[A-Z]/gu, (letter) => `_${letter}`).toLowerCase();
}
