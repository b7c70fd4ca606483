import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { OpsError } from "../../ops/errors.ts";
import { isUp } from "../../ops/ready-file.ts";

const main = fileURLToPath(new URL("../../offline/main.ts", import.meta.url));
const startMilliseconds = 120_000;

export interface OwnRun {
  readonly readyFile: string;
  readonly pid: number;
  readonly logFile: string;
  /** @throws OpsError when it does not end on its own */
  stop(): Promise<void>;
}

/** @throws OpsError with the end of what it printed when it does not come up */
export async function startOwnRun(): Promise<OwnRun> {
  const folder = await mkdtemp(path.join(tmpdir(), "loadtest-offline-"));
  const readyFile = path.join(folder, "ready.json");
  const logFile = path.join(folder, "offline.log");
  const log = await open(logFile, "w");
  const ports = ["webhook", "console", "aws", "stripe"].flatMap((name) => [`--${name}-port`, "0"]);
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", "--expose-gc", main, "--no-samples", ...ports, "--ready-file", readyFile],
    // A group of its own: Ctrl-C at the terminal is ours, and the run ends when we have done with it.
    { stdio: ["ignore", log.fd, log.fd], detached: true, env: { ...process.env, MALLOC_ARENA_MAX: "2" } },
  );
  await log.close();
  const own = { readyFile, logFile, pid: child.pid ?? 0, stop: () => stop(child, folder) };
  const end = Date.now() + startMilliseconds;
  while (!(await isUp(readyFile))) {
    if (child.exitCode !== null || Date.now() > end) {
      const said = (await readFile(logFile, "utf8")).trim().split("\n").slice(-3).join("\n");
      await own.stop();
      throw new OpsError(`The offline run does not start: ${said}`);
    }
    await delay(50);
  }
  return own;
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null) {
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGTERM");
    const deadline = setTimeout(() => child.kill("SIGKILL"), 30_000);
    await ended;
    clearTimeout(deadline);
  }
  await rm(folder, { recursive: true, force: true });
}
