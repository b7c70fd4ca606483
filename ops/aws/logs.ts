import { setTimeout as delay } from "node:timers/promises";
import { paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import type { LogPorts } from "../core/logs/read-logs.ts";
import type { Target } from "../target.ts";

/** The functions' log groups by CloudWatch Logs' API; which group is a function's, Lambda tells. */
export function logPorts({ clients, outputs }: Target, signal: AbortSignal): LogPorts {
  const groups = new Map<string, Promise<string>>();
  const groupOf = (source: string): Promise<string> => {
    const known = groups.get(source) ?? askGroup(source);
    groups.set(source, known);
    return known;
  };
  const askGroup = async (source: string): Promise<string> => {
    const FunctionName = outputs.functionNames[source] ?? source;
    const { LoggingConfig } = await clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    return LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`;
  };
  return {
    async *lines(source, since, pattern) {
      const logGroupName = await groupOf(source);
      const query = { logGroupName, startTime: since, ...(pattern === "" ? {} : { filterPattern: pattern }) };
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
