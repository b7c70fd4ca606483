/**
 * `npm run test:engine`: takes the stacks through their lives with the pulumi CLI, where there is one.
 * The last line is `N passed, N failed`.
 */
import { runCommand } from "../../scripts/run-command.ts";
import { runSuite } from "../../scripts/run-vitest.ts";

const pulumi = await runCommand("pulumi", ["version"], false).catch(() => undefined);
if (pulumi?.code === 0) {
  console.log(`test:engine with pulumi ${pulumi.output.trim()}`);
  await runSuite("tests/engine");
} else {
  console.log("test:engine skipped: there is no pulumi on the PATH (https://www.pulumi.com/docs/install/)");
}
