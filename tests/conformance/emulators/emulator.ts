import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import path from "node:path";
import { hasPython, installTool, type PythonTool } from "../../../scripts/python.ts";
import { repository, runCommand } from "../../../scripts/run-command.ts";
import { until } from "../../support/until.ts";

/** An emulator that PyPI has. */
export interface EmulatorKind {
  readonly name: string;
  readonly tool: PythonTool;
  /** Settings of the stack on it, unless others are given. */
  readonly config: readonly string[];
  start(
    endpoint: string,
    port: number,
    region: string,
  ): { readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv };
  /** A path that it serves once it takes calls. */
  readonly readyPath: string;
  /** What remains to be set once it takes calls. */
  prepare?(endpoint: string): Promise<void>;
}

export interface Emulator {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** What is missing for `pulumi up`, in one line. */
export async function whyNoPulumi(): Promise<string | undefined> {
  const pulumi = await runCommand("pulumi", ["version"], false).catch(() => undefined);
  return pulumi?.code === 0 ? undefined : "there is no pulumi on the PATH (https://www.pulumi.com/docs/install/)";
}

/** Installs the emulator into a virtual environment of its own where it is not yet. @returns what keeps it from that, in one line */
export async function whyNot({ name, tool }: EmulatorKind): Promise<string | undefined> {
  if (!(await hasPython())) return `there is no python3 with venv, which ${name} needs`;
  return installTool(tool).then(
    () => undefined,
    (error: unknown) => `${name} cannot be installed: ${error instanceof Error ? error.message : String(error)}`,
  );
}

/** Starts the emulator on a free port of 127.0.0.1. */
export async function startEmulator(kind: EmulatorKind, region: string): Promise<Emulator> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const command = await installTool(kind.tool);
  const { args, env } = kind.start(endpoint, port, region);
  // Its functions run on the `node` of the PATH.
  const bin = path.join(repository, "node_modules", ".bin");
  const child = spawn(command, args, {
    env: { PATH: `${bin}${path.delimiter}${process.env["PATH"] ?? ""}`, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // With its functions' processes it is one group, which ends with it.
    detached: true,
  });
  let output = "";
  const keep = (chunk: Buffer): void => void (output = `${output}${chunk.toString()}`.slice(-20_000));
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const ended = once(child, "close");
  const stop = async (): Promise<void> => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGTERM");
    await ended;
  };
  const isReady = async (): Promise<boolean> => {
    if (child.exitCode !== null) throw new Error(`${kind.name} ended with ${child.exitCode}\n${output}`);
    const answer = await fetch(`${endpoint}${kind.readyPath}`).catch(() => undefined);
    return answer?.ok === true;
  };
  try {
    await until(`${kind.name} is ready`, isReady, 60_000);
    await kind.prepare?.(endpoint);
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, stop };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
