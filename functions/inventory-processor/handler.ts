import { setTimeout as delay } from "node:timers/promises";
import { SNSClient } from "@aws-sdk/client-sns";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Context } from "aws-lambda";

import { type BatchResponse, processBatch, type QueueRecord } from "../shared/batch.ts";
import { createDocumentClient } from "../shared/dynamo.ts";
import { requireDays, requireEnvironment, requireLivemode } from "../shared/environment.ts";
import { createJournal } from "../shared/journal-table.ts";
import { log } from "../shared/log.ts";
import { createMetrics } from "../shared/metrics.ts";
import { createSecretReader, fetchSecretText } from "../shared/secret.ts";
import { createStripeApi } from "../shared/stripe/sdk-api.ts";
import { handleEvent, type InventoryEventPorts } from "./handle-event.ts";
import { messageIdsByEvent } from "./message-ids.ts";
import { DynamoDbReservationStore } from "./reservation/dynamodb-store.ts";
import { snsWarehouse } from "./sns-warehouse.ts";

const livemode = requireLivemode();
const restockOnRefund = requireEnvironment("RESTOCK_ON_REFUND") === "true";
const tables = createDocumentClient();
const secrets = createSecretReader(
  fetchSecretText(new SecretsManagerClient({}), requireEnvironment("SECRETS_MANAGER_ARN")),
);
const stripe = createStripeApi({ secrets, url: process.env["STRIPE_API_URL"] });
const journal = createJournal(tables, requireEnvironment("JOURNAL_TABLE"), requireDays("JOURNAL_RETENTION_DAYS"));
const store = new DynamoDbReservationStore(tables, requireEnvironment("INVENTORY_TABLE"), Date.now);
const warehouse = snsWarehouse(new SNSClient({}), requireEnvironment("WAREHOUSE_TOPIC_ARN"));
const metrics = createMetrics();

/** The clocks of two functions may differ by this much. */
const clockSkew = 5000;

const ports: InventoryEventPorts = {
  store,
  warehouse,
  journal,
  stripe,
  metrics,
  log,
  restockOnRefund,
  now: Date.now,
  wait: (milliseconds) => delay(milliseconds),
  random: Math.random,
};

/** Reserves and releases stock by Stripe's events, and notifies the warehouse. */
export const handler = async (
  { Records: records }: { readonly Records: readonly QueueRecord[] },
  context: Pick<Context, "awsRequestId" | "getRemainingTimeInMillis">,
): Promise<BatchResponse> => {
  const messageIds = messageIdsByEvent(records);
  const leaseUntil = Date.now() + context.getRemainingTimeInMillis() + clockSkew;
  return processBatch(records, {
    consumer: "inventory",
    livemode,
    stripe,
    journal,
    metrics,
    log,
    handle: (event) => {
      const owner = messageIds.get(event.id) ?? context.awsRequestId;
      return handleEvent(event, { owner, leaseUntil }, ports);
    },
    remainingMilliseconds: () => context.getRemainingTimeInMillis(),
  });
};
