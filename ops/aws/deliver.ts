import { readStripeEvent, type StripeObject } from "../../domain/event/event.ts";
import { consumersOf } from "../consumers.ts";
import { concerns } from "../core/replay/selection.ts";
import type { Target } from "../target.ts";
import { hasWebhook, postToWebhook } from "../webhook.ts";
import { sendBodies } from "./inspection.ts";
import { firstSigningSecret, readStackSecret } from "./stack-secret.ts";

/**
 * Brings an event in by the normal path: signed with the stack's own secret to its webhook, or without one to the queues
 * that the partner bus's rules would bring it to, on which nobody else can put events.
 * @returns the webhook's status
 */
export type Deliver = (event: StripeObject) => Promise<number>;

export async function deliverer({ clients, outputs }: Target, livemode: boolean): Promise<Deliver> {
  if (hasWebhook(outputs)) {
    const secret = firstSigningSecret(await readStackSecret(clients.secrets, outputs.secretArn));
    return async (event) => (await postToWebhook(outputs.webhookUrl, textOf(event), secret)).status;
  }
  return async (event) => {
    const concerned = consumersOf(outputs).filter((consumer) => concerns(consumer, readStripeEvent(event), livemode));
    for (const url of [...concerned.map(({ queueUrl }) => queueUrl), outputs.queueUrls.archive])
      await sendBodies(clients.sqs, url, [textOf(event)]);
    return 200;
  };
}

/** As Stripe writes it. */
function textOf(event: StripeObject): string {
  return JSON.stringify(event, null, 2);
}
