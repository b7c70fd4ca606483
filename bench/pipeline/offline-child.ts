/**
 * The offline run in a process of its own, as `npm start` has it, with what a benchmark wants to turn and to know.
 * `offline-side.ts` starts it and says what it understands.
 */
import * as v from "valibot";
import { Traffic } from "../../offline/console/flow/traffic.ts";
import { keptMemory } from "../../packages/aws-offline/memory-page.ts";
import { readyOf } from "../../offline/ready-file.ts";
import { startForTraffic } from "../calls/measure.ts";

const request = v.variant("kind", [
  v.object({ kind: v.literal("archive"), on: v.boolean() }),
  v.object({ kind: v.literal("usage") }),
]);

/** ministack throttles no API. */
const unthrottled = {
  "order-processing-system:stripeRequestsPerSecond": "10000",
  "order-processing-system:webhookRateLimit": "10000",
  "order-processing-system:webhookBurst": "5000",
};
const run = await startForTraffic({
  config: unthrottled,
  onProblem: ({ source, stage, code, message }) => console.error(`${source}: ${stage} failed: ${code}: ${message}`),
});
run.lambda.onLog(({ functionName, text, source }) => {
  if (source === "function" && /"level":"(?:WARN|ERROR|FATAL)"/u.test(text)) console.error(`${functionName}: ${text}`);
});
// The console's counting, which a run under `npm start` has too.
void new Traffic(run.aws, run.lambda);
const send = (message: object): void => void process.send?.(message);

process.on("message", (message) => {
  const asked = v.parse(request, message);
  if (asked.kind === "archive") {
    for (const pipe of run.compute.pipes) pipe.setEnabled(asked.on);
    send({ kind: "done" });
    return;
  }
  const memory = keptMemory();
  const { user, system } = process.cpuUsage();
  send({ kind: "usage", cpuSeconds: (user + system) / 1e6, ...memory });
});
process.once("disconnect", () => void run.close().then(() => process.exit(0)));
send({ kind: "ready", ready: readyOf(run, "") });
