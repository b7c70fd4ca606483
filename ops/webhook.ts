import { signBody } from "../packages/stripe-offline/sign.ts";
import { OpsError } from "./errors.ts";

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
