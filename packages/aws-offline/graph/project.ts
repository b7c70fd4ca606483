import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { parse } from "yaml";
import { configText, EncryptedError, isMap, passphraseDecrypt, type Decrypt } from "./config-value.ts";

/** A project's name and configuration as the engine would hand them to the program. */
export interface ProjectConfiguration {
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  /** How the engine names what the program leaves unnamed, such as `${stack}-${name}-${hex(6)}`. */
  readonly autonaming: string;
  /** Full key (`namespace:name`) to text; JSON for a list or map. */
  readonly config: Readonly<Record<string, string>>;
}

/** A configuration as read from its files. */
interface ReadConfiguration extends ProjectConfiguration {
  /** What the files say and could not be taken as it is, a line a key. */
  readonly warnings: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

const values = v.nullish(v.record(v.string(), v.unknown()));
const projectFile = v.looseObject({ name: v.string(), config: values });
/** An empty file is a stack without settings of its own. */
const stackFile = v.nullish(
  v.looseObject({ config: values, encryptionsalt: v.optional(v.string()), environment: v.optional(v.unknown()) }),
);
const autonamingValue = v.object({ pattern: v.string() });

/** As the engine does where Pulumi.yaml says nothing. */
export const usualAutonaming = "${name}-${hex(7)}";

/**
 * Reads Pulumi.yaml and Pulumi.STACK.yaml beside the program, which the mocks do not. An encrypted value is read with
 * PULUMI_CONFIG_PASSPHRASE; without it, it comes from the environment (OFFLINE_CONFIG_ and the key), else from the
 * project's default, and a warning names it.
 * @throws Error that names the file, and what is wrong with it
 */
export async function readProject(
  program: URL,
  stack: string,
  environment: Environment = process.env,
): Promise<ReadConfiguration> {
  const project = await readYaml(program, "Pulumi.yaml", projectFile);
  const file = `Pulumi.${stack}.yaml`;
  const own = (await readYaml(program, file, stackFile)) ?? {};
  const decrypt = await decryptOf(file, own.encryptionsalt, environment);

  const warnings = own.environment === undefined ? [] : [`${file}: environment: is not read offline`];
  const config: Record<string, string> = {};
  let autonaming = usualAutonaming;
  for (const [key, declared] of Object.entries(project.config ?? {})) {
    const given = declaredValue(declared);
    if (key === "pulumi:autonaming") autonaming = v.parse(autonamingValue, given).pattern;
    else if (given !== undefined) config[fullKey(project.name, key)] = configText(given);
  }
  for (const [key, given] of Object.entries(own.config ?? {})) {
    const full = fullKey(project.name, key);
    const variable = variableOf(project.name, full);
    const text = readable(given, decrypt) ?? environment[variable];
    if (text !== undefined) config[full] = text;
    else warnings.push(encryptedWarning(`${file}: ${full}`, variable, config[full]));
  }
  return { project: project.name, stack, region: config["aws:region"] ?? "", autonaming, config, warnings };
}

/** A declaration has the value itself, or a map with its type, default and meaning. */
function declaredValue(declared: unknown): unknown {
  return isMap(declared) ? (declared["value"] ?? declared["default"]) : declared;
}

/** `aws:config:region` is an older way to write `aws:region`. */
function fullKey(project: string, key: string): string {
  return key.includes(":") ? key.replace(/^([^:]+):config:/u, "$1:") : `${project}:${key}`;
}

/** OFFLINE_CONFIG_SES_FROM_EMAIL for the project's `sesFromEmail`, OFFLINE_CONFIG_AWS_SECRET_KEY for `aws:secretKey`. */
function variableOf(project: string, key: string): string {
  const name = key.startsWith(`${project}:`) ? key.slice(project.length + 1) : key;
  const words = name.replaceAll(/(?<=[a-z\d])(?=[A-Z])/gu, "_").replaceAll(/\W+/gu, "_");
  return `OFFLINE_CONFIG_${words.toUpperCase()}`;
}

async function decryptOf(
  file: string,
  salt: string | undefined,
  environment: Environment,
): Promise<Decrypt | undefined> {
  const passphrase = environment["PULUMI_CONFIG_PASSPHRASE"];
  if (salt === undefined || passphrase === undefined) return undefined;
  return passphraseDecrypt(salt, passphrase).catch((cause: unknown) => {
    throw new Error(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  });
}

function readable(given: unknown, decrypt: Decrypt | undefined): string | undefined {
  try {
    return configText(given, decrypt);
  } catch (error) {
    if (error instanceof EncryptedError) return undefined;
    throw error;
  }
}

function encryptedWarning(place: string, variable: string, usual: string | undefined): string {
  const instead = usual === undefined ? "left out" : "the project's default is taken";
  return `${place} is encrypted: ${instead}; set PULUMI_CONFIG_PASSPHRASE or ${variable}`;
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
    throw new Error(`${name}: ${explained(cause)}`, { cause });
  }
}

/** Names the key: the message alone says only what kind of value came. */
function explained(cause: unknown): string {
  if (!v.isValiError(cause)) return cause instanceof Error ? cause.message : String(cause);
  return cause.issues.map((issue) => `${v.getDotPath(issue) ?? "its text"}: ${issue.message}`).join("; ");
}
