import { type Command, Option } from "commander";
import * as v from "valibot";
import { addRunOptions, readyFileOf } from "./ready-file.ts";

/** The options that every command takes. */
export interface CommonOptions {
  /** A deployed stack's name, or `offline`. */
  readonly stack: string;
  /** A file with the stack's outputs, in the place of the pulumi CLI. */
  readonly outputs?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly json: boolean;
  /** Apply the changes; otherwise a dry run. */
  readonly yes: boolean;
  /** The production stack's name, for scripts. */
  readonly confirm?: string;
  /** Nothing to do is success, for scripts. */
  readonly zeroIfNothing: boolean;
  readonly readyFile: string;
}

const text = v.pipe(v.string(), v.minLength(1));
const schema = v.object({
  stack: text,
  outputs: v.exactOptional(text),
  region: v.exactOptional(text),
  profile: v.exactOptional(text),
  json: v.boolean(),
  yes: v.boolean(),
  zeroIfNothing: v.boolean(),
  confirm: v.exactOptional(text),
  run: v.exactOptional(text),
  readyFile: v.exactOptional(text),
});

export function addCommonOptions(program: Command): Command {
  return addRunOptions(program)
    .addOption(new Option("--stack <name>", "name of a deployed stack, or offline").default("offline").env("OPS_STACK"))
    .addOption(
      new Option(
        "--outputs <file>",
        "file with the stack's outputs, by pulumi stack export or stack output --json; needs no pulumi CLI",
      ).env("OPS_OUTPUTS"),
    )
    .option("--region <region>", "AWS Region; default: the Region of the stack's resources")
    .option("--profile <name>", "AWS profile; default: the usual credential chain")
    .option("--json", "print JSON for scripts", false)
    .option("--yes", "apply the changes (default: dry run)", false)
    .option("--zero-if-nothing", "exit code 0 instead of 3 when there is nothing to do", false)
    .option("--confirm <name>", "confirm the stack's name, which changing prod needs (for scripts)");
}

export function readCommonOptions(values: Readonly<Record<string, unknown>>): CommonOptions {
  const { run, readyFile, ...common } = v.parse(schema, values);
  const fromEnvironment = run === undefined ? process.env["OPS_READY_FILE"] || undefined : undefined;
  return { ...common, readyFile: readyFileOf({ run, readyFile: readyFile ?? fromEnvironment }) };
}
