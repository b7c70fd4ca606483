import { traceIdOf } from "./trace-id.ts";

/** What a log line may hold: ids, types, counts, causes. Never a body, an address or a secret. */
export interface LogFields {
  message: string;
  eventId?: string;
  [field: string]: string | number | boolean | undefined | readonly string[];
}

/** One object per line: Lambda's JSON log format turns it into one JSON line with level and request id. */
export interface Log {
  info(fields: LogFields): void;
  warn(fields: LogFields): void;
  error(fields: LogFields): void;
}

export const log: Log = {
  info: (fields) => console.info(traced(fields)),
  warn: (fields) => console.warn(traced(fields)),
  error: (fields) => console.error(traced(fields)),
};

function traced(fields: LogFields): LogFields {
  return fields.eventId === undefined ? fields : { ...fields, traceId: traceIdOf(fields.eventId) };
}
