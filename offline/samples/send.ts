import { sampleBody, type SampleEvent } from "../../packages/stripe-offline/samples/index.ts";
import { signBody } from "../../packages/stripe-offline/sign.ts";

/** Posts an event as Stripe does. @returns the response's status */
export async function postEvent(webhookUrl: string, secret: string, event: SampleEvent): Promise<number> {
  const body = sampleBody(event);
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "stripe-signature": signBody(body, secret),
    "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
  };
  const response = await fetch(webhookUrl, { method: "POST", headers, body });
  await response.arrayBuffer();
  return response.status;
}
