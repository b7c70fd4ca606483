/**
 * `npm run bench:warm -- [--rounds N] [--events N]`: CPU of the deployed webhook per accepted event, against a bare
 * handler; and of its verification alone. Each in a process of its own, by turns, so that all meet the same load.
 */
import { parseArgs } from "node:util";
import { BundleFolder } from "../support/bundles.ts";
import { startAwsStub } from "../support/aws-stub.ts";
import { report } from "../support/results.ts";
import { median, pairedRatio } from "../support/statistics.ts";
import { webhookEnvironment, webhookSecret } from "./environment.ts";
import { type Timings, WarmProcess } from "./process.ts";
import { signedRequests } from "./requests.ts";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "21" }, events: { type: "string", default: "500" } },
});
const rounds = Number(values.rounds);
/** V8 still compiles after some thousand events. */
const warmUp = 10;
const events = Number(values.events);

const folder = await BundleFolder.create();
const stub = await startAwsStub(JSON.stringify({ stripe_webhook_secret: webhookSecret }));
const script = await folder.script("bench/warm/child.ts");
const start = async (bundle: Promise<{ file: string }>): Promise<WarmProcess> =>
  WarmProcess.start(script.file, (await bundle).file, webhookEnvironment(stub.url));
const processes = {
  webhook: await start(folder.deployed("functions/stripe-webhook/handler.ts")),
  bare: await start(folder.deployed("bench/warm/bare.ts")),
  publishing: await start(folder.deployed("bench/warm/publish-alone.ts")),
  verifying: await start(folder.deployed("bench/warm/verify-webhook.ts")),
  bareVerifying: await start(folder.deployed("bench/warm/verify-bare.ts")),
};
type Name = keyof typeof processes;
const timings: Record<Name, Timings[]> = { webhook: [], bare: [], publishing: [], verifying: [], bareVerifying: [] };
/** Verifying takes some hundredths of the time of publishing. */
const repeats: Record<Name, number> = { webhook: 1, bare: 1, publishing: 1, verifying: 20, bareVerifying: 20 };
const names = ["webhook", "bare", "publishing", "verifying", "bareVerifying"] as const satisfies readonly Name[];

try {
  for (let round = -warmUp; round < rounds; round += 1) {
    const requests = signedRequests(events, webhookSecret);
    for (const name of names) {
      const times = await processes[name].run(Array.from({ length: repeats[name] }, () => requests).flat());
      if (round >= 0) timings[name].push(times);
    }
  }
} finally {
  for (const each of Object.values(processes)) await each.close();
  stub.close();
  await folder.remove();
}

const each = (name: Name, of: keyof Timings): number[] =>
  timings[name].map((times) => (times[of] * 1000) / (events * repeats[name]));
const fastest = (name: Name): number => Math.min(...each(name, "cpu"));
const microseconds = (label: string, name: Name) => [
  { name: `${label}: CPU per event`, value: median(each(name, "cpu")), unit: "us" },
  { name: `${label}: in the fastest round`, value: fastest(name), unit: "us" },
];
const figures = [
  ...microseconds("webhook", "webhook"),
  ...microseconds("publish by AWS's client alone", "publishing"),
  ...microseconds("bare handler", "bare"),
  {
    name: "webhook / bare handler, CPU",
    value: pairedRatio(each("webhook", "cpu"), each("bare", "cpu")),
    unit: "times",
    atMost: 2,
  },
  { name: "the same, fastest rounds", value: fastest("webhook") / fastest("bare"), unit: "times", atMost: 2 },
  {
    name: "webhook / publish by AWS's client alone, CPU",
    value: pairedRatio(each("webhook", "cpu"), each("publishing", "cpu")),
    unit: "times",
    atMost: 1.12,
  },
  ...microseconds("verifying and parsing", "verifying"),
  {
    name: "bare verifying / verifying, CPU",
    value: pairedRatio(each("bareVerifying", "cpu"), each("verifying", "cpu")),
    unit: "of bare",
    atLeast: 0.95,
  },
  {
    name: "the same, fastest rounds",
    value: fastest("bareVerifying") / fastest("verifying"),
    unit: "of bare",
    atLeast: 0.95,
  },
];
await report("warm", figures, { rounds, events, timings });
