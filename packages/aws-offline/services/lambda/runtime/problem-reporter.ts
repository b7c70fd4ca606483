import type { Clock } from "../../../clock.ts";
import type { AwsError } from "../../../gateway/aws-error.ts";

/** Something that keeps a mapping or pipe from its work, which is tried again automatically, or a function from its log. */
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

/** Reports each kind of problem once until it is solved, so that a retry every second does not fill the screen. */
export class ProblemReporter {
  readonly #source: string;
  readonly #clock: Clock;
  readonly #listener: ((problem: Problem) => void) | undefined;
  readonly #reported = new Map<ProblemStage, Set<string>>();

  constructor(source: string, clock: Clock, listener: ((problem: Problem) => void) | undefined) {
    this.#source = source;
    this.#clock = clock;
    this.#listener = listener;
  }

  report(stage: ProblemStage, { code, message }: Pick<AwsError, "code" | "message">): void {
    const reported = this.#reported.get(stage) ?? new Set();
    if (!reported.has(code)) {
      reported.add(code);
      this.#reported.set(stage, reported);
      this.#listener?.({ source: this.#source, stage, code, message, at: this.#clock.now() });
    }
  }

  solved(stage: ProblemStage): void {
    this.#reported.delete(stage);
  }
}
