import { existsSync } from "node:fs";
import path from "node:path";
import { repository, runCommand } from "./run-command.ts";

export interface PythonTool {
  /** As PyPI and its command call it. */
  readonly name: string;
  readonly version: string;
}

/** Whether there is a Python that can make virtual environments. */
export async function hasPython(): Promise<boolean> {
  const found = await runCommand("python3", ["-c", "import venv, ensurepip"], false).catch(() => undefined);
  return found?.code === 0;
}

/**
 * The path of a tool's command, in a virtual environment of its own that is made at the first time.
 * @throws Error with pip's output, as without a network
 */
export async function installTool({ name, version }: PythonTool): Promise<string> {
  const environment = path.join(repository, "node_modules", ".cache", `${name}-${version}`);
  const command = path.join(environment, "bin", name);
  if (existsSync(command)) return command;
  await succeed("python3", ["-m", "venv", "--clear", environment]);
  await succeed(path.join(environment, "bin", "pip"), ["install", "--quiet", `${name}==${version}`]);
  return command;
}

async function succeed(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await runCommand(command, args, false);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}\n${output}`);
}
