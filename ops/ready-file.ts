import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { OpsError } from "./errors.ts";

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
