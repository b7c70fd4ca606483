/**
 * `npm run test:outage`: takes what the functions need away for hours, under traffic. The last line is `N passed, N failed`.
 */
import { runSuite } from "../../scripts/run-vitest.ts";

await runSuite("tests/outage");
