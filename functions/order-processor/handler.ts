import type { Context } from "aws-lambda";
import { type BatchResponse, processBatch } from "../shared/batch.ts";
import { createConsumerRuntime } from "../shared/consumer-runtime.ts";
import { stripeKeyOf } from "../shared/secret.ts";
import { requireEnvironment } from "../shared/environment.ts";
import type { QueueRecord } from "../shared/queue-record.ts";
import { handleEvent } from "./handle-event.ts";
import { createOrderStore } from "../shared/stores/order-store.ts";

const runtime = createConsumerRuntime(stripeKeyOf);
const ports = {
  ...runtime,
  orders: createOrderStore(runtime.tables, requireEnvironment("ORDERS_TABLE")),
};

/** Joins each event to its order. */
export const handler = async (
  { Records: records }: { readonly Records: readonly QueueRecord[] },
  context: Pick<Context, "getRemainingTimeInMillis">,
): Promise<BatchResponse> =>
  processBatch(records, {
    ...runtime,
    handle: (event, delivery) => handleEvent(event, delivery, ports),
    remainingMilliseconds: () => context.getRemainingTimeInMillis(),
  });
