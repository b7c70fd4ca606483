import { spawn } from "node:child_process";
import path from "node:path";
import type { Project } from "./project.ts";

export interface Result {
  readonly code: number | null;
  /** Standard output and standard error as they came. */
  readonly output: string;
}

/** The CLI on one project, without network, account or anything of the user's. */
export class Pulumi {
  readonly #project: Project;
  /** What keeps the CLI and the engine to the project's folders and the provider. */
  readonly environment: Record<string, string>;

  constructor(project: Project, providerPort: number) {
    this.#project = project;
    // The language host runs the `node` that it finds first: the one that npm installed.
    const bin = path.join(project.directory, "node_modules", ".bin");
    this.environment = {
      PATH: `${bin}${path.delimiter}${process.env["PATH"] ?? ""}`,
      HOME: project.home,
      PULUMI_HOME: project.home,
      PULUMI_BACKEND_URL: `file://${project.backend}`,
      PULUMI_CONFIG_PASSPHRASE: "engine test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      PULUMI_DEBUG_PROVIDERS: `aws:${providerPort}`,
    };
  }

  /** Runs a command that must succeed. @throws with what it printed about the failure */
  async succeed(...args: string[]): Promise<void> {
    const { code, output } = await this.run(args);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}\n${gist(output)}`);
  }

  /** Runs one command to its end, whatever its exit code. */
  run(args: readonly string[], limitSeconds = 120): Promise<Result> {
    return new Promise((resolve, reject) => {
      const child = spawn("pulumi", [...args, "--non-interactive", "--color", "never"], {
        cwd: this.#project.directory,
        env: this.environment,
        stdio: ["ignore", "pipe", "pipe"],
      });
      let output = "";
      const keep = (chunk: Buffer): void => void (output += chunk.toString());
      child.stdout.on("data", keep);
      child.stderr.on("data", keep);
      // Interrupted, the CLI ends the language host and the program; killed, it would leave them.
      const limit = setTimeout(() => child.kill("SIGINT"), limitSeconds * 1000);
      const end = setTimeout(() => child.kill("SIGKILL"), (limitSeconds + 10) * 1000);
      child.once("error", reject);
      child.once("close", (code) => {
        clearTimeout(limit);
        clearTimeout(end);
        resolve({ code, output });
      });
    });
  }
}

/** The engine lists every step before it explains what went wrong. */
function gist(output: string): string {
  const diagnostics = output.indexOf("Diagnostics:");
  return diagnostics >= 0 ? output.slice(diagnostics) : output.split("\n").slice(-150).join("\n");
}
