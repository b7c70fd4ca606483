/**
 * `npm run test:faults`: fails every call of every function in every way. The last line is `N passed, N failed`.
 */
import { runVitest } from "../../scripts/run-vitest.ts";

const { passed, failed } = await runVitest(
  ["--config", "tests/faults/vitest.config.ts", ...process.argv.slice(2)],
  true,
);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
