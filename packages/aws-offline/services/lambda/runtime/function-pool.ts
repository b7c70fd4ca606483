import { randomBytes, randomUUID } from "node:crypto";
import { performance } from "node:perf_hooks";
import { EnvironmentPool, type EnvironmentPoolOptions, type Slot } from "./environment-pool.ts";
import { ExecutionEnvironment, type Outcome } from "./execution-environment.ts";
import type { FunctionDefinition, Interruption, Invocation, InvokeResult, LogLine } from "./types.ts";

export interface PoolOptions extends EnvironmentPoolOptions {
  /** The runtime's file. */
  bootstrap: string;
  taskRoot: string;
  onLog(line: LogLine): void;
  onInvocation(invocation: Invocation): void;
}

export class FunctionPool {
  #definition: FunctionDefinition;
  readonly #options: PoolOptions;
  readonly #environments: EnvironmentPool;
  #taskRoot: string;

  constructor(definition: FunctionDefinition, options: PoolOptions) {
    this.#definition = definition;
    this.#options = options;
    this.#taskRoot = options.taskRoot;
    const { bootstrap } = options;
    this.#environments = new EnvironmentPool(options, (slot) => {
      const log = (text: string, at: number): void => this.#log(slot(), text, at, "function");
      const place = { bootstrap, taskRoot: this.#taskRoot, startedAt: Date.now(), log };
      return new ExecutionEnvironment(this.#definition, place);
    });
  }

  get definition(): FunctionDefinition {
    return this.#definition;
  }

  /** What runs ends with the old code; every later invocation has the new one. */
  replace(definition: FunctionDefinition, taskRoot: string): void {
    this.#definition = definition;
    this.#taskRoot = taskRoot;
    this.#environments.renew();
  }

  /** @param payload JSON. Never rejects because of the function. */
  async invoke(payload: string, traceId = newTraceId()): Promise<InvokeResult> {
    const askedAt = performance.now();
    const slot = await this.#environments.acquire();
    const waitedMilliseconds = performance.now() - askedAt;
    const cold = !slot.used;
    slot.used = true;
    const initFailure = await slot.environment.initialised;
    const initMilliseconds = performance.now() - slot.startedAt;
    const requestId = randomUUID();
    slot.requestId = requestId;
    this.#platform(slot, "platform.start", { requestId, version: this.#definition.version ?? "$LATEST" });
    const at = Date.now();
    const calledAt = performance.now();
    const outcome: Outcome =
      initFailure === undefined
        ? await slot.environment.invoke({ requestId, payload, traceId })
        : { ok: false, error: initFailure, lost: true };
    const result = resultOf(outcome, requestId);
    const invocation: Invocation = {
      functionName: this.definition.name,
      requestId,
      ok: result.ok,
      cold,
      at,
      milliseconds: performance.now() - calledAt,
      waitedMilliseconds,
      ...(cold ? { initMilliseconds } : {}),
      ...(outcome.memoryUsed === undefined ? {} : { memoryUsedMb: Math.ceil(outcome.memoryUsed / 2 ** 20) }),
      ...(result.ok ? {} : { errorType: result.errorType }),
    };
    this.#platform(slot, "platform.report", this.#report(invocation), !result.ok);
    this.#options.onInvocation(invocation);
    this.#environments.release(slot, !outcome.ok && outcome.lost);
    return result;
  }

  interrupt(how: Interruption, traceId?: string): number {
    return this.#environments.environments.filter((environment) => environment.interrupt(how, traceId)).length;
  }

  close(): Promise<void> {
    return this.#environments.close();
  }

  #log(slot: Slot, text: string, at: number, source: LogLine["source"]): void {
    const { name: functionName, logGroup } = this.definition;
    const { logStream } = slot.environment;
    this.#options.onLog({ functionName, requestId: slot.requestId, text, at, source, logGroup, logStream });
  }

  /** Lambda's own records, which the JSON log format writes into the function's log group. */
  #platform(slot: Slot, type: string, record: object, isFailure = false): void {
    if (this.definition.logsOnlyFailures === true && !isFailure) return;
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

/** An X-Ray header, not sampled: the offline run keeps no traces. */
export function newTraceId(): string {
  const time = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${time}-${randomBytes(12).toString("hex")};Parent=${randomBytes(8).toString("hex")};Sampled=0`;
}

/** Lambda's limit of a response; 6 MiB and a little. */
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
