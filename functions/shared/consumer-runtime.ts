import { setTimeout as delay } from "node:timers/promises";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { requestHandler } from "./aws-timeouts.ts";
import { createDocumentClient } from "./dynamo.ts";
import { requireDays, requireEnvironment, requireLivemode } from "./environment.ts";
import { createJournal } from "./journal-table.ts";
import { log } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import type { StripeObject } from "../../domain/event/event.ts";
import { createSecretReader, fetchSecretText, type StripeKey } from "./secret.ts";
import { createStripeApi } from "./stripe/sdk-api.ts";

/**
 * What every consumer has, made once per cold start. Reads CONSUMER, STAGE, STRIPE_MODE, JOURNAL_TABLE, and
 * SECRETS_MANAGER_ARN where the function was granted the secret: without it the first use of secret or Stripe fails.
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
  return {
    consumer: requireEnvironment("CONSUMER"),
    tables,
    secrets,
    journal: createJournal(tables, requireEnvironment("JOURNAL_TABLE"), requireDays("JOURNAL_RETENTION_DAYS")),
    // Set by the offline run alone.
    stripe: createStripeApi({ secrets, url: process.env["STRIPE_API_URL"] }),
    metrics: createMetrics(),
    log,
    livemode: requireLivemode(),
    now: Date.now,
    wait: (milliseconds: number) => delay(milliseconds),
  };
}
