import { setTimeout as delay } from "node:timers/promises";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { requestHandler } from "./aws-timeouts.ts";
import { requireEnvironment, requireNumber } from "./environment.ts";
import { createQueueRuntime } from "./queue-runtime.ts";
import type { StripeObject } from "../../domain/event/event.ts";
import { createSecretReader, fetchSecretText, type StripeKey } from "./secret.ts";
import { createPace } from "./stripe/pace.ts";
import { tableSlots } from "./stripe/table-slots.ts";
import { createStripeApi } from "./stripe/sdk-api.ts";

/**
 * What every consumer of events has, made once per cold start. Reads what {@link createQueueRuntime} does,
 * STRIPE_REQUESTS_PER_SECOND, and SECRETS_MANAGER_ARN where the function was granted the secret: without it the
 * first use of secret or Stripe fails.
 * @param pick the values of the secret that the consumer uses
 */
export function createConsumerRuntime<Values extends StripeKey>(pick: (secret: StripeObject) => Values) {
  const runtime = createQueueRuntime();
  const isGranted = process.env["SECRETS_MANAGER_ARN"] !== undefined;
  const secrets = createSecretReader(
    isGranted
      ? fetchSecretText(new SecretsManagerClient({ requestHandler }), requireEnvironment("SECRETS_MANAGER_ARN"))
      : () => Promise.reject(new Error("the function was deployed without secrets.canRead()")),
    pick,
  );
  const pace = createPace({
    slots: tableSlots(runtime.tables, requireEnvironment("JOURNAL_TABLE")),
    requestsPerSecond: requireNumber("STRIPE_REQUESTS_PER_SECOND"),
    now: Date.now,
    wait: (milliseconds) => delay(milliseconds),
  });
  return {
    ...runtime,
    secrets,
    // Set by the offline run alone.
    stripe: createStripeApi({ secrets, url: process.env["STRIPE_API_URL"], pace }),
    wait: (milliseconds: number) => delay(milliseconds),
  };
}
