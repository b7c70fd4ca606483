import type { Clock } from "../../../clock.ts";
import type { AwsError } from "../../../gateway/aws-error.ts";

/** Something that keeps a mapping or pipe from its work, which is tried again by itself, or a function from its log. */
export interface Problem {
  /** The mapping's uuid, the pipe's name, or the function's. */
  source: string;
  stage: ProblemStage;
  code: string;
  message: string;
  /** Epoch milliseconds. */
  at: number;
}

export type ProblemStage = "receive" | "process" | "invoke" | "response" | "put-events" | "delete" | "telemetry";

/** Tells each kind of problem once until it is solved, so that a retry every second does not fill the screen. */
export class ProblemReporter {
  readonly #source: string;
  readonly #clock: Clock;
  readonly #listener: ((problem: Problem) => void) | undefined;
  readonly #told = new Map<ProblemStage, Set<string>>();

  constructor(source: string, clock: Clock, listener: ((problem: Problem) => void) | undefined) {
    this.#source = source;
    this.#clock = clock;
    this.#listener = listener;
  }

  report(stage: ProblemStage, { code, message }: Pick<AwsError, "code" | "message">): void {
    const told = this.#told.get(stage) ?? new Set();
    if (!told.has(code)) {
      told.add(code);
      this.#told.set(stage, told);
      this.#listener?.({ source: this.#source, stage, code, message, at: this.#clock.now() });
    }
  }

  solved(stage: ProblemStage): void {
    this.#told.delete(stage);
  }
}
