import type { Context } from "./context.ts";
import type { ExitCode } from "./errors.ts";

/** What a command does; returns the exit code. */
export type Work = (context: Context) => Promise<ExitCode>;

/** Runs a command's work when commander calls its action. */
export type Run = (work: Work) => Promise<void>;
