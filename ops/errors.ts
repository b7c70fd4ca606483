/** A command's exit codes, described in docs/operations.md. */
export const exitCodes = { done: 0, failed: 1, usage: 2, nothing: 3 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A failure that its message explains entirely: what is wrong and what to do. One line, exit code 1, no stack trace. */
export class OpsError extends Error {
  override readonly name: string = "OpsError";
}

/** A mistake in what the operator gave. Exit code 2. */
export class UsageError extends OpsError {
  override readonly name = "UsageError";
}

/** The operator pressed Ctrl-C; the message says what is half-done, if anything is. Exit code 1. */
export class InterruptedError extends OpsError {
  override readonly name = "InterruptedError";
}

/** @throws InterruptedError once Ctrl-C was pressed. Asked between steps that leave nothing half-done. */
export function stopIfInterrupted(signal: AbortSignal, state = "Nothing is half-done."): void {
  if (signal.aborted) throw new InterruptedError(`Interrupted. ${state}`);
}
