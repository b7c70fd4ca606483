import type { Clock } from "../../../clock.ts";
import { asAwsError } from "../../../gateway/aws-error.ts";
import type { Gateway } from "../../../gateway/types.ts";
import { deleteRecords } from "./delete-records.ts";
import { ProblemReporter, type Problem } from "./problem-reporter.ts";
import { sqsRecords, type SqsRecord } from "./sqs-record.ts";

/** SQS's limits of one ReceiveMessage. */
const receiveLimit = 10;
const longestWaitSeconds = 20;
/** A batch's payload; Lambda takes 6 MB and Pipes the same. */
const payloadLimitBytes = 6_000_000;
const firstBackOffMilliseconds = 500;
const longestBackOffMilliseconds = 30_000;

/** Keeps received messages hidden by real time while they are worked on; the function returned ends that. */
export type HoldMessages = (queueArn: string, receiptHandles: string[]) => () => void;

export interface PollerOptions {
  /** The mapping's uuid or the pipe's name. */
  name: string;
  roleArn: string;
  queueUrl: string;
  queueArn: string;
  batchSize: number;
  windowSeconds: number;
  /** Batches in work at once. */
  concurrency: number;
  gateway: Gateway;
  clock: Clock;
  onProblem?: ((problem: Problem) => void) | undefined;
  hold?: HoldMessages | undefined;
  /** Returns the records to delete; the others come back after the visibility timeout. */
  process(records: SqsRecord[], report: ProblemReporter): Promise<SqsRecord[]>;
}

/** Takes batches from a queue under a role, as Lambda's event source mappings and EventBridge Pipes do. */
export class QueuePoller {
  readonly #options: PollerOptions;
  readonly #problems: ProblemReporter;
  readonly #working = new Set<Promise<void>>();
  #polling: { stop: AbortController; done: Promise<void> } | undefined;
  #holding = false;

  constructor(options: PollerOptions) {
    if (options.queueArn.endsWith(".fifo")) {
      throw new Error(`${options.name}: FIFO queues are not supported by the offline run (${options.queueArn})`);
    }
    this.#options = options;
    this.#problems = new ProblemReporter(options.name, options.clock, options.onProblem);
  }

  /** Whether new batches are taken. */
  get polling(): boolean {
    return this.#polling !== undefined;
  }

  /** No batch is held or in work. */
  idle(): boolean {
    return !this.#holding && this.#working.size === 0;
  }

  /** Stopping lets the batches in work end; starting again takes new ones. */
  setEnabled(on: boolean): void {
    if (on && this.#polling === undefined) {
      const stop = new AbortController();
      this.#polling = { stop, done: this.#poll(stop.signal) };
    } else if (!on) {
      this.#polling?.stop.abort();
      this.#polling = undefined;
    }
  }

  /** Takes no more batches and waits for those in work. */
  async close(): Promise<void> {
    const done = this.#polling?.done;
    this.setEnabled(false);
    await done;
    await Promise.all(this.#working);
  }

  async #poll(signal: AbortSignal): Promise<void> {
    let backOff = firstBackOffMilliseconds;
    while (!signal.aborted) {
      if (this.#working.size >= this.#options.concurrency) {
        await Promise.race(this.#working);
        continue;
      }
      try {
        const records = await this.#gather(signal);
        backOff = firstBackOffMilliseconds;
        this.#problems.solved("receive");
        for (const batch of batchesOf(records)) {
          this.#work(batch);
        }
      } catch (error) {
        if (!signal.aborted) {
          this.#problems.report("receive", asAwsError(error));
          await this.#options.clock.wait(backOff, signal).catch(() => undefined);
          backOff = Math.min(2 * backOff, longestBackOffMilliseconds);
        }
      } finally {
        this.#holding = false;
      }
    }
  }

  /** One long poll and, with a batching window, what comes until the batch is full or the window over. */
  async #gather(signal: AbortSignal): Promise<SqsRecord[]> {
    const { batchSize, windowSeconds, clock } = this.#options;
    const records = await this.#receive(batchSize, longestWaitSeconds, signal);
    const end = clock.now() + clock.real(windowSeconds * 1000);
    while (records.length > 0 && records.length < batchSize && sizeOf(records) < payloadLimitBytes) {
      const rest = Math.ceil(((end - clock.now()) * clock.scale) / 1000);
      if (rest <= 0 || signal.aborted) {
        break;
      }
      records.push(...(await this.#receive(batchSize - records.length, Math.min(rest, longestWaitSeconds), signal)));
    }
    return records;
  }

  async #receive(count: number, waitSeconds: number, signal: AbortSignal): Promise<SqsRecord[]> {
    const { gateway, roleArn, queueUrl, queueArn } = this.#options;
    const input = {
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(count, receiveLimit),
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    };
    const records = sqsRecords(await gateway.call(roleArn, "sqs", "ReceiveMessage", input, signal), queueArn);
    this.#holding ||= records.length > 0;
    return records;
  }

  #work(records: SqsRecord[]): void {
    const work = this.#process(records)
      .catch((error: unknown) => this.#problems.report("process", asAwsError(error)))
      .finally(() => this.#working.delete(work));
    this.#working.add(work);
  }

  async #process(records: SqsRecord[]): Promise<void> {
    const { hold, queueArn } = this.#options;
    const handles = records.map(({ receiptHandle }) => receiptHandle);
    const release = hold?.(queueArn, handles);
    try {
      const done = await this.#options.process(records, this.#problems);
      if (done.length > 0) {
        await deleteRecords(done, this.#options, this.#problems);
      }
    } finally {
      release?.();
    }
  }
}

function sizeOf(records: SqsRecord[]): number {
  return records.reduce((sum, record) => sum + Buffer.byteLength(record.body), 0);
}

/** Cuts what was received where its payload would be too large; a record is never cut. */
function batchesOf(records: SqsRecord[]): SqsRecord[][] {
  const batches: SqsRecord[][] = [];
  let bytes = 0;
  for (const record of records) {
    const size = Buffer.byteLength(JSON.stringify(record)) + 1;
    const last = batches.at(-1);
    if (last === undefined || bytes + size > payloadLimitBytes) {
      batches.push([record]);
      bytes = size;
    } else {
      last.push(record);
      bytes += size;
    }
  }
  return batches;
}
