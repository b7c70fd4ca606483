import { publicReason } from "../../domain/reason.ts";
import type { BatchResponse } from "../shared/batch.ts";
import { createDocumentClient } from "../shared/dynamo.ts";
import { requireEnvironment } from "../shared/environment.ts";
import { log } from "../shared/log.ts";
import { createMetrics } from "../shared/metrics.ts";
import type { QueueRecord } from "../shared/queue-record.ts";
import { DynamoDbMailOutcomes } from "../shared/stores/mail-outcomes.ts";
import { applyReport } from "./apply-report.ts";

const ports = {
  outcomes: new DynamoDbMailOutcomes(createDocumentClient(), requireEnvironment("EMAIL_TABLE")),
  metrics: createMetrics(),
  log,
};

/** Marks mails that bounced, were complained of, rejected or delayed. A bad record fails alone. */
export async function handler({
  Records: records,
}: {
  readonly Records: readonly QueueRecord[];
}): Promise<BatchResponse> {
  const failed: string[] = [];
  for (const { messageId, body } of records) {
    try {
      await applyReport(body, ports);
    } catch (error) {
      failed.push(messageId);
      const cause = error instanceof Error ? publicReason(`${error.name}: ${error.message}`) : "unknown";
      log.error({ message: "mail outcome not filed", subject: `message-${messageId}`, cause });
    }
  }
  await ports.metrics.flush();
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
