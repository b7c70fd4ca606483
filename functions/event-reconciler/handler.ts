import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { requestHandler } from "../shared/aws-timeouts.ts";
import { createDocumentClient } from "../shared/dynamo.ts";
import { requireDays, requireEnvironment, requireLivemode, requireNumber } from "../shared/environment.ts";
import { journalled } from "../shared/journalled.ts";
import { log } from "../shared/log.ts";
import { createMetrics } from "../shared/metrics.ts";
import { createSecretReader, fetchSecretText, stripeKeyOf } from "../shared/secret.ts";
import { createAsk } from "../shared/stripe/ask.ts";
import { countMissing } from "./count-missing.ts";

const tables = createDocumentClient();
const secret = fetchSecretText(new SecretsManagerClient({ requestHandler }), requireEnvironment("SECRETS_MANAGER_ARN"));
const journalTable = requireEnvironment("JOURNAL_TABLE");
const ports = {
  // One request after the other, which what is left beside the consumers' share of Stripe's limit is enough for.
  ask: createAsk({ secrets: createSecretReader(secret, stripeKeyOf), url: process.env["STRIPE_API_URL"] }),
  types: requireEnvironment("EVENT_TYPES").split(","),
  hours: requireNumber("RECONCILE_HOURS"),
  retentionDays: requireDays("JOURNAL_RETENTION_DAYS"),
  known: async (ids: readonly string[]) => new Set((await journalled(tables, journalTable, ids)).keys()),
  livemode: requireLivemode(),
  metrics: createMetrics(),
  log,
  now: Date.now,
};

/** Called by the schedule. */
export const handler = (): Promise<void> => countMissing(ports);
