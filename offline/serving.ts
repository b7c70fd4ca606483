import type { ResourceGraph } from "../packages/aws-offline/graph/resource-graph.ts";
import type { OfflineOptions } from "./options.ts";
import type { OfflineRun } from "./run.ts";
import { reopened, type Session } from "./session.ts";
import type { StateFolder } from "./state-folder.ts";

const drainDeadlineMilliseconds = 10_000;

/** What is served: one session after the other, while the program is edited; kept in a folder where there is one. */
export class Serving {
  #session: Session;
  readonly #options: OfflineOptions;
  readonly #state: StateFolder | undefined;
  readonly #end = new AbortController();
  #saveLast: (() => Promise<void>) | undefined;
  #following: Promise<void> = Promise.resolve();

  constructor(session: Session, options: OfflineOptions, state: StateFolder | undefined) {
    this.#session = session;
    this.#options = options;
    this.#state = state;
    this.#saveLast = state?.keep(session.run);
  }

  get run(): OfflineRun {
    return this.#session.run;
  }

  /** Brings edits of the program into what is served. */
  follow(): void {
    this.#following = import("./watch.ts").then(({ followEdits }) =>
      followEdits(this.run, this.#end.signal, {
        restart: (graph) => this.#restart(graph),
        onChange: (line) => console.log(line),
      }),
    );
  }

  async drain(): Promise<void> {
    this.#end.abort();
    await this.#following;
    console.log("Draining: no more requests are taken.");
    const waiting = await this.run.drain(drainDeadlineMilliseconds);
    if (waiting === 0) return;
    const fate = this.#state === undefined ? "the offline run keeps nothing" : "they are kept";
    console.log(`${String(waiting)} messages still waited for a retry; ${fate}.`);
  }

  async close(): Promise<void> {
    this.#end.abort();
    await this.#following;
    await this.#saveLast?.();
    await this.#session.close();
  }

  async #restart(graph: ResourceGraph): Promise<OfflineRun> {
    await this.#saveLast?.();
    this.#session = await reopened(this.#session, this.#options, graph);
    this.#saveLast = this.#state?.keep(this.run);
    return this.run;
  }
}
