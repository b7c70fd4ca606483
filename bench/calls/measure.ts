import { sampleBody, type SampleEvent } from "../../packages/stripe-offline/samples/index.ts";
import { placeOf, withReports } from "../../packages/stripe-offline/scenarios/parcels.ts";
import { Traffic } from "../../packages/stripe-offline/traffic/traffic.ts";
import { loadItems } from "../../packages/stripe-offline/traffic/mix.ts";
import { warehouseInbox } from "../../ops/branches.ts";
import { signBody } from "../../packages/stripe-offline/sign.ts";
import { drainQueues } from "../../packages/aws-offline/drain.ts";
import type { AwsCall, Interceptor } from "../../packages/aws-offline/gateway/types.ts";
import { functionType } from "../../packages/aws-offline/services/lambda/resources.ts";
import { tableType } from "../../packages/aws-offline/services/dynamodb/resources.ts";
import { startRun, type OfflineRun, type RunOptions } from "../../offline/run.ts";
import { addDone, addFailed, emptyCounts, type HopCounts } from "./hop-tally.ts";
import { IndexWrites, type IndexedTable } from "./index-writes.ts";
import { LogTally } from "./log-tally.ts";
import { type StoredBytes, storedBytesOf } from "./stored-bytes.ts";

export interface MeasuredHop {
  readonly counts: HopCounts;
  readonly logs: LogTally;
  invocations: number;
  coldStarts: number;
}

type MeasuredHops = { readonly webhook: MeasuredHop; readonly archive: MeasuredHop } & Readonly<
  Record<string, MeasuredHop>
>;

/** As in the costs' counts. */
export interface Measured {
  readonly events: number;
  readonly purchases: number;
  readonly hops: MeasuredHops;
  readonly oneByOne: MeasuredHops;
  readonly storedBytes: StoredBytes;
  readonly reports: {
    readonly messages: number;
    readonly parcels: number;
    readonly hops: MeasuredHops;
    readonly oneByOne: MeasuredHops;
    readonly storedBytes: StoredBytes;
  };
}

const stock = 100_000_000;

/** Starts the offline run with the mix's stock on free ports. */
export function startForTraffic(options: Partial<RunOptions> = {}): Promise<OfflineRun> {
  return startRun({
    ports: { webhook: 0, console: 0, aws: 0, stripe: 0 },
    settings: "dev",
    timeScale: 1,
    stock: Object.fromEntries(loadItems.map(({ sku }) => [sku, stock])),
    ...options,
  });
}

/** Sends whole cycles of the mix's traffic and counts what each hop asks of AWS: with batches as full as they get, and one by one. */
export async function measureCalls(run: OfflineRun, cycles: number, seed: string): Promise<Measured> {
  const full = sending(run, cycles, `${seed}f`);
  const hops = await countWaiting(run, () => full.post(full.events, 8));
  const before = await storedBytesOf(run);
  const reported = await countWaiting(run, () => full.report(full.messages));
  const after = await storedBytesOf(run);
  const alone = sending(run, cycles, `${seed}a`);
  return {
    events: full.events.length,
    purchases: full.purchases,
    hops,
    oneByOne: await countAlone(run, alone.events, (event) => alone.post([event], 1)),
    storedBytes: before,
    reports: {
      messages: full.messages.length,
      parcels: full.messages.filter(({ kind }) => kind === "shipped").length,
      hops: reported,
      oneByOne: await countAlone(run, alone.messages, (message) => alone.report([message])),
      storedBytes: { forever: after.forever - before.forever, journal: after.journal - before.journal },
    },
  };
}

function sending(run: OfflineRun, cycles: number, seed: string) {
  const traffic = new Traffic({ run: seed, at: Math.floor(Date.now() / 1000) - 3600, selfContained: false });
  // Stripe knows the products of a shop that sells; without them each line of an invoice would cost a search in vain.
  for (const event of traffic.catalogEvents()) run.stripe?.put(event.data.object);
  const purchases = cycles * traffic.purchasesPerCycle;
  const messages = Array.from({ length: purchases }, (_, purchase) =>
    withReports(traffic.scenario(purchase), placeOf(purchase)),
  ).flatMap(({ reports = [] }) => reports.map(({ message }) => message));
  const QueueUrl = run.outputs.queueUrls[warehouseInbox];
  return {
    purchases,
    events: Array.from({ length: cycles * traffic.cycleLength }, (_, index) => traffic.event(index)),
    messages,
    post: (events: readonly SampleEvent[], lanes: number) => post(run, events, lanes),
    report: async (reports: typeof messages) => {
      for (const message of reports) {
        await run.operator.call("sqs", "SendMessage", { QueueUrl, MessageBody: JSON.stringify(message) });
      }
    },
  };
}

/** Counts what comes of messages that are held back until all are waiting: so each batch is full. */
function countWaiting(run: OfflineRun, send: () => Promise<void>): Promise<MeasuredHops> {
  return counted(run, async (takeAll) => {
    await send();
    takeAll();
  });
}

