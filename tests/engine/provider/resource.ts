import { randomBytes } from "node:crypto";
import type { Created, Place, ResourceType } from "../../../packages/aws-offline/graph/resource-type.ts";
import { resourceTypes } from "../../../packages/aws-offline/services/resource-types.ts";
import { account, region } from "./place.ts";
import { leaves, revealAll, text, UNKNOWN, type Json, type Properties } from "./values.ts";

/** A resource that exists. `inputs` and `outputs` keep the secret marks that the engine sent. */
export interface Resource {
  readonly type: string;
  readonly urn: string;
  readonly id: string;
  readonly name: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** The property in which a provider notes which inputs it filled in itself. */
export const DEFAULTS = "__defaults";

export function typeOf(token: string): ResourceType {
  const type = resourceTypes.get(token);
  if (type === undefined) {
    throw new Error(`the engine test's provider does not know ${token}: add it to packages/aws-offline/services`);
  }
  return type;
}

/** The type of resource that an input names by its name or id. @param path such as `subnetIds[0]` */
export function referenceAt(token: string, path: string): string | undefined {
  return typeOf(token).references[path.replaceAll(/\[\d+\]/gu, "[]")];
}

/** The inputs that the program gave, without the provider's own note. */
export function given(inputs: Properties): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([property]) => property !== DEFAULTS));
}

/** The inputs that the program left to the provider. */
export function defaultsOf(inputs: Properties): string[] {
  const defaults: Json | undefined = inputs[DEFAULTS];
  return Array.isArray(defaults) ? defaults.filter((item) => typeof item === "string") : [];
}

/** What a preview can know of a resource: the inputs, and that the rest is not known. */
export function plannedOutputs(token: string, inputs: Properties): Properties {
  const { outputs } = createdOnAws(token, "", inputs);
  return { ...Object.fromEntries(Object.keys(outputs).map((property) => [property, UNKNOWN])), ...given(inputs) };
}

const place: Place = {
  accountId: account,
  region,
  queueBase: `https://sqs.${region}.amazonaws.com`,
  apiEndpoint: (apiId) => `https://${apiId}.execute-api.${region}.amazonaws.com`,
};

/** What AWS returns at a creation. */
export function createdOnAws(token: string, name: string, inputs: Properties): Created {
  return typeOf(token).create(revealAll(inputs), { name, digest: randomBytes(20).toString("hex") }, place);
}

/** Whether the text is, or leads to, this ARN: a version, an index or an invocation path may surround it. */
export function mentions(value: string, arn: string): boolean {
  if (arn === "") return false;
  const start = value.indexOf(arn);
  return start >= 0 && !/^[\w-]/u.test(value.slice(start + arn.length));
}

/** The ARN of the resource itself: a target's or a version's `arn` is that of what it belongs to. */
export function arnOf(resource: Resource): string {
  const arn = text(resource.outputs, "arn");
  return leaves(revealAll(resource.inputs)).some((leaf) => leaf.text === arn) ? "" : arn;
}

/** Whether the text names the resource, as AWS's arguments do: by id, name, ARN, or `integrations/ID`. */
export function names(value: string, resource: Resource): boolean {
  return (
    value === resource.id ||
    value === resource.name ||
    mentions(value, arnOf(resource)) ||
    value.endsWith(`/${resource.id}`)
  );
}

/** Whether a resource's inputs hold another one's ARN, its URL, or (where its kind says so) its name or id. */
export function uses(resource: Resource, used: Resource): boolean {
  const url = text(used.outputs, "url");
  return leaves(revealAll(given(resource.inputs))).some(
    (leaf) =>
      (leaf.text.startsWith("arn:") && mentions(leaf.text, arnOf(used))) ||
      (url !== "" && leaf.text === url) ||
      (referenceAt(resource.type, leaf.path) === used.type && names(leaf.text, used)),
  );
}
