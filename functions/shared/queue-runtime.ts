import { openQueue } from "./own-queue.ts";
import { createDocumentClient } from "./dynamo.ts";
import { delayedMessages } from "./delayed-messages.ts";
import { requireDays, requireEnvironment, requireLivemode, requireNumber } from "./environment.ts";
import { createJournal } from "./journal-table.ts";
import { log } from "./log.ts";
import { createMetrics } from "./metrics.ts";

/**
 * What every function on a queue has, made once per cold start: what it takes to file a failure and to let a message wait.
 * Reads CONSUMER, QUEUE_URL, OUTAGE_HOURS, STAGE, STRIPE_MODE, JOURNAL_TABLE and JOURNAL_RETENTION_DAYS.
 */
export function createQueueRuntime() {
  const tables = createDocumentClient();
  return {
    consumer: requireEnvironment("CONSUMER"),
    tables,
    journal: createJournal(tables, requireEnvironment("JOURNAL_TABLE"), requireDays("JOURNAL_RETENTION_DAYS")),
    metrics: createMetrics(),
    log,
    livemode: requireLivemode(),
    now: Date.now,
    messages: delayedMessages(openQueue(requireEnvironment("QUEUE_URL"))),
    mostWaitSeconds: requireNumber("OUTAGE_HOURS", 0) * 60 * 60,
  };
}
