import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as v from "valibot";
import { runCommand, type CommandResult } from "./run-command.ts";

const report = v.object({
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  testResults: v.array(v.object({ status: v.string(), assertionResults: v.array(v.object({ status: v.string() })) })),
});

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** Runs vitest and counts its tests as it reports them; a file that does not load counts as a failed test. */
export async function runVitest(args: readonly string[], live: boolean): Promise<CommandResult & Counts> {
  const folder = await mkdtemp(path.join(tmpdir(), "vitest-report-"));
  const file = path.join(folder, "report.json");
  try {
    // The dots leave failures and summary only; who looks on live sees each step.
    const reporters = [live ? "--reporter=verbose" : "--reporter=dot", "--reporter=json", `--outputFile.json=${file}`];
    const result = await runCommand("vitest", ["run", ...args, ...reporters], live);
    const { passed, failed } = await count(file);
    // What vitest itself finds wrong, such as an unhandled rejection, belongs to no test.
    return { ...result, passed, failed: result.code !== 0 && failed === 0 ? 1 : failed };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs what a folder's own configuration includes, with the command's arguments; the last line is `N passed, N failed`. */
export async function runSuite(folder: string): Promise<void> {
  const config = path.join(folder, "vitest.config.ts");
  const { passed, failed } = await runVitest(["--config", config, ...process.argv.slice(2)], true);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

async function count(file: string): Promise<Counts> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 0 };
  const { numPassedTests, numFailedTests, testResults } = v.parse(report, JSON.parse(text));
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  );
  return { passed: numPassedTests, failed: numFailedTests + broken.length };
}
