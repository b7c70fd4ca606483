/**
 * `npm run test:outage`: takes what the functions need away for hours, under traffic. The last line is `N passed, N failed`.
 */
import { runVitest } from "../../scripts/run-vitest.ts";

const { passed, failed } = await runVitest(
  ["--config", "tests/outage/vitest.config.ts", ...process.argv.slice(2)],
  true,
);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
