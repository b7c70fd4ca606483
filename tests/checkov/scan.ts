import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as v from "valibot";
import type { Finding } from "./reasons.ts";
import type { Configuration } from "./terraform.ts";

const check = v.object({ check_id: v.string(), check_name: v.string(), resource: v.string() });
const report = v.object({
  results: v.object({
    passed_checks: v.array(check),
    failed_checks: v.array(check),
    parsing_errors: v.optional(v.array(v.string()), []),
  }),
});

export interface Scan {
  readonly passed: number;
  readonly findings: readonly Finding[];
}

/**
 * Runs checkov over a stack's resources.
 * @param command checkov's path
 * @throws Error with what checkov printed when it looked at nothing
 */
export async function scan(command: string, stack: string, configuration: Configuration): Promise<Scan> {
  const folder = await mkdtemp(path.join(tmpdir(), "checkov-"));
  try {
    await writeFile(path.join(folder, "main.tf.json"), JSON.stringify(configuration, undefined, 2));
    const args = ["--directory", folder, "--framework", "terraform_json", "--output", "json", "--skip-download"];
    const output = await outputOf(command, [...args, "--soft-fail"]);
    const parsed = v.safeParse(report, JSON.parse(output));
    // Without a single check its report has another shape.
    if (!parsed.success || parsed.output.results.parsing_errors.length > 0) {
      throw new Error(`checkov could not read the resources of ${stack}:\n${output}`);
    }
    const { passed_checks: passed, failed_checks: failed } = parsed.output.results;
    return {
      passed: passed.length,
      findings: failed.map(({ check_id, check_name, resource }) => ({
        stack,
        check: check_id,
        title: check_name,
        resource: resource.split(".").at(-1) ?? resource,
      })),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Standard output alone: warnings on standard error are not part of the report. */
async function outputOf(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`checkov ended with ${String(code)}\n${errors}${output}`);
  return output;
}