/** Counts what comes of each thing once nothing of the one before it is left. */
function countAlone<T>(
  run: OfflineRun,
  things: readonly T[],
  send: (thing: T) => Promise<void>,
): Promise<MeasuredHops> {
  return counted(run, async (takeAll) => {
    takeAll();
    for (const thing of things) {
      await send(thing);
      await drained(run);
    }
  });
}

async function counted(run: OfflineRun, work: (takeAll: () => void) => Promise<void>): Promise<MeasuredHops> {
  const takers = [...run.compute.mappings, ...run.compute.pipes];
  for (const taker of takers) taker.setEnabled(false);
  await drained(run);
  const { hops, stop } = countCalls(run);
  await work(() => {
    for (const taker of takers) taker.setEnabled(true);
  });
  await drained(run);
  stop();
  return hops;
}

async function drained({ aws }: OfflineRun): Promise<void> {
  const left = await drainQueues(aws, 600_000);
  if (left > 0) throw new Error(`${String(left)} messages were not done: the counts are not of good runs`);
}

/** Posts signed events, `lanes` at a time. @throws Error for a response other than 200 */
async function post(run: OfflineRun, events: readonly SampleEvent[], lanes: number): Promise<void> {
  const waiting = events.values();
  const lane = async (): Promise<void> => {
    for (const event of waiting) {
      const body = sampleBody(event);
      const headers = { "content-type": "application/json", "stripe-signature": signBody(body, run.webhookSecret) };
      const response = await fetch(run.webhookUrl, { method: "POST", headers, body });
      await response.arrayBuffer();
      if (response.status !== 200) throw new Error(`the webhook returned ${String(response.status)} for ${event.type}`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

function newHops({ outputs: { consumers } }: OfflineRun): MeasuredHops {
  const hop = (): MeasuredHop => ({ counts: emptyCounts(), logs: new LogTally(), invocations: 0, coldStarts: 0 });
  const own = Object.keys(consumers).map((name) => [name, hop()] as const);
  return { webhook: hop(), ...Object.fromEntries(own), [warehouseInbox]: hop(), archive: hop() };
}

/** Counts what each hop asks of AWS, until it is stopped. */
export function countCalls(run: OfflineRun): { readonly hops: MeasuredHops; readonly stop: () => void } {
  const hops = newHops(run);
  const byFunction = functionHops(run, hops);
  const roles = new Map(run.graph.of(functionType).map(({ inputs }) => [inputs.role, byFunction.get(inputs.name)]));
  for (const { definition } of run.compute.pipes) roles.set(definition.roleArn, hops.archive);
  const indexes = indexedTables(run).map((table) => new IndexWrites(table));
  let counting = true;

  const count: Interceptor = async (call, next) => {
    const hop = roles.get(call.principal);
    if (hop === undefined || !counting) return next();
    const { counts } = hop;
    try {
      const output = await next(withCapacity(call));
      addDone(counts, call, output);
      if (call.service === "dynamodb") {
        for (const index of indexes) counts.writeUnits += index.unitsOf(call.action, call.input);
      }
      return output;
    } catch (error) {
      addFailed(counts, call, error);
      throw error;
    }
  };
  run.lambda.onLog((line) => {
    if (counting) byFunction.get(line.functionName)?.logs.add(line);
  });
  run.lambda.onInvocation(({ functionName, cold }) => {
    const hop = byFunction.get(functionName);
    if (hop === undefined || !counting) return;
    hop.invocations += 1;
    if (cold) hop.coldStarts += 1;
  });
  const undo = run.aws.gateway.use(count);
  return {
    hops,
    stop: () => {
      counting = false;
      undo();
    },
  };
}

function withCapacity({ service, input }: AwsCall): AwsCall["input"] {
  return service === "dynamodb" ? { ...input, ReturnConsumedCapacity: "TOTAL" } : input;
}

function functionHops({ outputs }: OfflineRun, hops: MeasuredHops): Map<string, MeasuredHop> {
  const { functionNames, consumers } = outputs;
  return new Map([
    [functionNames["stripeWebhook"] ?? "", hops.webhook],
    [functionNames["warehouseInbox"] ?? "", hopNamed(warehouseInbox, hops)],
    ...Object.entries(consumers).map(([name, { functionName }]) => [functionName, hopNamed(name, hops)] as const),
    [functionNames.eventEnricher, hops.archive],
  ]);
}

function hopNamed(name: string, hops: MeasuredHops): MeasuredHop {
  const hop = hops[name];
  if (hop === undefined) throw new Error(`${name} is not counted`);
  return hop;
}

function indexedTables({ graph }: OfflineRun): IndexedTable[] {
  return graph.of(tableType).flatMap(({ inputs: { name, hashKey, globalSecondaryIndexes = [] } }) => {
    const [index, ...others] = globalSecondaryIndexes;
    if (index === undefined) return [];
    if (others.length > 0) throw new Error(`${name} has more than one index: count them one by one`);
    const keys = index.keySchemas.map(({ attributeName }) => attributeName);
    return [{ name, hashKey, keys, projected: index.nonKeyAttributes ?? [] }];
  });
}
