/**
 * `npm run bench:calls -- [--cycles N] [--write]`: AWS calls, bytes logged and capacity units per event of the mix, per
 * hop. `--write` keeps the counts in ops/core/costs/counts.json, which `ops costs` multiplies with prices.
 */
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { countsFile } from "../../ops/core/costs/counts.ts";
import { readCostSettings } from "../../ops/stack-settings.ts";
import { report } from "../support/results.ts";
import { countsOf } from "./counts-of.ts";
import { hopLines } from "./figures.ts";
import { costGoals } from "./goals.ts";
import { measureCalls, startForTraffic } from "./measure.ts";

const { values } = parseArgs({
  options: { cycles: { type: "string", default: "4" }, write: { type: "boolean", default: false } },
});
// As many as work at once where events come as fast as full batches are done: more only meet in the same rows.
const run = await startForTraffic({ config: { "order-processing-system:consumerConcurrency": "2" } });
try {
  const measured = await measureCalls(run, Number(values.cycles), randomBytes(3).toString("hex"));
  const counts = countsOf(measured, run);
  console.log(hopLines(measured).join("\n"), "\n");
  if (values.write) {
    await writeFile(countsFile, `${JSON.stringify(counts, null, 2)}\n`);
    console.log(`Written to ops/core/costs/counts.json\n`);
  }
  const { region: _, ...settings } = await readCostSettings("prod");
  await report("calls", costGoals(counts, settings), { counts });
} finally {
  await run.close();
}
