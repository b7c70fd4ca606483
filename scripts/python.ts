import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { repository, runCommand } from "./run-command.ts";

export interface PythonTool {
  /** As PyPI calls it, with its extras. */
  readonly name: string;
  /** Where its command has another name. */
  readonly command?: string;
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
export function installTool(tool: PythonTool): Promise<string> {
  return install(tool.command ?? tool.name, [tool]);
}

/**
 * The path of a Python that has the packages, in a virtual environment of its own.
 * @throws Error with pip's output, as without a network
 */
export function installPackages(packages: readonly PythonTool[]): Promise<string> {
  return install("python", packages);
}

async function install(command: string, packages: readonly PythonTool[]): Promise<string> {
  const name = packages.map((each) => `${each.name}-${each.version}`).join("-");
  const environment = path.join(repository, "node_modules", ".cache", name.replaceAll(/[^\w.-]/gu, "-"));
  const installed = path.join(environment, "bin", command);
  // pip comes last: an environment that was interrupted is made again.
  const complete = path.join(environment, "complete");
  if (existsSync(complete)) return installed;
  await succeed("python3", ["-m", "venv", "--clear", environment]);
  const requirements = packages.map((each) => `${each.name}==${each.version}`);
  await succeed(path.join(environment, "bin", "pip"), ["install", "--quiet", ...requirements]);
  await writeFile(complete, "");
  return installed;
}

async function succeed(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await runCommand(command, args, false);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}\n${output}`);
}
