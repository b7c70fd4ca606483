import { signBody } from "../packages/stripe-offline/sign.ts";
import type { StackOutputs } from "../functions/shared/stack-outputs.ts";
import { OpsError, UsageError } from "./errors.ts";

export function hasWebhook({ webhookUrl }: Pick<StackOutputs, "webhookUrl">): boolean {
  return webhookUrl !== "";
}

/** @throws UsageError for a stack without webhook */
export function webhookOf(outputs: Pick<StackOutputs, "webhookUrl">): string {
  if (hasWebhook(outputs)) return outputs.webhookUrl;
  throw new UsageError(
    "The stack has no webhook (setting webhook: off): Stripe's events come by its partner event source. Offline, send-event --via partner sends one",
  );
}

export interface WebhookResponse {
  readonly status: number;
  readonly body: string;
}

/**
 * Posts a body to a stack's webhook as Stripe does.
 * @param secret the signing secret; undefined posts without a signature
 * @throws OpsError when it cannot be reached
 */
export async function postToWebhook(url: string, body: string, secret: string | undefined): Promise<WebhookResponse> {
  const headers = {
    "content-type": "application/json; charset=utf-8",
    ...(secret === undefined ? {} : { "stripe-signature": signBody(body, secret) }),
  };
  try {
    const response = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(30_000) });
    return { status: response.status, body: await response.text() };
  } catch (cause) {
    throw new OpsError(`The webhook ${url} does not respond: check doctor, and the network from here`, { cause });
  }
}
