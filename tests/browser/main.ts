/**
 * `npm run test:browser`: uses the console of an offline run in a real Chromium. The last line is `N passed, N failed`.
 */
import { runSuite } from "../../scripts/run-vitest.ts";
import { findChromium, howToGetChromium, packagedChromium } from "./support/chromium.ts";

const chromium = findChromium() ?? (await packagedChromium());
if (chromium === undefined) {
  console.log(`test:browser skipped: there is no Chromium here; ${howToGetChromium}`);
} else {
  process.env["CHROMIUM"] = chromium;
  await runSuite("tests/browser");
}
