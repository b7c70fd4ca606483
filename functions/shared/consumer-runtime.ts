import { setTimeout as delay } from "node:timers/promises";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { requestHandler } from "./aws-timeouts.ts";
import type { openQueue } from "./own-queue.ts";
import { createDocumentClient } from "./dynamo.ts";
import { delayedMessages } from "./delayed-messages.ts";
import { requireDays, requireEnvironment, requireLivemode, requireNumber } from "./environment.ts";
import { createJournal } from "./journal-table.ts";
import { log } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import type { StripeObject } from "../../domain/event/event.ts";
import { createSecretReader, fetchSecretText, type StripeKey } from "./secret.ts";
import { createPace } from "./stripe/pace.ts";
import { tableSlots } from "./stripe/table-slots.ts";
import { createStripeApi } from "./stripe/sdk-api.ts";

/**
 * What every consumer has, made once per cold start. Reads CONSUMER, QUEUE_URL, OUTAGE_HOURS, STRIPE_REQUESTS_PER_SECOND,
 * STAGE, STRIPE_MODE, JOURNAL_TABLE, and SECRETS_MANAGER_ARN where the function was granted the secret: without it the
 * first use of secret or Stripe fails.
 * @param pick the values of the secret that the consumer uses
 */
export function createConsumerRuntime<Values extends StripeKey>(pick: (secret: StripeObject) => Values) {
  const tables = createDocumentClient();
  const isGranted = process.env["SECRETS_MANAGER_ARN"] !== undefined;
  const secrets = createSecretReader(
    isGranted
      ? fetchSecretText(new SecretsManagerClient({ requestHandler }), requireEnvironment("SECRETS_MANAGER_ARN"))
      : () => Promise.reject(new Error("the function was deployed without secrets.canRead()")),
    pick,
  );
  const queueUrl = requireEnvironment("QUEUE_URL");
  let ownQueue: Promise<ReturnType<typeof openQueue>> | undefined;
  const journalTable = requireEnvironment("JOURNAL_TABLE");
  const pace = createPace({
    slots: tableSlots(tables, journalTable),
    requestsPerSecond: requireNumber("STRIPE_REQUESTS_PER_SECOND"),
    now: Date.now,
    wait: (milliseconds) => delay(milliseconds),
  });
  return {
    consumer: requireEnvironment("CONSUMER"),
    tables,
    secrets,
    journal: createJournal(tables, journalTable, requireDays("JOURNAL_RETENTION_DAYS")),
    // Set by the offline run alone.
    stripe: createStripeApi({ secrets, url: process.env["STRIPE_API_URL"], pace }),
    metrics: createMetrics(),
    log,
    livemode: requireLivemode(),
    now: Date.now,
    wait: (milliseconds: number) => delay(milliseconds),
    messages: delayedMessages(
      () => (ownQueue ??= import("./own-queue.ts").then((module) => module.openQueue(queueUrl))),
    ),
    mostWaitSeconds: requireNumber("OUTAGE_HOURS", 0) * 60 * 60,
  };
}
