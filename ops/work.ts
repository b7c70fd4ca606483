import type { Context } from "./context.ts";
import type { ExitCode } from "./errors.ts";

/** What a command does; returns the exit code. */
export type Work = (context: Context) => Promise<ExitCode>;

export type Run = (work: Work) => Promise<void>;
