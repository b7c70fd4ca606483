import type Stripe from "stripe";
import { changeStackSecret, readStackSecret } from "./aws/stack-secret.ts";
import { pinnedApiVersion } from "../functions/shared/stripe/api-version.ts";
import type { Endpoint, Endpoints, EndpointSpecification, SigningSecrets } from "./core/stripe-endpoint.ts";
import { fingerprintKey, notStored } from "./core/stripe-endpoint.ts";
import { handledTypes } from "./consumers.ts";
import { askStripe } from "./stripe.ts";
import type { Target } from "./target.ts";

/** The endpoint that a stack is to have. */
export function specificationOf({ stack, outputs }: Pick<Target, "stack" | "outputs">): EndpointSpecification {
  return { url: outputs.webhookUrl, eventTypes: handledTypes(outputs), apiVersion: pinnedApiVersion, stack };
}

export function stripeEndpoints(stripe: Stripe): Endpoints {
  return {
    async list() {
      const all = await askStripe(
        "listing webhook endpoints",
        stripe.webhookEndpoints.list({ limit: 100 }).autoPagingToArray({ limit: 1000 }),
      );
      return all.map(read);
    },
    async create({ url, eventTypes, apiVersion, stack }) {
      const created = await askStripe(
        "creating a webhook endpoint",
        stripe.webhookEndpoints.create({
          url,
          enabled_events: enabled(eventTypes),
          api_version: apiVersion,
          description: `order-processing-system, stack ${stack}`,
          metadata: { stack, [fingerprintKey]: notStored },
        }),
      );
      return { endpoint: read(created), secret: created.secret ?? "" };
    },
    async update(id, { eventTypes, metadata }) {
      await askStripe(
        "updating the webhook endpoint",
        stripe.webhookEndpoints.update(id, {
          ...(eventTypes === undefined ? {} : { enabled_events: enabled(eventTypes), disabled: false }),
          ...(metadata === undefined ? {} : { metadata: { ...metadata } }),
        }),
      );
    },
    async remove(id) {
      await askStripe("deleting the webhook endpoint before", stripe.webhookEndpoints.del(id));
    },
  };
}

/** Stripe itself refuses a type that it does not know. */
function enabled(types: readonly string[]): Stripe.WebhookEndpointCreateParams.EnabledEvent[] {
  return types.map((type) => type as Stripe.WebhookEndpointCreateParams.EnabledEvent);
}

function read({
  id,
  url,
  enabled_events: events,
  api_version: version,
  status,
  livemode,
  metadata,
}: Stripe.WebhookEndpoint): Endpoint {
  return {
    id,
    url,
    enabledEvents: events,
    apiVersion: version ?? undefined,
    isEnabled: status === "enabled",
    livemode,
    metadata,
  };
}

export function signingSecrets({ clients, outputs }: Target): SigningSecrets {
  return {
    async current() {
      const { webhookSecret, previousWebhookSecret, previousExpires } = (
        await readStackSecret(clients.secrets, outputs.secretArn)
      ).secrets;
      return { secret: webhookSecret, previous: previousWebhookSecret, previousExpires };
    },
    store: (secret, previous) =>
      changeStackSecret(clients.secrets, outputs.secretArn, {
        stripe_webhook_secret: secret,
        stripe_webhook_secret_previous: previous?.secret,
        stripe_webhook_secret_previous_expires:
          previous === undefined ? undefined : new Date(previous.expires).toISOString(),
      }),
  };
}
