/**
 * `npm run test:browser`: uses the console of an offline run in a real Chromium. The last line is `N passed, N failed`.
 */
import { runVitest } from "../../scripts/run-vitest.ts";
import { findChromium, howToGetChromium, packagedChromium } from "./support/chromium.ts";

const chromium = findChromium() ?? (await packagedChromium());
if (chromium === undefined) {
  console.log(`test:browser skipped: there is no Chromium here; ${howToGetChromium}`);
} else {
  process.env["CHROMIUM"] = chromium;
  const args = ["--config", "tests/browser/vitest.config.ts", ...process.argv.slice(2)];
  const { passed, failed } = await runVitest(args, true);
  console.log(`${String(passed)} passed, ${String(failed)} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
