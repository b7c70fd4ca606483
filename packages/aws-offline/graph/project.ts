import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { parse } from "yaml";

/** A project's name and configuration as the engine would hand them to the program. */
export interface ProjectConfiguration {
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  /** How the engine names what the program leaves unnamed, such as `${stack}-${name}-${hex(6)}`. */
  readonly autonaming: string;
  /** Full key (`namespace:name`) to text. */
  readonly config: Readonly<Record<string, string>>;
}

const value = v.union([v.string(), v.number(), v.boolean()]);
const declaration = v.union([
  value,
  v.looseObject({ type: v.optional(v.string()), default: v.optional(value), value: v.optional(v.unknown()) }),
]);
const projectFile = v.looseObject({ name: v.string(), config: v.optional(v.record(v.string(), declaration), {}) });
const stackFile = v.looseObject({ config: v.optional(v.record(v.string(), value), {}) });
const autonamingValue = v.object({ pattern: v.string() });

/** As the engine does where Pulumi.yaml says nothing. */
export const usualAutonaming = "${name}-${hex(7)}";

/**
 * Reads Pulumi.yaml and Pulumi.STACK.yaml beside the program, which the mocks do not.
 * @throws Error that names the file, and what is wrong with it
 */
export async function readProject(program: URL, stack: string): Promise<ProjectConfiguration> {
  const project = await readYaml(program, "Pulumi.yaml", projectFile);
  const { config: settings } = await readYaml(program, `Pulumi.${stack}.yaml`, stackFile);

  const config: Record<string, string> = {};
  let autonaming = usualAutonaming;
  for (const [key, declared] of Object.entries(project.config)) {
    const given = typeof declared === "object" ? (declared.value ?? declared.default) : declared;
    if (key === "pulumi:autonaming") autonaming = v.parse(autonamingValue, given).pattern;
    else if (given !== undefined) config[fullKey(project.name, key)] = String(v.parse(value, given));
  }
  for (const [key, given] of Object.entries(settings)) {
    config[fullKey(project.name, key)] = String(given);
  }
  return { project: project.name, stack, region: config["aws:region"] ?? "", autonaming, config };
}

function fullKey(project: string, key: string): string {
  return key.includes(":") ? key : `${project}:${key}`;
}

async function readYaml<Schema extends v.GenericSchema>(
  program: URL,
  name: string,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  let text: string;
  try {
    text = await readFile(fileURLToPath(new URL(name, program)), "utf8");
  } catch (cause) {
    throw new Error(`${name} cannot be read: give the name of a stack whose file is there`, { cause });
  }
  try {
    return v.parse(schema, parse(text));
  } catch (cause) {
    throw new Error(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
