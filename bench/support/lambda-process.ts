import { createRequire } from "node:module";

/** What a handler is called with; the second argument as far as the functions read it. */
type Handler = (event: unknown, context: { awsRequestId: string; getRemainingTimeInMillis: () => number }) => unknown;

/** Lambda's console under the JSON log format: an object becomes one line, not Node's inspection of it. */
export function logAsLambda(): void {
  const write = (level: string) => (message: unknown) => {
    const line = { timestamp: new Date().toISOString(), level, requestId: "bench", message };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  };
  console.info = write("INFO");
  console.log = console.info;
  console.warn = write("WARN");
  console.error = write("ERROR");
}

export function loadHandler(file: string): Handler {
  const { handler } = createRequire(file)(file) as { handler: Handler };
  return handler;
}

export function invoke(handler: Handler, event: unknown): unknown {
  return handler(event, { awsRequestId: "bench", getRemainingTimeInMillis: () => 30_000 });
}

/** Time since the process started, and its CPU since then, both in milliseconds. */
export interface Moment {
  readonly wall: number;
  readonly cpu: number;
}

export function moment(): Moment {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now(), cpu: (user + system) / 1000 };
}
