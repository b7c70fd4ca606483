/**
 * `npm run test:engine`: takes the stacks through their lives with the pulumi CLI, where there is one.
 * The last line is `N passed, N failed`.
 */
import { runCommand } from "../../scripts/run-command.ts";
import { runVitest } from "../../scripts/run-vitest.ts";

const pulumi = await runCommand("pulumi", ["version"], false).catch(() => undefined);
if (pulumi?.code === 0) {
  console.log(`test:engine with pulumi ${pulumi.output.trim()}`);
  const { passed, failed } = await runVitest(
    ["--config", "tests/engine/vitest.config.ts", ...process.argv.slice(2)],
    true,
  );
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} else {
  console.log("test:engine skipped: there is no pulumi on the PATH (https://www.pulumi.com/docs/install/)");
}
