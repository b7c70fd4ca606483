/**
 * The offline run in a process of its own, as `npm start` has it, with what a benchmark wants to turn and to know.
 * `offline-side.ts` starts it and says what it understands.
 */
import { mkdir, writeFile } from "node:fs/promises";
import type { Worker } from "node:worker_threads";
import * as v from "valibot";
import { Traffic } from "../../offline/console/flow/traffic.ts";
import { keptMemory } from "../../packages/aws-offline/memory-page.ts";
import { readyOf } from "../../offline/ready-file.ts";
import { startForTraffic } from "../calls/measure.ts";

const request = v.variant("kind", [
  v.object({ kind: v.literal("archive"), on: v.boolean() }),
  v.object({ kind: v.literal("usage") }),
  v.object({ kind: v.literal("profile"), folder: v.optional(v.string()) }),
]);

/** The execution environments, and the queues' thread where there is one. */
const threads = new Set<Worker>();
process.on("worker", (worker) => {
  threads.add(worker);
  worker.once("exit", () => threads.delete(worker));
});

/** ministack throttles no API, and a round is over when nothing waits for a turn at Stripe any more. */
const unthrottled = {
  "order-processing-system:stripeRequestsPerSecond": "10000",
  "order-processing-system:webhookRateLimit": "10000",
  "order-processing-system:webhookBurst": "5000",
};
const run = await startForTraffic({
  config: unthrottled,
  stripeRateLimited: false,
  onProblem: ({ source, stage, code, message }) => console.error(`${source}: ${stage} failed: ${code}: ${message}`),
});
run.lambda.onLog(({ functionName, text, source }) => {
  if (source === "function" && /"level":"(?:WARN|ERROR|FATAL)"/u.test(text)) console.error(`${functionName}: ${text}`);
});
// The console's counting, which a run under `npm start` has too.
void new Traffic(run.aws, run.lambda);
const send = (message: object): void => void process.send?.(message);

type Profiling = Awaited<ReturnType<Worker["startCpuProfile"]>>;
const profiling = new Map<Worker, Profiling>();

process.on("message", (message) => void respond(v.parse(request, message)));

async function respond(asked: v.InferOutput<typeof request>): Promise<void> {
  switch (asked.kind) {
    case "archive":
      for (const pipe of run.compute.pipes) pipe.setEnabled(asked.on);
      return send({ kind: "done" });
    case "profile":
      await (asked.folder === undefined ? startProfiles() : writeProfiles(asked.folder));
      return send({ kind: "done" });
    case "usage": {
      const memory = keptMemory();
      const functions: Record<string, number> = {};
      for (const worker of threads) {
        const { user, system } = await worker.cpuUsage();
        const name = worker.threadName ?? "";
        functions[name] = (functions[name] ?? 0) + (user + system) / 1e6;
      }
      const { user, system } = process.cpuUsage();
      return send({ kind: "usage", cpuSeconds: (user + system) / 1e6, functions, ...memory });
    }
  }
}

async function startProfiles(): Promise<void> {
  for (const worker of threads) profiling.set(worker, await worker.startCpuProfile());
}

async function writeProfiles(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [worker, profile] of profiling) {
    await writeFile(`${folder}/${worker.threadName ?? ""}-${String(worker.threadId)}.cpuprofile`, await profile.stop());
  }
}

process.once("disconnect", () => void run.close().then(() => process.exit(0)));
send({ kind: "ready", ready: readyOf(run, "") });
