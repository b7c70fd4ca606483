import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import * as v from "valibot";

const run = promisify(execFile);
const moment = v.object({ wall: v.number(), cpu: v.number() });
const schema = v.object({ begun: moment, imported: moment, responded: moment, response: v.unknown() });

/** Milliseconds. */
export interface ColdStart {
  /** Loading the bundle and the first invocation. */
  readonly wall: number;
  readonly cpu: number;
  /** Of the CPU, loading the bundle. */
  readonly importCpu: number;
  /** All CPU that the process took, Node's own start included. */
  readonly processCpu: number;
}

export interface ColdStartOf {
  readonly script: string;
  readonly bundle: string;
  readonly event: unknown;
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
}

/**
 * Loads a bundle in a new process and invokes it once.
 * @throws Error when the process fails, or the response is not that of a handled event
 */
export async function coldStart({ script, bundle, event, env, folder }: ColdStartOf): Promise<ColdStart> {
  const files = { event: join(folder, "event.json"), result: join(folder, "result.json") };
  await writeFile(files.event, JSON.stringify(event));
  await run(process.execPath, [script, bundle, files.event, files.result], { env });
  const { begun, imported, responded, response } = v.parse(schema, JSON.parse(await readFile(files.result, "utf8")));
  if (!isGood(response)) throw new Error(`${bundle} returned ${JSON.stringify(response)}`);
  return {
    wall: responded.wall - begun.wall,
    cpu: responded.cpu - begun.cpu,
    importCpu: imported.cpu - begun.cpu,
    processCpu: responded.cpu,
  };
}

/** The webhook's 200, a consumer's batch without failures, the enricher's details. */
const good = v.union([
  v.object({ statusCode: v.literal(200) }),
  v.object({ batchItemFailures: v.pipe(v.array(v.unknown()), v.maxLength(0)) }),
  v.pipe(v.array(v.object({ event: v.object({ object: v.literal("event") }) })), v.minLength(1)),
]);

function isGood(response: unknown): boolean {
  return v.is(good, response);
}
