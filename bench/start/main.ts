/** `npm run bench:start -- [--runs N]`: seconds from the start of the offline run's process until all is up. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { report } from "../support/results.ts";
import { median } from "../support/statistics.ts";

const program = fileURLToPath(new URL("../../offline/main.ts", import.meta.url));
const compileCache = fileURLToPath(new URL("../../node_modules/.cache/node", import.meta.url));
const flags = ["--disable-warning=ExperimentalWarning", "--expose-gc"];
const ports = ["webhook", "console", "aws", "stripe"].flatMap((name) => [`--${name}-port`, "0"]);

async function secondsToReady(readyFile: string): Promise<number> {
  const started = performance.now();
  const options = ["--exit", "--no-samples", ...ports, "--ready-file", readyFile];
  const child = spawn(process.execPath, [...flags, program, ...options], {
    stdio: ["ignore", "pipe", "pipe"],
    // As `npm start` sets it.
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
  });
  const ended = once(child, "close");
  let ready: number | undefined;
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      if (printed.includes("Ready after")) ready ??= (performance.now() - started) / 1000;
    });
  }
  await ended;
  if (ready === undefined || child.exitCode !== 0) throw new Error(`the offline run did not come up\n${printed}`);
  return ready;
}

const { values } = parseArgs({ options: { runs: { type: "string", default: "9" } } });
const folder = await mkdtemp(path.join(tmpdir(), "bench-start-"));
try {
  const readyFile = path.join(folder, "ready.json");
  // What the first start compiles and bundles, the others find.
  const first = await secondsToReady(readyFile);
  const runs: number[] = [];
  for (let nth = 0; nth < Number(values.runs); nth += 1) runs.push(await secondsToReady(readyFile));
  const figures = [
    { name: "Start to ready, median", value: median(runs), unit: "s", atMost: 2 },
    { name: "Start to ready, best", value: Math.min(...runs), unit: "s" },
    { name: "First start of these", value: first, unit: "s" },
  ];
  await report("start", figures, { runs });
} finally {
  await rm(folder, { recursive: true, force: true });
}
