import type { Recorded, Failure } from "./calls.ts";

/** Ways in which neither the function nor its client's retries hear that the call had its effect. */
const unheard: ReadonlySet<Failure> = new Set([
  "response lost thrice",
  "crash after",
  "response lost for ever",
  "time-out for ever",
]);

/**
 * The window of SES, which has no idempotency token: from the claim as `sending` to the mark `sent`. Whoever ends there
 * leaves a mail of which nobody knows whether it went out.
 */
export function inMailWindow(call: Recorded, failure: Failure): boolean {
  if (call.to === "stripe") return false;
  if (call.service === "ses") return failure !== "throttled once";
  if (call.resource !== "email-table") return false;
  if (call.action === "PutItem") return unheard.has(failure);
  // The mark `sent` is written more than thrice if need be; only who ends before leaves it unwritten.
  return call.action === "UpdateItem" && (failure === "crash before" || failure.endsWith("for ever"));
}

/** The window of the warehouse's notices: from their publishing to the mark that they were published. */
export function inNoticeWindow(call: Recorded, failure: Failure): boolean {
  if (call.to === "stripe") return false;
  if (call.service === "sns") return unheard.has(failure) || failure === "response lost once";
  const isMark = call.action === "UpdateItem" && call.resource === "inventory-table" && call.occurrence === 0;
  return isMark && !["error once", "throttled once", "response lost once", "crash after"].includes(failure);
}
