import { spawn } from "node:child_process";
import { access, constants } from "node:fs/promises";
import path from "node:path";
import { OpsError } from "../../ops/errors.ts";

const instructions: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: "brew install k6",
  linux: "go install go.k6.io/k6@v1.8.1, or a package of https://grafana.com/docs/k6/latest/set-up/install-k6/",
  win32: "winget install k6 --source winget",
};

/** How to get k6, in one line. */
function k6Instruction(platform: NodeJS.Platform): string {
  const how = instructions[platform] ?? "see https://grafana.com/docs/k6/latest/set-up/install-k6/";
  return `k6 is not on the PATH, and npm has none: ${how}`;
}

/** @throws OpsError with the instruction when k6 is not on the PATH */
export async function findK6(searched = process.env["PATH"] ?? "", platform = process.platform): Promise<string> {
  const name = platform === "win32" ? "k6.exe" : "k6";
  for (const folder of searched.split(path.delimiter).filter((each) => each !== "")) {
    const file = path.join(folder, name);
    if (
      await access(file, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  throw new OpsError(k6Instruction(platform));
}

/** k6's exit code when a threshold broke. @see https://grafana.com/docs/k6/latest/using-k6/thresholds/ */
const thresholdBroken = 99;

export interface K6Run {
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
  /** k6's names of where its metrics go as they come. */
  readonly outputs: readonly string[];
  /** Where the scripts' lines and the summary go. */
  readonly recordFile: string;
  readonly summaryFile: string;
  /** k6 is ended when it takes longer. */
  readonly limitSeconds: number;
  readonly signal: AbortSignal;
}

/**
 * Runs a script; what k6 prints goes to standard error.
 * @returns whether all thresholds held
 * @throws OpsError when k6 fails otherwise, or takes too long
 */
export async function runK6(k6: string, run: K6Run): Promise<boolean> {
  const live = process.stderr.isTTY;
  const quiet = live ? [] : ["--quiet", "--no-color"];
  const logs = ["--log-format", "raw", "--console-output", run.recordFile, "--summary-export", run.summaryFile];
  const outputs = run.outputs.flatMap((output) => ["--out", output]);
  const args = ["run", "--no-usage-report", "--address", "", ...logs, ...outputs, ...quiet, run.script];
  const { code, signal } = await new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    const child = spawn(k6, args, {
      env: { ...process.env, ...run.environment },
      stdio: ["ignore", 2, 2],
      // Ctrl-C is ours: k6 gets it once, and ends in its own way.
      detached: true,
    });
    const interrupt = (): void => void child.kill("SIGINT");
    const limit = setTimeout(() => child.kill("SIGKILL"), run.limitSeconds * 1_000);
    run.signal.addEventListener("abort", interrupt, { once: true });
    child.once("error", reject);
    child.once("close", (exitCode, killedBy) => {
      clearTimeout(limit);
      run.signal.removeEventListener("abort", interrupt);
      resolve({ code: exitCode, signal: killedBy });
    });
  });
  if (code === 0) return true;
  if (code === thresholdBroken) return false;
  if (signal === "SIGKILL") throw new OpsError(`k6 was ended: it took longer than ${String(run.limitSeconds)} s`);
  if (run.signal.aborted) throw new OpsError("Interrupted: what was sent is worked off, and not verified");
  throw new OpsError(`k6 ended with ${String(code ?? signal)}: see its output above`);
}
