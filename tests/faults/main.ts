/**
 * `npm run test:faults`: fails every call of every function in every way. The last line is `N passed, N failed`.
 */
import { runSuite } from "../../scripts/run-vitest.ts";

await runSuite("tests/faults");
