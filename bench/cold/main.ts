/**
 * `npm run bench:cold -- [--rounds N]`: each function that takes Stripe's events in a new process, from loading its bundle to its first response,
 * against an empty handler and against the same function bundled naively. AWS is the offline run.
 */
import { parseArgs } from "node:util";
import { functionEnvironment } from "../../packages/aws-offline/services/lambda/runtime/function-environment.ts";
import type { OfflineRun } from "../../offline/run.ts";
import { consumersOf } from "../../ops/consumers.ts";
import { folderOf } from "../../ops/functions.ts";
import { startForTraffic } from "../calls/measure.ts";
import { BundleFolder } from "../support/bundles.ts";
import { report } from "../support/results.ts";
import { type ColdStart, coldStart } from "./cold-start.ts";
import { asRecords, asRequest, newPurchases } from "./events.ts";
import { figuresOf, type Measured, tableOf } from "./figures.ts";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "15" } } });
const rounds = Number(values.rounds);

const run = await startForTraffic();
const folder = await BundleFolder.create();
try {
  // What is invoked is invoked here.
  for (const each of [...run.compute.mappings, ...run.compute.pipes]) each.setEnabled(false);
  const measured = await measure(run, folder);
  console.log(tableOf(measured).join("\n"), "\n");
  await report("cold", figuresOf(measured), { rounds, measured });
} finally {
  await folder.remove();
  await run.close();
}

async function measure({ outputs, lambda, webhookSecret }: OfflineRun, to: BundleFolder): Promise<Measured[]> {
  const script = await to.script("bench/cold/child.ts");
  const empty = await to.deployed("bench/cold/empty.ts");
  const purchases = newPurchases("cold00");
  const consumers = new Set(consumersOf(outputs).map(({ functionName }) => functionName));
  const { stripeWebhook, eventEnricher } = outputs.functionNames;
  const taking = Object.entries(outputs.functionNames).filter(
    ([, name]) => consumers.has(name) || name === stripeWebhook || name === eventEnricher,
  );
  const all = taking.map(async ([output, deployedAs]) => {
    const name = folderOf(output);
    const definition = lambda.definition(deployedAs);
    if (definition === undefined) throw new Error(`${deployedAs} is not deployed`);
    const entry = `functions/${name}/handler.ts`;
    const env = functionEnvironment(definition, { taskRoot: to.path, logStream: "bench" });
    const bundles = { deployed: await to.deployed(entry), naive: await to.naive(entry), empty };
    const starts: Measured["starts"] = { deployed: [], naive: [], empty: [] };
    return { name, env, bundles, starts };
  });
  const prepared = await Promise.all(all);
  for (let round = -1; round < rounds; round += 1) {
    for (const { name, env, bundles, starts } of prepared) {
      for (const kind of ["deployed", "naive", "empty"] as const) {
        const event = purchases.next().value;
        const payload =
          name === "stripe-webhook"
            ? asRequest(event, webhookSecret)
            : name === "event-enricher"
              ? asRecords(event)
              : { Records: asRecords(event) };
        const one: ColdStart = await coldStart({
          script: script.file,
          bundle: bundles[kind].file,
          event: payload,
          // Source maps that are made, and not asked for, would be of no use.
          env: kind === "naive" ? { ...env, NODE_OPTIONS: "--enable-source-maps" } : env,
          folder: to.path,
        });
        // The first round fills the disk's cache.
        if (round >= 0) starts[kind].push(one);
      }
    }
  }
  return prepared.map(({ name, bundles, starts }) => ({
    name,
    starts,
    bytes: { deployed: bundles.deployed.bytes, naive: bundles.naive.bytes },
  }));
}
