import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as v from "valibot";

const measured = v.object({ cpu: v.number(), wall: v.number(), accepted: v.number() });
/** Milliseconds that some events took. */
export type Timings = Pick<v.InferOutput<typeof measured>, "cpu" | "wall">;

/** A bundle loaded in a process of its own, which handles events one after another. */
export class WarmProcess {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(script: string, bundle: string, env: Readonly<Record<string, string>>): Promise<WarmProcess> {
    const child = fork(script, [bundle], { env, execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] });
    await responseOf(child);
    return new WarmProcess(child);
  }

  /** @throws Error when an event was not accepted */
  async run(events: readonly object[]): Promise<Timings> {
    const response = responseOf(this.#child);
    this.#child.send(events);
    const { accepted, ...timings } = v.parse(measured, await response);
    if (accepted !== events.length) throw new Error(`${String(accepted)} of ${String(events.length)} were accepted`);
    return timings;
  }

  async close(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.disconnect();
    await ended;
  }
}

async function responseOf(child: ChildProcess): Promise<unknown> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const ended = once(child, "exit", { signal }).then(([code]) => {
    throw new Error(`the process ended with ${String(code)} before it responded`);
  });
  try {
    const [message] = await Promise.race([once(child, "message", { signal }), ended]);
    return message;
  } finally {
    waiting.abort();
  }
}
