import type { Backend } from "./backend.ts";
import { invoke } from "./invokes.ts";
import { region } from "./place.ts";
import { createdOnAws, given, plannedOutputs, typeOf, uses, type Resource } from "./resource.ts";
import { refusals } from "./rules.ts";
import { revealAll, secretTexts, text, type Properties } from "./values.ts";

/**
 * As much of AWS as the engine can see: resources that exist, refer to each other and cannot go while they are used.
 * It refuses what AWS refuses, and what works on AWS by luck only.
 */
export class Cloud implements Backend {
  readonly resources = new Map<string, Resource>();
  /** Each change, in order: `create aws:sqs/queue:Queue orders-queue`. */
  readonly changes: string[] = [];
  /** Every text that the program marked secret; none of it may be readable in the state. */
  readonly secrets = new Set<string>();
  /** While it is set, a change for which it returns true fails, as in an outage of AWS. */
  outage: ((verb: string, type: string) => boolean) | undefined;

  create(type: string, urn: string, inputs: Properties, preview: boolean): { id: string; outputs: Properties } {
    if (preview) return { id: "", outputs: { region, ...plannedOutputs(type, inputs) } };
    const { autoname, references } = typeOf(type);
    const name = autoname === undefined ? "" : text(revealAll(inputs), autoname);
    const { id, outputs: computed } = createdOnAws(type, name, inputs);
    this.#reach("create", type);
    const outputs = { region, ...given(inputs), ...computed };
    const resource = { type, urn, id, name, inputs, outputs };
    // A name is unique in the account, unless the resource belongs to another one.
    const unique = name !== "" && Object.keys(references).length === 0;
    const twin = this.ofType(type).find((other) => other.id === id || (unique && other.name === name));
    const conflict = twin === undefined ? [] : [`${twin.urn} has its name already`];
    refuse("create", urn, [...conflict, ...refusals(resource, this.#others(resource))]);
    this.#store(resource, "create");
    return { id, outputs };
  }

  update(type: string, id: string, inputs: Properties, _before: Properties, preview: boolean): Properties {
    const before = this.#existing(type, id);
    const computed = Object.entries(before.outputs).filter(([property]) => !Object.hasOwn(before.inputs, property));
    const outputs = { ...Object.fromEntries(computed), ...given(inputs) };
    if (preview) return outputs;
    this.#reach("update", type);
    const resource = { ...before, inputs, outputs };
    refuse("update", before.urn, refusals(resource, this.#others(resource)));
    this.#store(resource, "update");
    return outputs;
  }

  delete(type: string, id: string): void {
    this.#reach("delete", type);
    const resource = this.#existing(type, id);
    const users = this.#others(resource).filter((other) => uses(other, resource));
    refuse(
      "delete",
      resource.urn,
      users.map((user) => `it is still used by ${user.urn}`),
    );
    this.resources.delete(key(type, id));
    this.#note("delete", resource);
  }

  read(type: string, id: string): Resource | undefined {
    return this.resources.get(key(type, id));
  }

  invoke(token: string): Properties {
    return invoke(token);
  }

  /** Changes a resource behind the engine's back, as an operator does. */
  meddle(resource: Resource, change: Properties): void {
    this.#store({
      ...resource,
      inputs: { ...resource.inputs, ...change },
      outputs: { ...resource.outputs, ...change },
    });
  }

  /** Removes a resource behind the engine's back. */
  lose(resource: Resource): void {
    this.resources.delete(key(resource.type, resource.id));
  }

  ofType(type: string): Resource[] {
    return [...this.resources.values()].filter((resource) => resource.type === type);
  }

  #reach(verb: string, type: string): void {
    if (this.outage?.(verb, type) === true) throw new Error(`${verb} ${type}: ServiceUnavailable`);
  }

  #existing(type: string, id: string): Resource {
    const resource = this.read(type, id);
    if (resource === undefined) throw new Error(`${type} ${id} does not exist`);
    return resource;
  }

  #others(resource: Resource): Resource[] {
    return [...this.resources.values()].filter((other) => other.type !== resource.type || other.id !== resource.id);
  }

  #store(resource: Resource, verb?: string): void {
    this.resources.set(key(resource.type, resource.id), resource);
    for (const value of secretTexts(resource.inputs)) this.secrets.add(value);
    if (verb !== undefined) this.#note(verb, resource);
  }

  #note(verb: string, { type, urn }: Resource): void {
    this.changes.push(`${verb} ${type} ${urn.split("::").at(-1)}`);
  }
}

function refuse(verb: string, urn: string, reasons: readonly string[]): void {
  if (reasons.length > 0) throw new Error(`cannot ${verb} ${urn}: ${reasons.join("; ")}`);
}

function key(type: string, id: string): string {
  return `${type}::${id}`;
}
