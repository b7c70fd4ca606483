import { SNSClient } from "@aws-sdk/client-sns";
import type { Context } from "aws-lambda";
import { requestHandler } from "../shared/aws-timeouts.ts";
import { type BatchResponse, processBatch } from "../shared/batch.ts";
import { createConsumerRuntime } from "../shared/consumer-runtime.ts";
import { stripeKeyOf } from "../shared/secret.ts";
import { requireEnvironment } from "../shared/environment.ts";
import type { QueueRecord } from "../shared/queue-record.ts";
import { handleEvent } from "./handle-event.ts";
import { leaseUntil } from "../shared/lease.ts";
import { messageIdsByEvent } from "../shared/message-ids.ts";
import { DynamoDbReservationStore } from "../shared/stores/reservation-store.ts";
import { snsWarehouse } from "../shared/sns-warehouse.ts";

const runtime = createConsumerRuntime(stripeKeyOf);
let underWay = 0;
const ports = {
  ...runtime,
  store: new DynamoDbReservationStore(
    runtime.tables,
    requireEnvironment("INVENTORY_TABLE"),
    runtime.now,
    () => underWay,
  ),
  warehouse: snsWarehouse(new SNSClient({ requestHandler }), requireEnvironment("WAREHOUSE_TOPIC_ARN")),
  restockOnRefund: requireEnvironment("RESTOCK_ON_REFUND") === "true",
  random: Math.random,
};

/** Reserves and releases stock by Stripe's events, and notifies the warehouse. */
export const handler = async (
  { Records: records }: { readonly Records: readonly QueueRecord[] },
  context: Pick<Context, "awsRequestId" | "getRemainingTimeInMillis">,
): Promise<BatchResponse> => {
  const messageIds = messageIdsByEvent(records);
  const lease = { leaseUntil: leaseUntil(runtime.now(), context.getRemainingTimeInMillis()) };
  underWay = 0;
  return processBatch(records, {
    ...runtime,
    handle: async (event, { receives }) => {
      const owner = messageIds.get(event.id) ?? context.awsRequestId;
      underWay += 1;
      await handleEvent(event, { owner, ...lease, receives }, ports).finally(() => (underWay -= 1));
    },
    remainingMilliseconds: () => context.getRemainingTimeInMillis(),
  });
};
