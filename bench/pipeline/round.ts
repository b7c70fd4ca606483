import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { sampleBody } from "../../packages/stripe-offline/samples/index.ts";
import { placeOf } from "../../packages/stripe-offline/traffic/layout.ts";
import { Traffic } from "../../packages/stripe-offline/traffic/traffic.ts";
import { readStock, sendCatalog } from "../../loadtest/run/prepare.ts";
import { branchesOf } from "../../ops/branches.ts";
import { consumersOf, longestRetry } from "../../ops/consumers.ts";
import { consumerPorts } from "../../ops/aws/consumers.ts";
import { depthOf } from "../../ops/aws/inspection.ts";
import type { Target } from "../../ops/target.ts";
import { type Pace, sendAll } from "./send.ts";
import { post, type Side } from "./side.ts";
import { verifyDelivery } from "./verify.ts";

export interface RoundOptions extends Pace {
  readonly cycles: number;
  /** The whole mix, whose archive is on; or what asks nobody and is not archived, for an emulator that cannot. */
  readonly whole: boolean;
  /** Whether the consumers begin when all is accepted: what the way into the queues does alone. */
  readonly consumersAfter?: boolean;
}

/** What one round came to. Times are milliseconds. */
export interface Round {
  readonly events: number;
  /** Responses other than 200. */
  readonly refused: number;
  /** Until the webhook had accepted all. */
  readonly acceptedPerSecond: number;
  /** Until the consumers, and the archive where it is on, had done with all. */
  readonly eventsPerSecond: number;
  readonly toOrder: readonly number[];
}

/** All that happens in a shop's purchases is in the past: a dispute takes a month. */
const purchaseAgeSeconds = 60 * 24 * 3_600;
const never = new AbortController().signal;
const pauseMilliseconds = 25;

/** Sends a round of new events, waits until all are worked off, and verifies each. @throws Error for one that was not delivered right, once */
export async function runRound(side: Side, options: RoundOptions): Promise<Round> {
  const { cycles, whole, consumersAfter = false, ...pace } = options;
  const { target } = side;
  const run = `r${randomBytes(4).readUInt32BE().toString(36).padStart(7, "0").slice(-5)}`;
  const at = Math.floor(Date.now() / 1000) - purchaseAgeSeconds;
  const traffic = new Traffic({ run, at, selfContained: !whole });
  if (whole) await sendCatalog(target.outputs.webhookUrl, side.webhookSecret, traffic);
  const stockBefore = await readStock(target);
  const all = Array.from({ length: cycles * traffic.cycleLength }, (_, index) => {
    const event = traffic.event(index);
    return { id: event.id, purchase: placeOf(traffic.layout, index).purchase, body: sampleBody(event) };
  });
  if (consumersAfter) await switchConsumers(target, false);
  const startedAt = Date.now();
  const sent = await sendAll(all, pace, (body) => post(side, body));
  if (consumersAfter) await switchConsumers(target, true);
  await drained(side, whole);
  const seconds = (Date.now() - startedAt) / 1000;
  const purchases = cycles * traffic.purchasesPerCycle;
  const { problems, toOrder } = await verifyDelivery(target, {
    traffic,
    purchases,
    sentAt: sent.at,
    refused: sent.refused,
    stockBefore,
    startedAt,
    archives: whole,
  });
  if (problems.length > 0) {
    const first = problems.slice(0, 5).map(({ kind, text }) => `${kind}: ${text}`);
    throw new Error(
      `${target.stack}: ${String(problems.length)} problems, and no figures of them\n${first.join("\n")}`,
    );
  }
  return {
    events: all.length,
    refused: [...sent.refused.values()].reduce((sum, times) => sum + times, 0),
    acceptedPerSecond: all.length / sent.seconds,
    eventsPerSecond: all.length / seconds,
    toOrder,
  };
}

async function switchConsumers(target: Target, on: boolean): Promise<void> {
  const ports = consumerPorts(target, { now: Date.now, signal: never });
  await Promise.all(consumersOf(target.outputs).map((consumer) => ports.setEnabled(consumer, on)));
}

/** Waits until nothing waits and nothing is in work. @throws Error when it comes no nearer */
async function drained({ target: { stack, clients, outputs } }: Side, archives: boolean): Promise<void> {
  const branches = branchesOf(outputs).filter(({ consumer }) => archives || consumer !== undefined);
  const stalled = longestRetry(consumersOf(outputs)) + 60_000;
  let least = Number.POSITIVE_INFINITY;
  let lastBetter = Date.now();
  for (;;) {
    const depths = await Promise.all(branches.map(({ queueUrl }) => depthOf(clients.sqs, queueUrl)));
    const waiting = depths.reduce((sum, depth) => sum + depth, 0);
    if (waiting === 0) return;
    if (waiting < least) [least, lastBetter] = [waiting, Date.now()];
    if (Date.now() - lastBetter > stalled) {
      throw new Error(`${stack}: ${String(waiting)} messages wait and do not become fewer`);
    }
    await delay(pauseMilliseconds);
  }
}
