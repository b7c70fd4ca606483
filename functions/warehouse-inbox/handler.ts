import { SNSClient } from "@aws-sdk/client-sns";
import type { Context } from "aws-lambda";
import { requestHandler } from "../shared/aws-timeouts.ts";
import { type BatchResponse, processMessages } from "../shared/batch.ts";
import { requireEnvironment } from "../shared/environment.ts";
import { publishTo } from "../shared/publish-event.ts";
import type { QueueRecord } from "../shared/queue-record.ts";
import { createQueueRuntime } from "../shared/queue-runtime.ts";
import { forward } from "./forward.ts";

const runtime = createQueueRuntime();
const ports = {
  ...runtime,
  publish: publishTo(new SNSClient({ requestHandler }), requireEnvironment("SNS_TOPIC_ARN")),
};

/** Brings what the warehouse reports to the consumers. */
export const handler = async (
  { Records: records }: { readonly Records: readonly QueueRecord[] },
  context: Pick<Context, "getRemainingTimeInMillis">,
): Promise<BatchResponse> =>
  processMessages(records, (record) => forward(record, ports), {
    ...runtime,
    remainingMilliseconds: () => context.getRemainingTimeInMillis(),
  });
