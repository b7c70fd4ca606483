import { randomUUID } from "node:crypto";
import { newTraceId } from "../services/lambda/runtime/function-pool.ts";
import type { Interruption, InvokeResult, LambdaService } from "../services/lambda/runtime/types.ts";
import type { ActiveFault } from "./active-fault.ts";
import type { CallFault, FaultAt } from "./plan.ts";

/** An invocation that runs; the calls that it makes carry its trace id. */
export interface RunningInvocation {
  readonly functionName: string;
  readonly traceId: string;
  /** The Stripe events in its payload. */
  readonly eventIds: ReadonlySet<string>;
  /** Called by a pipe, which hands over a list. */
  readonly byPipe: boolean;
  /** The faults of calls that name one of its events. */
  readonly callFaults: readonly ActiveFault<CallFault>[];
}

export type InvocationFault = ActiveFault<FaultAt<"invocation"> | FaultAt<"pipe">>;

export interface InvocationFaults {
  callFaults(eventId: string): readonly ActiveFault<CallFault>[];
  /** The first fault that strikes the invocation as a whole. */
  find(invocation: RunningInvocation): InvocationFault | undefined;
}

/** The functions as mappings, pipes and the HTTP API see them: every invocation is known by its trace id while it runs. */
export class Invocations {
  readonly #running = new Map<string, RunningInvocation>();
  readonly #lambda: LambdaService;
  readonly #faults: InvocationFaults;

  constructor(lambda: LambdaService, faults: InvocationFaults) {
    this.#lambda = lambda;
    this.#faults = faults;
  }

  running(traceId: string | undefined): RunningInvocation | undefined {
    return traceId === undefined ? undefined : this.#running.get(traceId);
  }

  /** Ends an invocation as a crash would; it is answered as that, and its worker is gone. */
  crash({ functionName, traceId }: RunningInvocation, how: Interruption): void {
    this.#lambda.interrupt(functionName, how, traceId);
  }

  service(): LambdaService {
    const lambda = this.#lambda;
    return {
      concurrency: lambda.concurrency,
      create: (definition) => lambda.create(definition),
      definition: (name) => lambda.definition(name),
      invoke: (name, payload) => this.#invoke(name, payload),
      interrupt: (name, how, traceId) => lambda.interrupt(name, how, traceId),
      onLog: (listener) => lambda.onLog(listener),
      onInvocation: (listener) => lambda.onInvocation(listener),
      close: () => lambda.close(),
    };
  }

  async #invoke(functionName: string, payload: unknown): Promise<InvokeResult> {
    const traceId = newTraceId();
    const eventIds = eventIdsOf(payload);
    const callFaults = [...eventIds].flatMap((id) => this.#faults.callFaults(id));
    const invocation = { functionName, traceId, eventIds, byPipe: Array.isArray(payload), callFaults };
    this.#running.set(traceId, invocation);
    try {
      return await this.#answer(invocation, payload);
    } finally {
      this.#running.delete(traceId);
    }
  }

  async #answer(invocation: RunningInvocation, payload: unknown): Promise<InvokeResult> {
    const fault = this.#faults.find(invocation)?.fault;
    if (fault === undefined) return this.#lambda.invoke(invocation.functionName, payload, invocation.traceId);
    if (fault.fails === "crash-after") {
      await this.#lambda.invoke(invocation.functionName, payload, invocation.traceId);
    }
    return crashed("as" in fault ? fault.as : undefined);
  }
}

/** Lambda's answers for a function that ended without one. */
function crashed(how: Interruption = "exit"): InvokeResult {
  const requestId = randomUUID();
  const answers = {
    exit: ["Runtime.ExitError", "Error: Runtime exited with error: exit status 1"],
    "time-out": ["Sandbox.Timedout", "Error: Task timed out"],
    "out-of-memory": ["Runtime.ExitError", "Error: Runtime exited with error: signal: killed"],
  } as const;
  const [errorType, message] = answers[how];
  return { ok: false, errorType, errorMessage: `RequestId: ${requestId} ${message} (a fault plan)`, requestId };
}

function eventIdsOf(payload: unknown): Set<string> {
  return new Set((JSON.stringify(payload) ?? "").match(/\bevt_\w+/gu));
}
