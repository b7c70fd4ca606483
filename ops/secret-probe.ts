import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { refreshEveryMilliseconds } from "../functions/shared/secret.ts";
import { pinnedApiVersion } from "../functions/shared/stripe/api-version.ts";
import { readFunctionSettings } from "./aws/function-settings.ts";
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
    probe: async (secret) => (await postToWebhook(url, probeBody(livemode, now()), secret)).status === 200,
    // A read that began just before the secret was written may take this long.
    pause: () => delay(refreshEveryMilliseconds + 200),
  };
}

function probeBody(livemode: boolean, now: number): string {
  const id = randomBytes(12).toString("hex");
  return JSON.stringify({
    id: `evt_probe_${id}`,
    object: "event",
    api_version: pinnedApiVersion,
    created: Math.floor(now / 1000),
    livemode,
    pending_webhooks: 0,
    request: { id: null, idempotency_key: null },
    type: probeType,
    data: { object: { id: `probe_${id}`, object: "probe" } },
  });
}
