import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SESClient } from "@aws-sdk/client-ses";
import type { Context } from "aws-lambda";

import { type BatchResponse, processBatch, type QueueRecord } from "../shared/batch.ts";
import { createDocumentClient } from "../shared/dynamo.ts";
import { requireDays, requireEnvironment, requireLivemode } from "../shared/environment.ts";
import { createJournal } from "../shared/journal-table.ts";
import { log } from "../shared/log.ts";
import { createMetrics } from "../shared/metrics.ts";
import { createSecretReader, fetchSecretText } from "../shared/secret.ts";
import { createStripeApi } from "../shared/stripe/sdk-api.ts";
import { DynamoDbMailLedger } from "./delivery/dynamodb-ledger.ts";
import { SesMailer } from "./delivery/ses-mailer.ts";
import { type EmailEventPorts, handleEvent } from "./handle-event.ts";
import { messageIdsByEvent } from "./message-ids.ts";

const livemode = requireLivemode();
const tables = createDocumentClient();
const secrets = createSecretReader(
  fetchSecretText(new SecretsManagerClient({}), requireEnvironment("SECRETS_MANAGER_ARN")),
);
const stripe = createStripeApi({ secrets, url: process.env["STRIPE_API_URL"] });
const journal = createJournal(tables, requireEnvironment("JOURNAL_TABLE"), requireDays("JOURNAL_RETENTION_DAYS"));
const ledger = new DynamoDbMailLedger(tables, requireEnvironment("EMAIL_TABLE"), Date.now);
// One attempt: SES has no idempotency token, so a second one after a lost answer would be a second mail. An answer that
// does not come must not take the whole invocation.
const ses = new SESClient({
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 5000, requestTimeout: 10_000, throwOnRequestTimeout: true },
});
const mailer = new SesMailer(ses, requireEnvironment("SES_CONFIGURATION_SET"));
const metrics = createMetrics();

/** The clocks of two functions may differ by this much. */
const clockSkew = 5000;

const ports: EmailEventPorts = {
  ledger,
  mailer,
  journal,
  stripe,
  secrets,
  metrics,
  log,
  now: Date.now,
  wait: (milliseconds) => delay(milliseconds),
};

/** Sends each e-mail that Stripe's events ask for once. */
export const handler = async (
  { Records: records }: { readonly Records: readonly QueueRecord[] },
  context: Pick<Context, "awsRequestId" | "getRemainingTimeInMillis">,
): Promise<BatchResponse> => {
  const messageIds = messageIdsByEvent(records);
  const leaseUntil = Date.now() + context.getRemainingTimeInMillis() + clockSkew;
  return processBatch(records, {
    consumer: "email",
    livemode,
    stripe,
    journal,
    metrics,
    log,
    handle: (event) => {
      const messageId = messageIds.get(event.id) ?? context.awsRequestId;
      return handleEvent(event, { token: randomUUID(), messageId, leaseUntil }, ports);
    },
    remainingMilliseconds: () => context.getRemainingTimeInMillis(),
  });
};
