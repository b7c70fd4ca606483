import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("..", import.meta.url));

export interface CommandResult {
  readonly code: number | null;
  /** What it printed; empty when it printed straight to this process's output. */
  readonly output: string;
}

/** Runs a command of this repository's dependencies (or of the PATH), by default in the repository's root. */
export function runCommand(
  command: string,
  args: readonly string[],
  live: boolean,
  cwd = repository,
): Promise<CommandResult> {
  const bin = path.join(repository, "node_modules", ".bin");
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env["PATH"] ?? ""}` },
      stdio: live ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"],
    });
    const chunks: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output: Buffer.concat(chunks).toString() }));
  });
}
