import type { GraphResource, ResourceGraph } from "../../packages/aws-offline/graph/resource-graph.ts";

/** A Terraform configuration in JSON: type, name, arguments. https://developer.hashicorp.com/terraform/language/syntax/json */
export interface Configuration {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Arguments>>>>;
}
type Arguments = Readonly<Record<string, Json>>;
type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

/** Pulumi's modules, and how Terraform's types of the like begin. */
const modules: Readonly<Record<string, string>> = {
  apigatewayv2: "apigatewayv2_",
  cloudwatch: "cloudwatch_",
  dynamodb: "dynamodb_",
  ec2: "",
  iam: "iam_",
  kms: "kms_",
  lambda: "lambda_",
  pipes: "pipes_",
  secretsmanager: "secretsmanager_",
  sesv2: "sesv2_",
  sns: "sns_",
  sqs: "sqs_",
  vpc: "vpc_",
};

/** Types that Pulumi calls otherwise. */
const types: Readonly<Record<string, string>> = {
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": "aws_sqs_queue_redrive_allow_policy",
};

/** Arguments that Pulumi calls otherwise, by Terraform's type. */
const renamed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws_cloudwatch_metric_alarm: { name: "alarm_name" },
  aws_lambda_alias: { functionName: "function_name" },
  aws_lambda_function: { name: "function_name" },
  aws_lambda_permission: { function: "function_name" },
  aws_sns_topic_subscription: { topic: "topic_arn" },
};

/** Blocks that may come more than once: Pulumi's list has the plural, Terraform's block the singular. */
const repeated: Readonly<Record<string, string>> = {
  attributes: "attribute",
  globalSecondaryIndexes: "global_secondary_index",
  keySchemas: "key_schema",
  metricQueries: "metric_query",
};

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
    const type = typeOf(each.type);
    (resource[type] ??= {})[each.name] = argumentsOf(type, each, references);
  }
  return { resource };
}

/** The Terraform type of a Pulumi token such as `aws:sns/topicPolicy:TopicPolicy`. */
function typeOf(token: string): string {
  const [, module = "", name = ""] = /^aws:(?<module>\w+)\/\w+:(?<name>\w+)$/u.exec(token) ?? [];
  const prefix = modules[module];
  const known = types[token] ?? (prefix === undefined ? undefined : `aws_${prefix}${snake(name)}`);
  if (known === undefined) throw new Error(`${token}: Terraform's name for this type is not known: add its module`);
  return known;
}

function argumentsOf(type: string, resource: GraphResource, references: ReadonlyMap<string, string>): Arguments {
  const own = `\${${type}.${resource.name}.`;
  const refer = (text: string): string => {
    const reference = references.get(text);
    return reference === undefined || reference.startsWith(own) ? text : reference;
  };
  const given = Object.entries(resource.inputs).filter(([name]) => name !== "code");
  const named = given.map(([name, value]): [string, Json] => [
    renamed[type]?.[name] ?? nameOf(name, value, resource),
    valueOf(value, resource, refer, freeKeys.has(name)),
  ]);
  return { ...Object.fromEntries(named), ...("code" in resource.inputs ? { filename: "index.zip" } : {}) };
}

function nameOf(name: string, value: unknown, { type, name: owner }: GraphResource): string {
  const isBlocks = Array.isArray(value) && value.some((item) => typeof item === "object");
  if (!isBlocks) return snake(name);
  const block = repeated[name];
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

/** Id or ARN to reference. Two resources with one id (a name) cannot be told apart. */
function referencesIn(graph: ResourceGraph): ReadonlyMap<string, string> {
  const found = new Map<string, string | undefined>();
  for (const { type, name, id, outputs } of graph.resources) {
    const { arn } = outputs;
    const own = new Map([[id, "id"], ...(typeof arn === "string" ? [[arn, "arn"] as const] : [])]);
    for (const [text, attribute] of own) {
      found.set(text, found.has(text) ? undefined : `\${${typeOf(type)}.${name}.${attribute}}`);
    }
  }
  return new Map(
    [...found].flatMap(([text, reference]) => (reference === undefined ? [] : [[text, reference] as const])),
  );
}

function snake(name: string): string {
  return name.replaceAll(/(?<=[a-z\d])[A-Z]/gu, (letter) => `_${letter}`).toLowerCase();
}
