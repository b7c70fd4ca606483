import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import path from "node:path";
import { hasPython, installTool } from "../../../scripts/python.ts";
import { repository, runCommand } from "../../../scripts/run-command.ts";
import { until } from "../../support/until.ts";

const ministack = { name: "ministack", version: "1.5.33" };

export interface Emulator {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** What is missing for `pulumi up`, in one line. */
export async function whyNoPulumi(): Promise<string | undefined> {
  const pulumi = await runCommand("pulumi", ["version"], false).catch(() => undefined);
  return pulumi?.code === 0 ? undefined : "there is no pulumi on the PATH (https://www.pulumi.com/docs/install/)";
}

/** Installs ministack into a virtual environment of its own where it is not yet. @returns what keeps it from that, in one line */
export async function whyNoMinistack(): Promise<string | undefined> {
  if (!(await hasPython())) return "there is no python3 with venv, which ministack needs";
  return installTool(ministack).then(
    () => undefined,
    (error: unknown) => `ministack cannot be installed: ${error instanceof Error ? error.message : String(error)}`,
  );
}

/** Starts ministack on a free port of 127.0.0.1. */
export async function startMinistack(region: string): Promise<Emulator> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const bin = path.join(repository, "node_modules", ".bin");
  const child = spawn(await installTool(ministack), {
    env: {
      // Its functions run on the `node` of the PATH.
      PATH: `${bin}${path.delimiter}${process.env["PATH"] ?? ""}`,
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      AWS_ENDPOINT_URL: endpoint,
      MINISTACK_REGION: region,
      LOG_LEVEL: "WARNING",
    },
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
    if (child.exitCode !== null) throw new Error(`ministack ended with ${child.exitCode}\n${output}`);
    const response = await fetch(`${endpoint}/_ministack/ready`).catch(() => undefined);
    return response?.ok === true;
  };
  await until("ministack is ready", isReady, 60_000).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
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
