import { program } from "../../offline/program.ts";
import { evaluateProgram, type Program } from "../../packages/aws-offline/graph/evaluate.ts";
import { readProject } from "../../packages/aws-offline/graph/project.ts";
import type { ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";
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
  readonly program?: Program;
  readonly place?: Place;
}

export async function evaluate(options: EvaluateOptions = {}): Promise<ResourceGraph> {
  const configuration = await readProject(program, options.stack ?? "dev");
  const given = Object.entries(options.settings ?? {}).map(([name, value]) => [
    name.includes(":") ? name : `${configuration.project}:${name}`,
    value,
  ]);
  const config = { ...configuration.config, ...Object.fromEntries(given) };
  return evaluateProgram(
    options.program ?? program,
    { ...configuration, config },
    options.place ?? placeIn("ap-southeast-1"),
  );
}
