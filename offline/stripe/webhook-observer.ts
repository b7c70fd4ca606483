import type { Interceptor } from "../gateway/types.ts";
import type { InvokeResult, LambdaService } from "../lambda/types.ts";
import type { OfflineStripeApi } from "./stripe-api.ts";

/**
 * Teaches the offline Stripe API each event that passed the webhook, at the moment of its publishing: a consumer may ask
 * for its objects before the webhook has answered. The request's body is taken, as what is published may be a stub.
 */
export class WebhookObserver {
  readonly #stripe: Pick<OfflineStripeApi, "learn">;
  readonly #bodies = new Map<string, string>();

  constructor(stripe: Pick<OfflineStripeApi, "learn">) {
    this.#stripe = stripe;
  }

  /** The functions as the HTTP API sees them. */
  watch(lambda: LambdaService): Pick<LambdaService, "invoke"> {
    return { invoke: (name, payload) => this.#invoke(lambda, name, payload) };
  }

  /** Sees what the webhook publishes to the topic. */
  readonly interceptor =
    (topicArn: string): Interceptor =>
    (call, next) => {
      const { Message: message } = call.input;
      if (call.service === "sns" && call.action === "Publish" && call.input["TopicArn"] === topicArn) {
        const id = eventId(message);
        const body = id === undefined ? undefined : this.#bodies.get(id);
        if (body !== undefined) this.#stripe.learn(JSON.parse(body));
      }
      return next();
    };

  async #invoke(lambda: LambdaService, name: string, payload: unknown): Promise<InvokeResult> {
    const body = requestBody(payload);
    const id = eventId(body);
    if (id === undefined || body === undefined) return lambda.invoke(name, payload);
    this.#bodies.set(id, body);
    try {
      return await lambda.invoke(name, payload);
    } finally {
      this.#bodies.delete(id);
    }
  }
}

function requestBody(payload: unknown): string | undefined {
  if (typeof payload !== "object" || payload === null) return undefined;
  const body: unknown = Reflect.get(payload, "body");
  if (typeof body !== "string") return undefined;
  return Reflect.get(payload, "isBase64Encoded") === true ? Buffer.from(body, "base64").toString("utf8") : body;
}

function eventId(text: unknown): string | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    const id: unknown = typeof parsed === "object" && parsed !== null ? Reflect.get(parsed, "id") : undefined;
    return typeof id === "string" ? id : undefined;
  } catch {
    // Not JSON: the webhook refuses it, there is nothing to learn.
    return undefined;
  }
}
