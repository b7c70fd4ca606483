import { sampleBody } from "../../packages/stripe-offline/samples/index.ts";
import { postToWebhook, type WebhookResponse } from "../../ops/webhook.ts";
import type { OfflineRun } from "../run.ts";

type Run = Pick<OfflineRun, "webhookUrl" | "webhookSecret" | "operator" | "outputs">;

/** What is sent of an event, whoever made it. */
type Sendable = Parameters<typeof sampleBody>[0];

/** Sends an event as Stripe does: to the webhook, or where the stack has none to its partner event source's bus. */
export function sendEvent(event: Sendable, run: Run): Promise<WebhookResponse> {
  return run.webhookUrl === ""
    ? putOnBus(event, run)
    : postToWebhook(run.webhookUrl, sampleBody(event), run.webhookSecret);
}

async function putOnBus(event: Sendable, { operator, outputs }: Run): Promise<WebhookResponse> {
  const entry = { Source: outputs.partnerSource?.busName, DetailType: event.type, Detail: sampleBody(event) };
  const { FailedEntryCount: failed, Entries: results } = await operator.call("events", "PutPartnerEvents", {
    Entries: [entry],
  });
  return { status: failed === 0 ? 200 : 400, body: JSON.stringify(results) };
}
