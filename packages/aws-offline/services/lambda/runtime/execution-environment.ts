import { randomBytes } from "node:crypto";
import { Worker } from "node:worker_threads";
import { isDebugged, limitTime } from "./time-limit.ts";
import { functionEnvironment } from "./function-environment.ts";
import type { FunctionDefinition, Interruption } from "./types.ts";
import type { ErrorFields, InvokeMessage, WorkerMessage, WorkerStart } from "./worker-protocol.ts";

/** Lambda's own limit for loading the bundle. */
const initLimitMilliseconds = 10_000;
/** Part of the memory setting that the heap may take; the rest is Node itself. */
const heapShare = 0.9;
/** What is left of its time for a function that somebody debugs. */
const ampleMilliseconds = 86_400_000;
/** Small, because every worker pays for it: with 16 a run takes some 150 MB more, and no less time. */
const youngGenerationMb = 4;

type Failure = Partial<Pick<ErrorFields, "trace">> & Omit<ErrorFields, "trace">;

export type Outcome =
  | { ok: true; payload: string; memoryUsed: number }
  /** `lost`: the environment is gone with it. */
  | { ok: false; error: Failure; lost: boolean; memoryUsed?: number };

/** @param at epoch milliseconds */
type EnvironmentLog = (text: string, at: number) => void;

interface Pending {
  requestId: string;
  traceId: string;
  settle(outcome: Outcome): void;
}

/** One worker with the function loaded: runs one invocation at a time. */
export class ExecutionEnvironment {
  readonly logStream: string;
  readonly #definition: FunctionDefinition;
  readonly #worker: Worker;
  readonly #log: EnvironmentLog;
  readonly #initialised = Promise.withResolvers<Failure | undefined>();
  readonly #exited = Promise.withResolvers<void>();
  #pending: Pending | undefined;
  #failure: Failure | undefined;
  #ended = false;

