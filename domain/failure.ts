import type { CauseCode, CauseFor, Disposition } from "./failure-causes.ts";
import { publicReason } from "./reason.ts";

/** The one base of all errors that a function raises on purpose. The message is logged: no address, body or secret. */
export class ProcessingError extends Error {
  readonly disposition: Disposition;
  readonly causeCode: CauseCode;

  constructor(disposition: Disposition, causeCode: CauseCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ProcessingError";
    this.disposition = disposition;
    this.causeCode = causeCode;
  }
}

/** Will fail the same way each time: the record goes to the dead-letter queue under this cause. */
export function rejected(causeCode: CauseFor<"reject">, message: string, cause?: unknown): ProcessingError {
  return new ProcessingError("reject", causeCode, message, cause === undefined ? undefined : { cause });
}

/** May pass when tried again: the record is received again, at most as often as its queue allows. */
export function retryable(causeCode: CauseFor<"retry">, message: string, cause?: unknown): ProcessingError {
  return new ProcessingError("retry", causeCode, message, cause === undefined ? undefined : { cause });
}

/** What a failure is recorded as: a known error as it says, anything else as `unexpected`, to be retried. */
export function describeFailure(error: unknown): { disposition: Disposition; causeCode: CauseCode; message: string } {
  if (error instanceof ProcessingError) {
    return { disposition: error.disposition, causeCode: error.causeCode, message: error.message };
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { disposition: "retry", causeCode: causeOf(error), message: publicReason(message) };
}

/** AWS clients' errors carry `$metadata`. */
function causeOf(error: unknown): CauseCode {
  if (!(error instanceof Error && "$metadata" in error)) return "unexpected";
  // A permission that is missing looks like no outage: waiting does not help.
  return /^(?:AccessDenied|AuthorizationError)/u.test(error.name) ? "aws-denied" : "aws-unavailable";
}
