import { randomBytes, randomUUID } from "node:crypto";
import { performance } from "node:perf_hooks";
import { ExecutionEnvironment, type Outcome } from "./execution-environment.ts";
import type { FunctionDefinition, Interruption, Invocation, InvokeResult, LogLine } from "./types.ts";

export interface PoolOptions {
  /** The runtime's file. */
  bootstrap: Promise<string>;
  taskRoot: string;
  /** Execution environments at most. */
  concurrency: number;
  /** An environment that did nothing for so long is stopped. */
  idleMilliseconds: number;
  onLog(line: LogLine): void;
  onInvocation(invocation: Invocation): void;
}

interface Slot {
  environment: ExecutionEnvironment;
  requestId: string;
  startedAt: number;
  busy: boolean;
  used: boolean;
  idleTimer?: NodeJS.Timeout;
}

/** The execution environments of one function. */
export class FunctionPool {
  readonly definition: FunctionDefinition;
  readonly #options: PoolOptions;
  readonly #slots = new Set<Slot>();
  readonly #waiting: (() => void)[] = [];
  #closed = false;

  constructor(definition: FunctionDefinition, options: PoolOptions) {
    this.definition = definition;
    this.#options = options;
  }

  /** @param payload JSON. Never rejects because of the function. */
  async invoke(payload: string): Promise<InvokeResult> {
    const askedAt = performance.now();
    const slot = await this.#acquire();
    const requestId = randomUUID();
    const waitedMilliseconds = slot.used ? performance.now() - askedAt : 0;
    const cold = !slot.used;
    slot.used = true;
    const initFailure = await slot.environment.initialised;
    const initMilliseconds = performance.now() - slot.startedAt;
    slot.requestId = requestId;
    this.#platform(slot, "platform.start", { requestId, version: "$LATEST" });
    const at = Date.now();
    const calledAt = performance.now();
    const outcome: Outcome =
      initFailure === undefined
        ? await slot.environment.invoke({ requestId, payload, traceId: traceId() })
        : { ok: false, error: initFailure, lost: true };
    const milliseconds = performance.now() - calledAt;
    const result = resultOf(outcome, requestId);
    const invocation: Invocation = {
      functionName: this.definition.name,
      requestId,
      ok: result.ok,
      cold,
      at,
      milliseconds,
      waitedMilliseconds,
      ...(cold ? { initMilliseconds } : {}),
      ...(outcome.memoryUsed === undefined ? {} : { memoryUsedMb: Math.ceil(outcome.memoryUsed / 2 ** 20) }),
      ...(result.ok ? {} : { errorType: result.errorType }),
    };
    this.#platform(slot, "platform.report", this.#report(invocation));
    this.#options.onInvocation(invocation);
    this.#release(slot, !outcome.ok && outcome.lost);
    return result;
  }

  interrupt(how: Interruption): number {
    return [...this.#slots].filter((slot) => slot.environment.interrupt(how)).length;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const wake of this.#waiting.splice(0)) {
      wake();
    }
    const slots = [...this.#slots];
    this.#slots.clear();
    await Promise.all(
      slots.map((slot) => {
        clearTimeout(slot.idleTimer);
        return slot.environment.stop();
      }),
    );
  }

  async #acquire(): Promise<Slot> {
    const bootstrap = await this.#options.bootstrap;
    for (;;) {
      if (this.#closed) {
        throw new Error(`the function ${this.definition.name} was invoked after the offline run closed`);
      }
      const idle = [...this.#slots].find((slot) => !slot.busy && !slot.environment.ended);
      const slot = idle ?? (this.#slots.size < this.#options.concurrency ? this.#start(bootstrap) : undefined);
      if (slot !== undefined) {
        clearTimeout(slot.idleTimer);
        slot.busy = true;
        return slot;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.push(resolve);
      await promise;
    }
  }

  #start(bootstrap: string): Slot {
    const slot: Slot = {
      environment: new ExecutionEnvironment(this.definition, {
        bootstrap,
        taskRoot: this.#options.taskRoot,
        startedAt: Date.now(),
        log: (text, at) => this.#log(slot, text, at, "function"),
      }),
      requestId: "",
      startedAt: performance.now(),
      busy: false,
      used: false,
    };
    this.#slots.add(slot);
    return slot;
  }

  #release(slot: Slot, lost: boolean): void {
    slot.busy = false;
    if (lost || slot.environment.ended) {
      this.#slots.delete(slot);
    } else if (!this.#closed) {
      slot.idleTimer = setTimeout(() => {
        this.#slots.delete(slot);
        void slot.environment.stop();
      }, this.#options.idleMilliseconds);
      slot.idleTimer.unref();
    }
    this.#waiting.shift()?.();
  }

  #log(slot: Slot, text: string, at: number, source: LogLine["source"]): void {
    const { name: functionName, logGroup } = this.definition;
    const { logStream } = slot.environment;
    this.#options.onLog({ functionName, requestId: slot.requestId, text, at, source, logGroup, logStream });
  }

  /** Lambda's own records, which the JSON log format writes into the function's log group. */
  #platform(slot: Slot, type: string, record: object): void {
    const at = Date.now();
    this.#log(slot, JSON.stringify({ time: new Date(at).toISOString(), type, record }), at, "platform");
  }

  #report(invocation: Invocation): object {
    const { requestId, milliseconds, initMilliseconds, memoryUsedMb, errorType } = invocation;
    const status = errorType === "Sandbox.Timedout" ? "timeout" : errorType === undefined ? "success" : "error";
    return {
      requestId,
      metrics: {
        durationMs: rounded(milliseconds),
        billedDurationMs: Math.ceil(milliseconds + (initMilliseconds ?? 0)),
        memorySizeMB: this.definition.memoryMb,
        maxMemoryUsedMB: memoryUsedMb ?? this.definition.memoryMb,
        ...(initMilliseconds === undefined ? {} : { initDurationMs: rounded(initMilliseconds) }),
      },
      status,
      ...(errorType === undefined ? {} : { errorType }),
    };
  }
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}

/** Not sampled: the offline run keeps no traces. */
function traceId(): string {
  const time = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${time}-${randomBytes(12).toString("hex")};Parent=${randomBytes(8).toString("hex")};Sampled=0`;
}

/** Lambda's limit of an answer; 6 MiB and a little. */
const responseLimitBytes = 6_291_556;

function resultOf(outcome: Outcome, requestId: string): InvokeResult {
  if (!outcome.ok) {
    return { ok: false, ...outcome.error, requestId };
  }
  const bytes = Buffer.byteLength(outcome.payload);
  if (bytes > responseLimitBytes) {
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${responseLimitBytes} bytes).`;
    return { ok: false, errorType: "Function.ResponseSizeTooLarge", errorMessage, requestId };
  }
  return { ok: true, payload: JSON.parse(outcome.payload) as unknown, requestId };
}
