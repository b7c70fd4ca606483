import { readFileSync, rmSync } from "node:fs";
import { link, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { OpsError } from "../ops/errors.ts";
import { isUp, readyFileOf } from "../ops/ready-file.ts";
import type { Credentials } from "../packages/aws-offline/gateway/types.ts";
import type { OfflineRun } from "./run.ts";

/** What a client needs to use the offline run; `outputs` has the names of the stack's outputs. */
interface Ready {
  readonly webhookUrl: string;
  readonly consoleUrl: string;
  readonly awsEndpoint: string;
  readonly stripeApiUrl: string;
  readonly region: string;
  readonly credentials: Credentials;
  readonly webhookSecret: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export function readyOf(run: OfflineRun, consoleUrl: string): Ready {
  const { webhookUrl, stripeApiUrl, region, webhookSecret, outputs, operator, aws } = run;
  const { credentials } = operator;
  return {
    webhookUrl,
    consoleUrl,
    awsEndpoint: aws.gateway.endpoint,
    stripeApiUrl,
    region,
    credentials,
    webhookSecret,
    outputs,
  };
}

interface ReadyFile {
  readonly file: string;
  /** Removes this run's file, and no other's. */
  remove(): void;
}

/** Runs side by side on one checkout. */
const mostRuns = 20;

/**
 * Writes the file in one step, so that a reader sees the whole or nothing, and for its owner alone: it holds a secret.
 * @param file undefined: the usual one, or a numbered one where another run has that
 * @throws OpsError when another run, which is up, has the file
 */
export async function writeReadyFile(file: string | undefined, ready: Ready): Promise<ReadyFile> {
  const text = `${JSON.stringify(ready, null, 2)}\n`;
  const candidates = file === undefined ? usualFiles() : [file];
  for (const candidate of candidates) {
    if (!(await claim(candidate, text))) continue;
    const remove = (): void => removeOwn(candidate, text);
    // Also when the process is ended at once: the addresses are gone with it.
    process.once("exit", remove);
    return { file: candidate, remove };
  }
  throw new OpsError(`Another run has ${candidates.join(", ")}: give this one a name with --run NAME`);
}

function usualFiles(): string[] {
  const numbered = Array.from({ length: mostRuns - 1 }, (_, index) =>
    readyFileOf({ run: `ready-${String(index + 2)}` }),
  );
  return [readyFileOf({}), ...numbered];
}

/** @returns whether the file is this run's */
async function claim(file: string, text: string): Promise<boolean> {
  const unfinished = `${file}.${String(process.pid)}`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(unfinished, text, { mode: 0o600 });
  try {
    if (!(await linked(unfinished, file))) {
      if (await isUp(file)) return false;
      // Left over from a run that was killed.
      await rm(file, { force: true });
      if (!(await linked(unfinished, file))) return false;
    }
  } finally {
    await rm(unfinished, { force: true });
  }
  return true;
}

/** A link, unlike a rename, takes no other's place. @returns whether the name was free */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, "code") === "EEXIST") return false;
    throw error;
  }
}

function removeOwn(file: string, text: string): void {
  try {
    if (readFileSync(file, "utf8") === text) rmSync(file);
  } catch (error) {
    if (!(error instanceof Error && Reflect.get(error, "code") === "ENOENT")) throw error;
  }
}
