import { readFile, stat } from "node:fs/promises";
import { Option, type Command } from "commander";
import * as v from "valibot";
import { OpsError, UsageError } from "./errors.ts";

export const readyFileSchema = v.object({
  webhookUrl: v.string(),
  consoleUrl: v.string(),
  awsEndpoint: v.string(),
  stripeApiUrl: v.string(),
  region: v.string(),
  credentials: v.object({ accessKeyId: v.string(), secretAccessKey: v.string() }),
  webhookSecret: v.string(),
  outputs: v.record(v.string(), v.unknown()),
});

/** What the offline run's clients need to know; offline/ready-file.ts writes it. */
export type ReadyFile = v.InferOutput<typeof readyFileSchema>;

interface RunOptions {
  readonly run?: string | undefined;
  readonly readyFile?: string | undefined;
}

/** How a command says which offline run it means: by name or by file. */
export function addRunOptions(program: Command): Command {
  return program
    .addOption(
      new Option("--run <name>", "the offline run's name; its ready file is .offline/NAME.json").conflicts("readyFile"),
    )
    .option("--ready-file <file>", `file with the offline run's addresses; default: ${readyFileOf({})}`);
}

/** @throws UsageError for a name that no file can have */
export function readyFileOf({ run = "ready", readyFile }: RunOptions): string {
  if (readyFile !== undefined) return readyFile;
  if (!/^[\w.-]+$/u.test(run)) throw new UsageError(`--run ${run}: give a name of letters, digits, dots and dashes`);
  return `.offline/${run}.json`;
}

/** Whether an offline run responds at the addresses of a ready file. A file may outlive a run that was killed. */
export async function isUp(readyFile: string): Promise<boolean> {
  const exists = await stat(readyFile).then(
    () => true,
    () => false,
  );
  if (!exists) return false;
  const { awsEndpoint } = await readReadyFile(readyFile);
  return fetch(`${awsEndpoint}/_aws/ses?id=none`).then(
    () => true,
    () => false,
  );
}

/** @throws OpsError that says how to get one */
export async function readReadyFile(file: string): Promise<ReadyFile> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    const advice = "start it with npm start, or name its file with --ready-file, or a deployed stack with --stack NAME";
    throw new OpsError(`The offline run is not up (no ${file}): ${advice}`, { cause });
  }
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), readyFileSchema), text);
  if (parsed.success) return parsed.output;
  throw new OpsError(`${file} is not a ready file of the offline run: ${parsed.issues[0].message}`);
}
