import { rmSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
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

/** Writes the file in one rename, so that a reader sees the whole or nothing, and for its owner alone: it holds a secret. */
export async function writeReadyFile(file: string, ready: Ready): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const unfinished = `${file}.${String(process.pid)}`;
  await writeFile(unfinished, `${JSON.stringify(ready, null, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, file);
  // Also when the process is ended at once: the addresses are gone with it.
  process.once("exit", () => rmSync(file, { force: true }));
}

export async function removeReadyFile(file: string): Promise<void> {
  await rm(file, { force: true });
}
