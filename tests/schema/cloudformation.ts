import type { GraphResource, ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
import type { Form, Json, Properties } from "./form.ts";
import { compute } from "./forms/compute.ts";
import { data } from "./forms/data.ts";
import { messaging } from "./forms/messaging.ts";
import { network } from "./forms/network.ts";
import { watching } from "./forms/watching.ts";

/** A CloudFormation template whose values are all written out. */
export interface Template {
  readonly AWSTemplateFormatVersion: "2010-09-09";
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties: Properties;
}

const forms = new Map([...compute, ...data, ...messaging, ...network, ...watching].map((form) => [form.token, form]));

export const describedTypes: ReadonlySet<string> = new Set(forms.keys());

/** @throws Error for a type that nobody described yet */
function formOf(token: string): Form["definition"] {
  const form = forms.get(token);
  if (form === undefined) throw new Error(`${token}: say in tests/schema/forms how CloudFormation writes it`);
  return form.definition;
}

/**
 * The program's resources as CloudFormation writes them, for AWS's own schemas to judge.
 * @throws Error that names a type whose form is not known
 */
export function toTemplate(graph: ResourceGraph): Template {
  const resources = new Map<string, TemplateResource>();
  for (const resource of graph.resources) {
    const definition = formOf(resource.type);
    if (typeof definition === "string") continue;
    const Properties = propertiesOf(resource.inputs, definition);
    const name = wholeOf(resources, definition, Properties) ?? logicalName(resource);
    resources.set(name, {
      Type: definition.type,
      Properties: { ...resources.get(name)?.Properties, ...Properties },
    });
  }
  return { AWSTemplateFormatVersion: "2010-09-09", Resources: Object.fromEntries(resources) };
}

/** The name of the resource that this one is a part of. The graph lists it first, because the part refers to it. */
function wholeOf(
  resources: ReadonlyMap<string, TemplateResource>,
  { type, partOf }: Exclude<Form["definition"], string>,
  properties: Properties,
): string | undefined {
  if (partOf === undefined) return undefined;
  const whole = [...resources].find(
    ([, { Type, Properties }]) => Type === type && Properties[partOf] === properties[partOf],
  );
  if (whole === undefined) throw new Error(`no ${type} has the ${partOf} ${JSON.stringify(properties[partOf])}`);
  return whole[0];
}

/** Letters and digits alone; the type keeps apart what has one name. */
function logicalName({ type, name }: GraphResource): string {
  return pascal(`${name}-${type.split(":").at(-1) ?? ""}`);
}

function propertiesOf(
  inputs: GraphResource["inputs"],
  { names = {}, json = [], leftOut = {}, tags, own }: Exclude<Form["definition"], string>,
): Properties {
  const properties = Object.entries(inputs)
    .filter(([name]) => !Object.hasOwn(leftOut, name))
    .map(([name, value]): [string, Json] => {
      if (name === "tags") return ["Tags", tags === "map" ? asJson(value) : pairs(value)];
      return [names[name] ?? pascal(name), json.includes(name) ? parsed(value) : converted(name, value, names)];
    });
  return { ...Object.fromEntries(properties), ...own?.(inputs) };
}

function converted(name: string, value: unknown, names: Readonly<Record<string, string>>): Json {
  if (Array.isArray(value)) return value.map((item) => converted(name, item, names));
  // A function's variables have names of their own.
  if (typeof value !== "object" || value === null || name === "variables") return asJson(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [names[`${name}.${key}`] ?? pascal(key), converted(key, item, names)]),
  );
}

function pairs(value: unknown): Json {
  return Object.entries(value ?? {}).map(([Key, item]) => ({ Key, Value: asJson(item) }));
}

function parsed(value: unknown): Json {
  return asJson(JSON.parse(String(value)));
}

function asJson(value: unknown): Json {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== "object" || value === null) throw new Error(`no value of a template: ${String(value)}`);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asJson(item)]));
}

function pascal(name: string): string {
  return name.replaceAll(/(?:^|[^A-Za-z\d]+)(?<letter>[A-Za-z\d])/gu, (_match, letter: string) => letter.toUpperCase());
}
