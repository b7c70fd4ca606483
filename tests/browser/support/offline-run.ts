import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as v from "valibot";
import { repository } from "../../../scripts/run-command.ts";
import { until } from "../../support/until.ts";

const ready = v.object({ consoleUrl: v.string(), webhookUrl: v.string() });

/** An offline run as `npm start` starts it, without its samples. */
export interface Served extends v.InferOutput<typeof ready> {
  close(): Promise<void>;
}

const ports = ["webhook", "console", "aws", "stripe"].flatMap((name) => [`--${name}-port`, "0"]);

/** @param timeScale how many times shorter the waits are */
export async function serveOffline(timeScale: number): Promise<Served> {
  const folder = await mkdtemp(path.join(tmpdir(), "browser-test-"));
  const file = path.join(folder, "ready.json");
  const args = ["offline/main.ts", ...ports, "--no-samples", "--ready-file", file, "--time-scale", String(timeScale)];
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "--expose-gc", ...args], {
    cwd: repository,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const text = await until("the offline run serves", () => readFile(file, "utf8").catch(() => undefined), 60_000);
  return { ...v.parse(ready, JSON.parse(text)), close: () => end(child, folder) };
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
  await rm(folder, { recursive: true });
}
