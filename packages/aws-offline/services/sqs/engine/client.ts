import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { AwsError, LostAnswer } from "../../../gateway/aws-error.ts";
import type { Delivery, EngineSettings, QueueStats } from "./engine.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import type { Queues } from "./queues.ts";

type Output = Record<string, unknown>;

interface Waiting {
  resolve: (output: Output) => void;
  reject: (error: Error) => void;
}

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

/** The queues' engine in a thread of its own, whose clock can be scaled without the rest noticing. */
export class EngineClient implements Queues {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #ended: Error | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on("message", (message: FromWorker) => this.#settle(message));
    worker.on("error", (error: Error) => this.#failAll(error));
    worker.on("exit", () => this.#failAll(new Error("the queues' thread has ended")));
  }

  static async start(settings: EngineSettings): Promise<EngineClient> {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: settings });
    await once(worker, "message");
    return new EngineClient(worker);
  }

  call(action: string, input: Output, signal?: AbortSignal, ofPoller = false): Promise<Output> {
    return this.#ask({ kind: "call", action, input, ofPoller }, signal);
  }

  async deliver(deliveries: Delivery[]): Promise<void> {
    await this.#ask({ kind: "deliver", deliveries });
  }

  async hold(queueArn: string, receiptHandles: string[]): Promise<() => Promise<void>> {
    await this.#ask({ kind: "hold", queueArn, receiptHandles });
    return async () => {
      await this.#ask({ kind: "release", queueArn, receiptHandles });
    };
  }

  async stats(): Promise<QueueStats[]> {
    return (await this.#ask({ kind: "stats" }))["queues"] as QueueStats[];
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(message: WithoutId<ToWorker>, signal?: AbortSignal): Promise<Output> {
    // Nothing is done for a caller who has gone: a receive would take messages with it.
    if (signal?.aborted === true) return Promise.reject(new LostAnswer());
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      const abort = (): void => this.#post({ kind: "abort", id });
      const settled = (): void => signal?.removeEventListener("abort", abort);
      signal?.addEventListener("abort", abort, { once: true });
      this.#waiting.set(id, {
        resolve: (output) => {
          settled();
          resolve(output);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      });
      this.#post({ ...message, id });
    });
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message, []);
  }

  #settle({ id, output, error }: FromWorker): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(output ?? {});
    else waiting?.reject(new AwsError(error.code, error.message, { status: error.status, queryCode: error.queryCode }));
  }

  #failAll(error: Error): void {
    this.#ended ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}
