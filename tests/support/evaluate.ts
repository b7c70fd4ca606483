import { program } from "../../offline/program.ts";
import { evaluateProgram, type Program } from "../../packages/aws-offline/graph/evaluate.ts";
import type { Question } from "../../packages/aws-offline/graph/evaluate-in-child.ts";
import { type ProjectConfiguration, readProject } from "../../packages/aws-offline/graph/project.ts";
import { ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
import { isObject } from "../../packages/aws-offline/input.ts";
import type { Place } from "../../packages/aws-offline/graph/resource-type.ts";

const accountId = "000000000000";

/** Addresses as AWS would give them. */
export const placeIn = (region: string): Place => ({
  accountId,
  region,
  queueBase: `https://sqs.${region}.amazonaws.com`,
  apiEndpoint: (apiId) => `https://${apiId}.execute-api.${region}.amazonaws.com`,
});

export interface EvaluateOptions {
  readonly stack?: string;
  /** Settings over those of the stack's file, by their names in Pulumi.yaml, or a full key of another namespace. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Evaluated at each call. */
  readonly program?: Program | URL;
  readonly place?: Place;
}

const graphs = new Map<string, Promise<ResourceGraph>>();

/** This program's graph, evaluated once for the same configuration, because many tests have the same one. */
function graphOf(configuration: ProjectConfiguration, place: Place): Promise<ResourceGraph> {
  const key = JSON.stringify([configuration, place]);
  const graph = graphs.get(key) ?? evaluateProgram(program, configuration, place);
  graphs.set(key, graph);
  return graph;
}

/** A program at the addresses of an offline run; in this process, which has the Pulumi SDK from the first time. */
export async function evaluateAt({ configuration, place }: Question, other?: Program): Promise<ResourceGraph> {
  if (other !== undefined) {
    return evaluateProgram(other, configuration, { ...place, apiEndpoint: () => place.apiEndpoint });
  }
  const queueBase = "http://queues.test";
  const api = "http://api.test";
  const graph = await graphOf(configuration, { ...place, queueBase, apiEndpoint: () => api });
  const moved = (text: string): string =>
    text.replaceAll(queueBase, place.queueBase).replaceAll(api, place.apiEndpoint);
  const resources = graph.resources.map((resource) => ({
    ...resource,
    id: moved(resource.id),
    inputs: withTexts(resource.inputs, moved),
    outputs: withTexts(resource.outputs, moved),
  }));
  return new ResourceGraph(resources, withTexts(graph.outputs, moved));
}

type Fields = Readonly<Record<string, unknown>>;

function withTexts(fields: Fields, change: (text: string) => string): Fields {
  const changed = (value: unknown): unknown => {
    if (typeof value === "string") return change(value);
    if (Array.isArray(value)) return value.map(changed);
    return isObject(value) ? withTexts(value, change) : value;
  };
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, changed(value)]));
}

export async function evaluate(options: EvaluateOptions = {}): Promise<ResourceGraph> {
  const configuration = await readProject(program, options.stack ?? "dev");
  const given = Object.entries(options.settings ?? {}).map(([name, value]) => [
    name.includes(":") ? name : `${configuration.project}:${name}`,
    value,
  ]);
  const configured = { ...configuration, config: { ...configuration.config, ...Object.fromEntries(given) } };
  const place = options.place ?? placeIn(configured.region);
  return options.program === undefined
    ? graphOf(configured, place)
    : evaluateProgram(options.program, configured, place);
}
