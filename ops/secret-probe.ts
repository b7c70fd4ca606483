import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { refreshEveryMilliseconds } from "../functions/shared/secret.ts";
import { pinnedApiVersion } from "../functions/shared/stripe/api-version.ts";
import { readFunctionSettings } from "./aws/function-settings.ts";
import { firstSigningSecret, readStackSecret } from "./aws/stack-secret.ts";
import { tracePorts } from "./aws/trace.ts";
import type { SignedProbePorts } from "./core/doctor/signed-probe.ts";
import type { ProbePorts } from "./core/probe.ts";
import { signingSecrets } from "./stripe-endpoints.ts";
import type { Target } from "./target.ts";
import { postToWebhook, webhookOf } from "./webhook.ts";

/** The type of the probe: nobody handles it, so it is archived and counted as unhandled, and nothing else. */
export const probeType = "order_processing_system.secret_probe";

/** What storing and verifying a signing secret takes. */
export async function probePorts(target: Target, now: () => number): Promise<ProbePorts> {
  const { clients, outputs } = target;
  const url = webhookOf(outputs);
  const { livemode } = await readFunctionSettings(clients.lambda, outputs);
  return {
    secrets: signingSecrets(target),
    probe: async (secret) => (await postToWebhook(url, probeOf(livemode, now()).body, secret)).status === 200,
    // A read that began just before the secret was written may take this long.
    pause: () => delay(refreshEveryMilliseconds + 200),
  };
}

/** What sending one probe into the journal takes. @throws UsageError for a stack without webhook */
export async function signedProbePorts(target: Target, now: () => number): Promise<SignedProbePorts> {
  const { clients, outputs, offline } = target;
  const url = webhookOf(outputs);
  const { livemode } = await readFunctionSettings(clients.lambda, outputs);
  const secret = firstSigningSecret(await readStackSecret(clients.secrets, outputs.secretArn));
  return {
    async post() {
      const { eventId, body } = probeOf(livemode, now());
      return { eventId, status: (await postToWebhook(url, body, secret)).status };
    },
    isJournaled: async (eventId) => (await tracePorts(target).entries([eventId])).has(eventId),
    pause: () => delay(offline === undefined ? 2_000 : 200),
  };
}

function probeOf(livemode: boolean, now: number): { readonly eventId: string; readonly body: string } {
  const id = randomBytes(12).toString("hex");
  const eventId = `evt_probe_${id}`;
  const body = JSON.stringify({
    id: eventId,
    object: "event",
    api_version: pinnedApiVersion,
    created: Math.floor(now / 1000),
    livemode,
    pending_webhooks: 0,
    request: { id: null, idempotency_key: null },
    type: probeType,
    data: { object: { id: `probe_${id}`, object: "probe" } },
  });
  return { eventId, body };
}
