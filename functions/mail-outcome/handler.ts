import type { Context } from "aws-lambda";
import { type BatchResponse, processMessages } from "../shared/batch.ts";
import { requireEnvironment } from "../shared/environment.ts";
import type { QueueRecord } from "../shared/queue-record.ts";
import { createQueueRuntime } from "../shared/queue-runtime.ts";
import { DynamoDbMailOutcomes } from "../shared/stores/mail-outcomes.ts";
import { applyReport } from "./apply-report.ts";

const runtime = createQueueRuntime();
const ports = { ...runtime, outcomes: new DynamoDbMailOutcomes(runtime.tables, requireEnvironment("EMAIL_TABLE")) };

/** Marks mails that bounced, were complained of, rejected or delayed. */
export const handler = async (
  { Records: records }: { readonly Records: readonly QueueRecord[] },
  context: Pick<Context, "getRemainingTimeInMillis">,
): Promise<BatchResponse> =>
  processMessages(records, ({ body }) => applyReport(body, ports), {
    ...runtime,
    remainingMilliseconds: () => context.getRemainingTimeInMillis(),
  });
