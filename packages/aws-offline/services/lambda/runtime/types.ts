import type { Routing } from "./routing.ts";
import type { Credentials } from "../../../gateway/types.ts";

/** A function as the program describes it, ready to run. */
export interface FunctionDefinition {
  name: string;
  arn: string;
  /** Path below the task root -> text; `index.js` (CommonJS) and, for readable stack traces, `index.js.map`. */
  files: Record<string, string>;
  /** `file.export`, for example `index.handler`. */
  handler: string;
  /** Only these and what Lambda sets reach the function: nothing of the parent's environment does. */
  environment: Record<string, string>;
  timeoutSeconds: number;
  memoryMb: number;
  /** Of the function's role. */
  credentials: Credentials;
  logGroup: string;
  /** System log level WARN: of invocations that went well Lambda writes no records of its own. */
  logsOnlyFailures?: boolean;
  region: string;
  /** Of a published one; absent for `$LATEST`. */
  version?: string;
}

interface InvokeSuccess {
  ok: true;
  /** What the handler returned, as JSON has it: `undefined` is `null`. */
  payload: unknown;
  requestId: string;
}

/** The error object that Lambda returns. */
interface InvokeFailure {
  ok: false;
  errorType: string;
  errorMessage: string;
  /** The stack of an error that the handler threw. */
  trace?: string[];
  requestId: string;
}

export type InvokeResult = InvokeSuccess | InvokeFailure;

/** One line of a function's log group. */
export interface LogLine {
  functionName: string;
  /** Empty for what was written before the first invocation. */
  requestId: string;
  text: string;
  /** Epoch milliseconds. */
  at: number;
  /** `platform`: Lambda's own records (`platform.start`, `platform.report`); `function`: what the function wrote. */
  source: "function" | "platform";
  logGroup: string;
  logStream: string;
}

/** What Lambda reports of one invocation. */
export interface Invocation {
  functionName: string;
  requestId: string;
  ok: boolean;
  /** A new execution environment was started for it. */
  cold: boolean;
  /** Epoch milliseconds at which the handler was called. */
  at: number;
  /** From the call of the handler to its response; real time. */
  milliseconds: number;
  /** From the start of the worker until the handler was loaded; only when cold. */
  initMilliseconds?: number;
  /** Time spent waiting for a free execution environment. */
  waitedMilliseconds: number;
  /** The worker's JavaScript heap and buffers after the invocation, in MB; absent when the environment was lost. */
  memoryUsedMb?: number;
  errorType?: string;
}

/** How an invocation can be made to end from outside, for fault plans. */
export type Interruption = "exit" | "time-out" | "out-of-memory";

export interface LambdaService {
  /** @throws when the name is taken or the definition asks for something that is not supported. */
  create(definition: FunctionDefinition): void;
  /** Other code for a function that there is, and for all of its aliases: what runs ends with the old one. */
  replaceCode(name: string, files: FunctionDefinition["files"]): void;
  /** Other code, or another time-out, for `$LATEST` alone. */
  update(name: string, change: Partial<Pick<FunctionDefinition, "files" | "timeoutSeconds">>): void;
  /** Makes a version of `$LATEST` and returns its number. */
  publish(name: string): string;
  /** Version numbers, the latest last. */
  versions(name: string): readonly string[];
  setAlias(name: string, alias: string, routing: Routing): void;
  /** By name. */
  aliases(name: string): ReadonlyMap<string, Routing>;
  definition(name: string): FunctionDefinition | undefined;
  /** How many invocations of one function run at once; further ones wait. */
  readonly concurrency: number;
  /**
   * Runs the function, or what its version or alias is (`name:qualifier`). A failure of the function is a response, not an exception.
   * @param traceId the X-Ray header that the function's calls of AWS carry. Default: one of its own.
   * @throws AwsError `ResourceNotFoundException` for an unknown function.
   */
  invoke(name: string, payload: unknown, traceId?: string): Promise<InvokeResult>;
  /** Ends a function's running invocations, or the one with the trace id, as a crash would; returns how many. */
  interrupt(name: string, how: Interruption, traceId?: string): number;
  onLog(listener: (line: LogLine) => void): void;
  onInvocation(listener: (invocation: Invocation) => void): void;
  /** Stops all execution environments at once and removes the temporary files. */
  close(): Promise<void>;
}