  constructor(
    definition: FunctionDefinition,
    options: { bootstrap: string; taskRoot: string; log: EnvironmentLog; startedAt: number },
  ) {
    const { bootstrap, taskRoot, log, startedAt } = options;
    const day = new Date(startedAt).toISOString().slice(0, 10).replaceAll("-", "/");
    this.logStream = `${day}/[${definition.version ?? "$LATEST"}]${randomBytes(16).toString("hex")}`;
    this.#definition = definition;
    this.#log = log;
    const workerData: WorkerStart = { taskRoot, handler: definition.handler, functionArn: definition.arn };
    this.#worker = new Worker(bootstrap, {
      name: definition.name,
      argv: [],
      env: functionEnvironment(definition, { taskRoot, logStream: this.logStream }),
      // Never the parent's options; stack traces name the TypeScript files.
      execArgv: ["--enable-source-maps"],
      workerData,
      stdin: false,
      resourceLimits: {
        maxOldGenerationSizeMb: Math.floor(definition.memoryMb * heapShare),
        maxYoungGenerationSizeMb: youngGenerationMb,
      },
    });
    this.#worker.on("message", (message: WorkerMessage) => this.#receive(message));
    this.#worker.on("error", (error) => this.#fail(crashOf(error)));
    this.#worker.on("exit", (code) => this.#end(code));
    const limit = setTimeout(() => this.#stopWith(timeOutError(initLimitMilliseconds / 1000)), initLimitMilliseconds);
    void this.initialised.then(() => clearTimeout(limit));
  }

  /** It ended, or is about to. */
  get ended(): boolean {
    return this.#ended || this.#failure !== undefined;
  }

  /** Resolves when the handler is loaded, with the error when it could not be. */
  get initialised(): Promise<Failure | undefined> {
    return this.#initialised.promise;
  }

  /** Runs the handler; the time limit is real time. Never rejects. */
  async invoke(message: Omit<InvokeMessage, "deadline">): Promise<Outcome> {
    const initFailure = await this.initialised;
    if (initFailure !== undefined) {
      return { ok: false, error: initFailure, lost: true };
    }
    const { timeoutSeconds } = this.#definition;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.#pending = { requestId: message.requestId, traceId: message.traceId, settle: resolve };
    if (this.#ended) {
      this.#settleLost(this.#failure ?? exitError(0));
      return promise;
    }
    const endLimit = limitTime(this.#worker, timeoutSeconds * 1000, () => this.#stopWith(timeOutError(timeoutSeconds)));
    const invocation: InvokeMessage = {
      ...message,
      deadline: Date.now() + (isDebugged() ? ampleMilliseconds : timeoutSeconds * 1000),
    };
    this.#worker.postMessage(invocation, []);
    const outcome = await promise;
    endLimit();
    return outcome;
  }

  /** Ends a running invocation, or only one with the trace id, as a crash would. False when nothing of it runs. */
  interrupt(how: Interruption, traceId?: string): boolean {
    if (this.#pending === undefined || (traceId ?? this.#pending.traceId) !== this.#pending.traceId) {
      return false;
    }
    const errors = {
      exit: exitError(1),
      "time-out": timeOutError(this.#definition.timeoutSeconds),
      "out-of-memory": outOfMemoryError,
    };
    this.#stopWith(errors[how]);
    return true;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
    await this.#exited.promise;
  }

  #receive(message: WorkerMessage): void {
    switch (message.kind) {
      case "ready":
        this.#initialised.resolve(undefined);
        break;
      case "init-error":
        this.#failure = message.error;
        this.#initialised.resolve(message.error);
        break;
      case "log":
        this.#log(message.text, message.at);
        break;
      case "result":
        this.#settle({ ok: true, payload: message.payload, memoryUsed: message.memoryUsed });
        break;
      case "error":
        this.#settle({ ok: false, error: message.error, lost: false, memoryUsed: message.memoryUsed });
        break;
      case "fatal":
        this.#fail(message.error);
        break;
    }
  }

  /** Notes why the worker ends; the invocation learns of it at its end. */
  #fail(failure: Failure): void {
    this.#failure ??= failure;
  }

  #stopWith(failure: Failure): void {
    this.#fail(failure);
    // What an ended worker still has to say is of no interest, and the caller must not wait for it.
    void this.#worker.terminate();
  }

  #end(code: number): void {
    this.#ended = true;
    const failure = this.#failure ?? exitError(code);
    this.#initialised.resolve(failure);
    this.#settleLost(failure);
    this.#exited.resolve();
  }

  #settle(outcome: Outcome): void {
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.settle(outcome);
  }

  #settleLost(failure: Failure): void {
    const requestId = this.#pending?.requestId ?? "";
    const errorMessage = withoutStack(failure) ? `RequestId: ${requestId} Error: ${failure.errorMessage}` : undefined;
    this.#settle({
      ok: false,
      lost: true,
      error: errorMessage === undefined ? failure : { errorType: failure.errorType, errorMessage },
    });
  }
}

/** Errors of the platform carry the request's id, errors of the function their stack. */
function withoutStack(failure: Failure): boolean {
  return failure.trace === undefined;
}

function timeOutError(seconds: number): Failure {
  return { errorType: "Sandbox.Timedout", errorMessage: `Task timed out after ${seconds.toFixed(2)} seconds` };
}

function exitError(code: number): Failure {
  const errorMessage =
    code === 0 ? "Runtime exited without providing a reason" : `Runtime exited with error: exit status ${code}`;
  return { errorType: "Runtime.ExitError", errorMessage };
}

const outOfMemoryError: Failure = {
  errorType: "Runtime.ExitError",
  errorMessage: "Runtime exited with error: signal: killed",
};

/** What ends a worker without its runtime's doing. */
function crashOf(error: unknown): Failure {
  if (error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY") {
    return outOfMemoryError;
  }
  const errorMessage = `Runtime exited with error: ${error instanceof Error ? error.message : String(error)}`;
  return { errorType: "Runtime.ExitError", errorMessage };
}
