import type { Command } from "commander";
import * as v from "valibot";

/** The options that every command takes. */
export interface CommonOptions {
  /** A deployed stack's name, or `offline`. */
  readonly stack: string;
  readonly region?: string;
  readonly profile?: string;
  readonly json: boolean;
  /** Do it. Without it, what changes something says what it would do. */
  readonly yes: boolean;
  /** The production stack's name, typed for scripts. */
  readonly confirm?: string;
  readonly readyFile: string;
}

const text = v.pipe(v.string(), v.minLength(1));
const schema = v.object({
  stack: text,
  region: v.exactOptional(text),
  profile: v.exactOptional(text),
  json: v.boolean(),
  yes: v.boolean(),
  confirm: v.exactOptional(text),
  readyFile: text,
});

export function addCommonOptions(program: Command): Command {
  return program
    .option("--stack <name>", "a deployed stack's name, or offline", "offline")
    .option("--region <region>", "AWS Region; default: where the stack's resources are")
    .option("--profile <name>", "profile of the AWS configuration; default: AWS's usual credential chain")
    .option("--json", "print JSON for scripts", false)
    .option("--yes", "do it; without it, nothing is changed and what would be done is told", false)
    .option("--confirm <name>", "the stack's name once more, which a change of prod wants from scripts")
    .option("--ready-file <file>", "where the offline run tells its addresses", ".offline/ready.json");
}

export function readCommonOptions(values: Readonly<Record<string, unknown>>): CommonOptions {
  return v.parse(schema, values);
}
