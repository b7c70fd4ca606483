import { createHash } from "node:crypto";

/**
 * The W3C trace id of an event: it follows from the event's own id, so that every function, and whoever reads tables and
 * logs later, names the same trace without handing it on. https://www.w3.org/TR/trace-context/#trace-id
 */
export function traceIdOf(eventId: string): string {
  return createHash("sha256").update(eventId).digest("hex").slice(0, 32);
}
