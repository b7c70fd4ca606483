/**
 * `npm run test:checkov`: Checkov over the resources of dev and prod. A finding passes if docs/security.md gives the
 * reason why it is accepted; a reason without a finding fails. The last line is `N passed, N failed`.
 */
import { readFile } from "node:fs/promises";
import { hasPython, installTool } from "../../scripts/python.ts";
import { evaluate } from "../support/evaluate.ts";
import { judge, readReasons } from "./reasons.ts";
import { scan } from "./scan.ts";
import { toTerraform } from "./terraform.ts";

const stacks = ["dev", "prod"];

async function checkov(): Promise<{ readonly command: string } | { readonly missing: string }> {
  if (!(await hasPython())) return { missing: "there is no python3 with venv, which Checkov needs" };
  return installTool({ name: "checkov", version: "3.3.30" }).then(
    (command) => ({ command }),
    (error: unknown) => ({
      missing: `Checkov cannot be installed: ${error instanceof Error ? error.message : String(error)}`,
    }),
  );
}

const found = await checkov();
if ("missing" in found) {
  console.log(`test:checkov skipped: ${found.missing}`);
} else {
  const scans = [];
  for (const stack of stacks) scans.push(await scan(found.command, stack, toTerraform(await evaluate({ stack }))));
  const reasons = readReasons(await readFile(new URL("../../docs/security.md", import.meta.url), "utf8"));
  const { explained, failures } = judge(
    scans.flatMap(({ findings }) => findings),
    reasons,
  );
  for (const failure of failures) console.log(failure);
  console.log(`${explained.length} findings are accepted for a reason that docs/security.md gives`);
  const passed = scans.reduce((sum, each) => sum + each.passed, explained.length);
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}
