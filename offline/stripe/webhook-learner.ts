import { isObject } from "../aws/input.ts";
import type { OfflineStripeApi } from "./stripe-api.ts";

/** An oversize event is published as a stub: its body is kept until then, for so many requests. */
const keptBodies = 100;
/** What SNS takes; no smaller body can have been replaced by a stub. */
const stubFromBytes = 200_000;

export interface WebhookLearner {
  /** A request's body before the webhook judges it. Only large ones are looked at. */
  received(body: string): void;
  /** A message that the webhook publishes: so the event passed. Before it is delivered, that consumers find it at Stripe. */
  published(message: string): void;
}

/** Lets the offline Stripe API learn what passes the webhook, and nothing of what the webhook refuses. */
export function webhookLearner(stripe: Pick<OfflineStripeApi, "learn">): WebhookLearner {
  const waiting = new Map<string, unknown>();
  return {
    received(body) {
      const event = Buffer.byteLength(body) < stubFromBytes ? undefined : parsed(body);
      if (isObject(event) && typeof event["id"] === "string") {
        waiting.set(event["id"], event);
        const [oldest] = waiting.keys();
        if (waiting.size > keptBodies && oldest !== undefined) {
          waiting.delete(oldest);
        }
      }
    },
    published(message) {
      const event = parsed(message);
      const whole = isObject(event) && event["oversize"] === true ? waiting.get(String(event["id"])) : event;
      stripe.learn(whole);
    },
  };
}

/** Undefined for what is not JSON: it teaches nothing. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
