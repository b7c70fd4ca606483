import { newTraceId } from "./runtime/function-pool.ts";
import { functionOf } from "./runtime/routing.ts";
import type { Interruption, InvokeResult, LambdaService } from "./runtime/types.ts";

/** An invocation that runs; the calls that it makes carry its trace id. */
export interface RunningInvocation {
  readonly functionName: string;
  readonly payload: unknown;
  /** Letters, digits and underscores that are together in the payload, such as an event's id. */
  words(): ReadonlySet<string>;
  handles(word: string): boolean;
  /** Ends it as a crash would; the caller sees that, and its worker is gone. */
  crash(how: Interruption): void;
}

/** Wraps an invocation: it may return a result of its own, before `next()` or after it. */
export type InvocationInterceptor = (
  invocation: RunningInvocation,
  next: () => Promise<InvokeResult>,
) => Promise<InvokeResult>;

/** The functions as whoever invokes them sees them: every invocation is known by its trace id while it runs. */
export class Invocations {
  readonly #running = new Map<string, RunningInvocation>();
  readonly #interceptors: InvocationInterceptor[] = [];

  /** Adds an interceptor inside those added before. */
  use(interceptor: InvocationInterceptor): void {
    this.#interceptors.push(interceptor);
  }

  running(traceId: string | undefined): RunningInvocation | undefined {
    return traceId === undefined ? undefined : this.#running.get(traceId);
  }

  over(lambda: LambdaService): LambdaService {
    return { ...lambda, invoke: (name, payload) => this.#invoke(lambda, name, payload) };
  }

  async #invoke(lambda: LambdaService, invoked: string, payload: unknown): Promise<InvokeResult> {
    const functionName = functionOf(invoked);
    const traceId = newTraceId();
    let found: ReadonlySet<string> | undefined;
    const words = (): ReadonlySet<string> => (found ??= new Set((JSON.stringify(payload) ?? "").match(/\w+/gu)));
    const invocation: RunningInvocation = {
      functionName,
      payload,
      words,
      handles: (word) => words().has(word),
      crash: (how) => void lambda.interrupt(functionName, how, traceId),
    };
    const step = async (index: number): Promise<InvokeResult> => {
      const interceptor = this.#interceptors[index];
      return interceptor === undefined
        ? lambda.invoke(invoked, payload, traceId)
        : interceptor(invocation, () => step(index + 1));
    };
    this.#running.set(traceId, invocation);
    try {
      return await step(0);
    } finally {
      this.#running.delete(traceId);
    }
  }
}
