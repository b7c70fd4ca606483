import { reportIdPrefix } from "../../../domain/parcel/message.ts";
import { isObject, parseJson } from "../../aws-offline/input.ts";
import type { Interceptor } from "../../aws-offline/gateway/types.ts";
import type { InvocationInterceptor } from "../../aws-offline/services/lambda/invocations.ts";
import type { OfflineStripeApi } from "./stripe-api.ts";

/** Below what SNS takes: no smaller body is replaced by a stub. */
const keptFromBytes = 200_000;

/**
 * Teaches the offline Stripe API each event that passed the webhook, at the moment of its publishing: a consumer may ask
 * for its objects before the webhook has responded. What is published is what was verified; only of an oversize event, of
 * which a stub is published, the request's body is taken.
 */
export class WebhookObserver {
  readonly #stripe: Pick<OfflineStripeApi, "learn">;
  readonly #largeEvents = new Map<unknown, unknown>();

  constructor(stripe: Pick<OfflineStripeApi, "learn">) {
    this.#stripe = stripe;
  }

  /** Sees what the HTTP API hands to the webhook. */
  readonly watch: InvocationInterceptor = async ({ payload }, next) => {
    const body = requestBody(payload);
    const event = body === undefined || body.length < keptFromBytes ? undefined : parseJson(body);
    if (!isObject(event)) return next();
    this.#largeEvents.set(event["id"], event);
    try {
      return await next();
    } finally {
      this.#largeEvents.delete(event["id"]);
    }
  };

  /** Sees what the webhook publishes to the topic, and what Stripe puts on the bus of its partner event source. */
  readonly interceptor =
    (topicArn: string): Interceptor =>
    (call, next) => {
      const { TopicArn: topic, Message: message, Entries: entries } = call.input;
      if (call.service === "events" && call.action === "PutPartnerEvents" && Array.isArray(entries)) {
        for (const entry of entries) {
          const detail = isObject(entry) ? entry["Detail"] : undefined;
          if (typeof detail === "string") this.#stripe.learn(parseJson(detail));
        }
      }
      if (call.service === "sns" && call.action === "Publish" && topic === topicArn && typeof message === "string") {
        const event = parseJson(message);
        if (!isReport(event)) {
          const isStub = isObject(event) && event["oversize"] === true;
          this.#stripe.learn(isStub ? this.#largeEvents.get(event["id"]) : event);
        }
      }
      return next();
    };
}

/** What the warehouse reports is published to the same topic, and Stripe does not know it: its objects have an order's id. */
function isReport(event: unknown): boolean {
  return isObject(event) && typeof event["id"] === "string" && event["id"].startsWith(reportIdPrefix);
}

function requestBody(payload: unknown): string | undefined {
  const { body, isBase64Encoded } = isObject(payload) ? payload : {};
  if (typeof body !== "string") return undefined;
  return isBase64Encoded === true ? Buffer.from(body, "base64").toString("utf8") : body;
}
