export interface WorkerStart {
  taskRoot: string;
  handler: string;
  functionArn: string;
}

export interface InvokeMessage {
  requestId: string;
  /** JSON. */
  payload: string;
  /** Epoch milliseconds. */
  deadline: number;
  traceId: string;
}

export interface ErrorFields {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

/** What the worker says, in the order in which it happened. */
export type WorkerMessage =
  | { kind: "ready" }
  | { kind: "init-error"; error: ErrorFields }
  | { kind: "log"; text: string; at: number }
  | { kind: "result"; payload: string; memoryUsed: number }
  | { kind: "error"; error: ErrorFields; memoryUsed: number }
  /** The runtime gives up: the environment ends after this message. */
  | { kind: "fatal"; error: ErrorFields };
