import { spawn } from "node:child_process";
import { OpsError } from "./errors.ts";

/**
 * Runs the pulumi CLI in the project and returns what it printed.
 * @throws OpsError when it is not there or says no
 */
export async function pulumi(args: readonly string[]): Promise<string> {
  const { code, output, errors } = await run(args);
  if (code === 0) return output;
  const reason =
    errors
      .trim()
      .split("\n")
      .at(-1)
      ?.replace(/^error:\s*/u, "") ?? "it does not say why";
  throw new OpsError(`pulumi ${args.join(" ")} failed: ${reason}`);
}

/**
 * Runs the pulumi CLI as if typed: it has the terminal, and says all on standard error, which is not for results.
 * @param profile AWS's, for the provider
 * @returns its exit code
 */
export function pulumiLive(args: readonly string[], profile: string | undefined): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const env = profile === undefined ? process.env : { ...process.env, AWS_PROFILE: profile };
    const child = spawn("pulumi", args, { stdio: ["inherit", process.stderr, "inherit"], env });
    child.once("error", reject);
    child.once("close", resolve);
  });
}

function run(args: readonly string[]): Promise<{ code: number | null; output: string; errors: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("pulumi", [...args, "--non-interactive"], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    child.once("error", (cause) => {
      const isMissing = Reflect.get(cause, "code") === "ENOENT";
      const message =
        "The pulumi CLI is not on the PATH: install it, give its outputs by --outputs FILE, or --stack offline for the offline run";
      reject(isMissing ? new OpsError(message, { cause }) : cause);
    });
    child.once("close", (code) => resolve({ code, output, errors }));
  });
}
