import { randomBytes } from "node:crypto";
import { placeOf } from "../../packages/stripe-offline/traffic/layout.ts";
import { Traffic } from "../../packages/stripe-offline/traffic/traffic.ts";
import type { Context } from "../../ops/context.ts";
import { consumersOf, longestRetry } from "../../ops/consumers.ts";
import { OpsError, UsageError } from "../../ops/errors.ts";
import { webhookOf } from "../../ops/webhook.ts";
import { isProductionStack } from "../../ops/target.ts";
import { makeReport } from "../report/make-report.ts";
import type { Report } from "../report/report.ts";
import { countAttempt, countCutOff, noAttempts, startedPurchases } from "../verify/attempts.ts";
import { complete } from "./complete.ts";
import { deadLetters, drain } from "./drain.ts";
import { judgeRun } from "./judge-run.ts";
import { sampleMemory } from "./memory.ts";
import { extentOf, profiles } from "../shared/profiles.ts";
import { fillStock, loadableSecret, readStock, sendCatalog, teachPurchases } from "./prepare.ts";
import { purchasesOf, sendReports } from "./reports.ts";
import { type LoadPlan, sendLoad } from "./send-load.ts";

/** All that happens in the purchases is in the past: a dispute takes a month. */
const purchaseAgeSeconds = 60 * 24 * 3_600;

/** @throws UsageError for the production stack, unless the operator said so */
export function refuseProduction(stack: string, yes: boolean): void {
  if (isProductionStack(stack) && !yes) {
    throw new UsageError(`Refused: ${stack} is production, and a load makes orders in it. --yes-load-prod does it`);
  }
}

export interface LoadOptions extends LoadPlan {
  /** Of the offline run, when this process started it. */
  readonly pid: number | undefined;
  readonly readArchive: boolean;
}

/** Loads a stack, waits until all is worked off, and verifies what came of every event. */
export async function load(context: Context, options: LoadOptions): Promise<Report> {
  const { signal } = context;
  const target = await context.target();
  const place = target.offline === undefined ? "deployed" : "offline";
  const startedAt = context.now();
  const seed = {
    run: newRun(),
    at: Math.floor(startedAt / 1000) - purchaseAgeSeconds,
    selfContained: place === "deployed",
  };
  const traffic = new Traffic(seed);
  const destination = { url: webhookOf(target.outputs), secret: await loadableSecret(target), place } as const;
  const { isThin, curve } = profiles[options.profile];
  // k6 may begin one more than the curve has.
  if (isThin) await teachPurchases(target, traffic, extentOf(curve(options.load)).iterations + options.load.rate);
  await fillStock(target, signal);
  if (place === "offline") await sendCatalog(destination.url, destination.secret, traffic);
  const stockBefore = await readStock(target);
  const deadBefore = await deadLetters(target);
  const { pid } = options;
  const memory =
    pid === undefined || target.offline === undefined ? undefined : sampleMemory(pid, target.offline.awsEndpoint);

  const { sent, cutOff, summary } = await sendLoad(options, seed, destination, signal);
  const attempts = noAttempts();
  for (const one of sent) countAttempt(attempts, one);
  for (const index of cutOff) countCutOff(attempts, index);
  const purchases = startedPurchases(attempts, (index) => placeOf(traffic.layout, index).purchase);
  if (purchases.length === 0) throw new OpsError("No event was accepted: there is nothing to verify. Look at doctor");

  const onProgress = context.progress("Sending what is missing, as Stripe does, events");
  const sentAfter = await complete(purchases, attempts, { traffic, isThin, ...destination, signal, onProgress });

  const scenarioOf = purchasesOf(traffic, target);
  const reports = await sendReports(purchases, scenarioOf, target, signal);

  const draining = context.progress("Draining, messages that wait");
  // For so long nothing may move while a message fails again and again.
  const stalledMilliseconds = longestRetry(consumersOf(target.outputs)) + 60_000;
  const looks = { signal, stalledMilliseconds, onProgress: (waiting: number) => draining(waiting) };
  const drainMilliseconds = await drain(target, context.now(), looks);
  await memory?.stop();

  const dead = (await deadLetters(target)) - deadBefore;
  const { readArchive } = options;
  const judged = await judgeRun(context, {
    traffic,
    scenarioOf,
    purchases,
    attempts,
    reports,
    stockBefore,
    startedAt,
    readArchive,
    isThin,
  });
  return makeReport({
    ...options,
    place,
    stack: target.stack,
    run: seed.run,
    startedAt,
    sent,
    summary,
    attempts,
    sentAfter,
    drainMilliseconds,
    deadLetters: dead,
    judged,
    memory: memory?.samples ?? [],
  });
}

/** `r` and five letters or digits. */
function newRun(): string {
  return `r${randomBytes(6).readUIntBE(0, 6).toString(36).padStart(5, "0").slice(-5)}`;
}
