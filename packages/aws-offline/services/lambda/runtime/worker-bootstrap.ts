/**
 * Lambda's Node.js runtime inside a worker: loads the bundle, patches the console, runs invocations. Without its types
 * it runs as `bootstrap.mjs` in the temporary folder, so it imports nothing but Node and types.
 * Behaviour after github.com/aws/aws-lambda-nodejs-runtime-interface-client and the nodejs24.x runtime.
 */
import { createRequire } from "node:module";
import { format, types } from "node:util";
import { getHeapStatistics } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import type { ErrorFields, InvokeMessage, WorkerMessage, WorkerStart } from "./worker-protocol.ts";

type Handler = (event: unknown, context: object) => unknown;

if (parentPort === null) {
  throw new Error("worker-bootstrap.ts runs in a worker thread");
}
const port = parentPort;
const start = workerData as WorkerStart;
const post = (message: WorkerMessage): void => port.postMessage(message);

let current: InvokeMessage | undefined;

let unfinished = "";

/** Standard output: a log line per line, in order with the responses. */
function writeLog(chunk: string | Uint8Array): void {
  const lines = (unfinished + (typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"))).split("\n");
  unfinished = lines.pop() ?? "";
  for (const text of lines) {
    post({ kind: "log", text, at: Date.now() });
  }
}

function flushLog(): void {
  if (unfinished !== "") writeLog("\n");
}

function write(chunk: string | Uint8Array, encoding?: BufferEncoding | (() => void), callback?: () => void): boolean {
  writeLog(chunk);
  const done = typeof encoding === "function" ? encoding : callback;
  if (done) process.nextTick(done);
  return true;
}

process.stdout.write = write;
process.stderr.write = write;

const priorities = { TRACE: 1, DEBUG: 2, INFO: 3, WARN: 4, ERROR: 5, FATAL: 6 } as const;
type Level = keyof typeof priorities;

const leastPriority = priorities[(process.env["AWS_LAMBDA_LOG_LEVEL"]?.toUpperCase() ?? "TRACE") as Level] ?? 1;
const stackLines = (error: Error): string[] => error.stack?.split("\n") ?? [];

/** An error's own fields win, as with Lambda. */
function errorObject(error: Error): object {
  const fields = { errorType: error.constructor.name, errorMessage: error.message, stackTrace: stackLines(error) };
  return Object.assign(fields, error);
}

const replaceErrors = (_key: string, value: unknown): unknown => (value instanceof Error ? errorObject(value) : value);

/** As the console writes with AWS_LAMBDA_LOG_FORMAT=JSON. */
function logLine(level: Level, parameters: unknown[]): string {
  const head = { timestamp: new Date().toISOString(), level, requestId: current?.requestId };
  if (parameters.length === 1) {
    const [message] = parameters;
    try {
      return JSON.stringify({ ...head, message }, replaceErrors);
    } catch {
      // A cycle or a BigInt: Lambda falls back to the text.
      return JSON.stringify({ ...head, message: format(message) });
    }
  }
  const error = parameters.find((parameter) => parameter instanceof Error);
  const message = format(...parameters);
  return JSON.stringify({
    ...head,
    message,
    ...(error === undefined
      ? {}
      : { errorType: error.constructor.name, errorMessage: error.message, stackTrace: stackLines(error) }),
  });
}

function logAs(level: Level): (...parameters: unknown[]) => void {
  if (priorities[level] < leastPriority) {
    return () => {};
  }
  return (...parameters) => post({ kind: "log", text: logLine(level, parameters), at: Date.now() });
}

console.trace = logAs("TRACE");
console.debug = logAs("DEBUG");
console.info = logAs("INFO");
console.log = console.info;
console.warn = logAs("WARN");
console.error = logAs("ERROR");

class RuntimeError extends Error {
  constructor(kind: string, message: string) {
    super(message);
    this.name = `Runtime.${kind}`;
  }
}

function errorFields(error: unknown): ErrorFields {
  if (error instanceof Error || types.isNativeError(error)) {
    return { errorType: error.name, errorMessage: error.message, trace: stackLines(error) };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function giveUp(error: unknown, exitCode: number): void {
  console.error(asError(error));
  flushLog();
  post({ kind: "fatal", error: errorFields(error) });
  process.exit(exitCode);
}

process.on("uncaughtException", (error) => giveUp(error, 129));
process.on("unhandledRejection", (reason) => {
  const message = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
  const error = new RuntimeError("UnhandledPromiseRejection", message);
  if (reason instanceof Error && reason.stack !== undefined) {
    error.stack = reason.stack;
  }
  giveUp(error, 128);
});

function contextOf(message: InvokeMessage): object {
  return {
    functionVersion: process.env["AWS_LAMBDA_FUNCTION_VERSION"],
    functionName: process.env["AWS_LAMBDA_FUNCTION_NAME"],
    memoryLimitInMB: process.env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
    logGroupName: process.env["AWS_LAMBDA_LOG_GROUP_NAME"],
    logStreamName: process.env["AWS_LAMBDA_LOG_STREAM_NAME"],
    callbackWaitsForEmptyEventLoop: true,
    invokedFunctionArn: start.functionArn,
    awsRequestId: message.requestId,
    getRemainingTimeInMillis: () => message.deadline - Date.now(),
  };
}

function asJson(result: unknown): string {
  try {
    return JSON.stringify(result) ?? "null";
  } catch (error) {
    throw new Error("Unable to stringify response body", { cause: error });
  }
}

/**
 * A loaded bundle leaves 16 MB of garbage that nothing collects in an idle worker; `--expose-gc` lets it be given back. Only
 * after a long pause: it takes hundreds of milliseconds, and the compiled code with it.
 */
const tidy = setTimeout(
  () => globalThis.gc?.({ type: "major", execution: "sync", flavor: "last-resort" }),
  10_000,
).unref();

function finish(message: (memory: number) => WorkerMessage): void {
  flushLog();
  current = undefined;
  port.ref();
  const heap = getHeapStatistics();
  post(message(heap.used_heap_size + heap.external_memory));
  tidy.refresh();
}

function fail(error: unknown): void {
  console.error(asError(error));
  finish((memory) => ({ kind: "error", error: errorFields(error), memoryUsed: memory }));
}

async function handle(handler: Handler, message: InvokeMessage): Promise<void> {
  current = message;
  process.env["_X_AMZN_TRACE_ID"] = message.traceId;
  // Without the port nothing but the function's own work keeps the loop alive: an unsettled promise is noticed as on AWS.
  port.unref();
  try {
    const payload = asJson(await handler(JSON.parse(message.payload), contextOf(message)));
    if (current === message) {
      finish((memory) => ({ kind: "result", payload, memoryUsed: memory }));
    }
  } catch (error) {
    if (current === message) {
      fail(error);
    }
  }
}

process.on("beforeExit", () => {
  if (current !== undefined) {
    const message = "The Lambda runtime client detected an unexpected Node.js exit code: a promise was never settled";
    fail(new RuntimeError("NodeJsExit", message));
  }
});

/** Node's own words for a bundle that cannot be loaded, under Lambda's names. */
function loadError(error: unknown): unknown {
  if (error instanceof SyntaxError) {
    return new RuntimeError("UserCodeSyntaxError", String(error));
  }
  if (error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND") {
    return new RuntimeError("ImportModuleError", String(error));
  }
  return error;
}

function loadHandler(): Handler {
  const [file = "", name = ""] = start.handler.split(".");
  const loaded = createRequire(`${start.taskRoot}/`)(`./${file}`) as Record<string, unknown>;
  const handler = loaded[name];
  if (typeof handler !== "function") {
    throw new RuntimeError(
      "HandlerNotFound",
      `${start.handler} is ${handler === undefined ? "undefined or not exported" : "not a function"}`,
    );
  }
  if (handler.length > 2) {
    throw new RuntimeError(
      "CallbackHandlerDeprecated",
      "Node.js 24 on AWS Lambda has no callback-based handlers: make the handler an async function of two parameters",
    );
  }
  return handler as Handler;
}

try {
  const handler = loadHandler();
  port.on("message", (message: InvokeMessage) => {
    void handle(handler, message);
  });
  flushLog();
  post({ kind: "ready" });
} catch (error) {
  const failure = loadError(error);
  console.error(asError(failure));
  flushLog();
  post({ kind: "init-error", error: errorFields(failure) });
  process.exit(1);
}
