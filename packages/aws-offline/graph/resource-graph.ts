import * as v from "valibot";
import type { ResourceType } from "./resource-type.ts";

/** One resource that the program declared, as the engine would have created it. */
export interface GraphResource<Inputs = Readonly<Record<string, unknown>>> {
  readonly type: string;
  /** Pulumi's logical name. */
  readonly name: string;
  readonly id: string;
  readonly inputs: Inputs;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly options: ResourceOptions;
}

/** What the mocks do not see of a resource; a stack transformation saw it. Names are `type name`. */
export interface ResourceOptions {
  readonly parent?: string;
  readonly dependsOn: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
  /** Top-level inputs that the program marked secret. */
  readonly secretInputs: readonly string[];
}

/** Everything that one evaluation of the program declared, and its stack outputs. */
export class ResourceGraph {
  readonly resources: readonly GraphResource[];
  readonly outputs: Readonly<Record<string, unknown>>;

  constructor(resources: readonly GraphResource[], outputs: Readonly<Record<string, unknown>>) {
    this.resources = resources;
    this.outputs = outputs;
  }

  /** The resources of one type, in the order of their names, with their inputs typed and their defaults filled in. */
  of<Inputs>(type: ResourceType<Inputs>): readonly GraphResource<Inputs>[] {
    return this.resources
      .filter((resource) => resource.type === type.token)
      .map((resource) => ({ ...resource, inputs: v.parse(type.inputs, resource.inputs) }))
      .toSorted((one, other) => one.name.localeCompare(other.name));
  }
}

/** An output that AWS always gives, as text. @throws Error naming the resource and the output */
export function textOutput(resource: GraphResource<unknown>, output: string): string {
  const value = resource.outputs[output];
  if (typeof value !== "string") throw new Error(`${resource.type} ${resource.name} has no output ${output}`);
  return value;
}

/** @throws Error when none of the program's resources has the ARN */
export function withArn<Resource extends GraphResource<unknown>>(all: readonly Resource[], arn: string): Resource {
  const found = all.find((resource) => textOutput(resource, "arn") === arn);
  if (found === undefined) throw new Error(`${arn} is not a resource of the program`);
  return found;
}
