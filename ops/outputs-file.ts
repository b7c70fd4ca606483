import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { UsageError } from "./errors.ts";

/** A stack's outputs, and its name where the file has it. */
interface FileOutputs {
  readonly stack: string | undefined;
  readonly outputs: unknown;
}

const stackType = "pulumi:pulumi:Stack";
const exported = v.object({
  deployment: v.object({
    resources: v.array(v.object({ type: v.string(), urn: v.string(), outputs: v.optional(v.unknown()) })),
  }),
});

/**
 * What `pulumi stack export` or `pulumi stack output --json` wrote, so that a laptop without the pulumi CLI can operate.
 * @throws UsageError for a file that is neither
 */
async function readOutputsFile(file: string): Promise<FileOutputs> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`--outputs ${file} cannot be read: ${reason}`, { cause });
  }
  const state = v.safeParse(exported, value);
  if (!state.success) return { stack: undefined, outputs: value };
  const stack = state.output.deployment.resources.find(({ type }) => type === stackType);
  if (stack === undefined) throw new UsageError(`--outputs ${file} is an export of a stack that is not deployed`);
  return { stack: stack.urn.split(":")[2], outputs: stack.outputs };
}

/**
 * The stack that a file of outputs belongs to.
 * @param given as --stack names it; `offline` where it does not
 * @throws UsageError where the file is another stack's, or nobody names the stack
 */
export async function stackFromFile(file: string, given: string): Promise<{ stack: string; outputs: unknown }> {
  const { stack, outputs } = await readOutputsFile(file);
  if (given === "offline") {
    if (stack !== undefined) return { stack, outputs };
    throw new UsageError(`--outputs ${file} does not name its stack: give --stack NAME`);
  }
  if (stack !== undefined && stack !== given.split("/").at(-1)) {
    throw new UsageError(`--outputs ${file} is an export of stack ${stack}, and --stack says ${given}`);
  }
  return { stack: given, outputs };
}
