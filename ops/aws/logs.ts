import { setTimeout as delay } from "node:timers/promises";
import { paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import type { LogPorts } from "../core/logs/read-logs.ts";
import type { Target } from "../target.ts";

export function logPorts({ clients, outputs }: Target, signal: AbortSignal): LogPorts {
  return {
    async *lines(source, since, pattern) {
      const query = {
        logGroupName: outputs.logGroupNames[source] ?? source,
        startTime: since,
        ...(pattern === "" ? {} : { filterPattern: pattern }),
      };
      for await (const { events = [] } of paginateFilterLogEvents({ client: clients.logs }, query)) {
        if (signal.aborted) return;
        yield events.map(({ eventId = "", timestamp = 0, message = "" }) => ({
          id: eventId,
          at: timestamp,
          source,
          text: message,
        }));
      }
    },
    async wait(milliseconds) {
      await delay(milliseconds, undefined, { signal }).catch(() => undefined);
    },
    signal,
  };
}
