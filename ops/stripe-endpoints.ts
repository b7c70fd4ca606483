import type Stripe from "stripe";
import { changeStackSecret, readStackSecret } from "./aws/stack-secret.ts";
import { pinnedApiVersion } from "../functions/shared/stripe/api-version.ts";
import type { Endpoint, Endpoints, EndpointScope, EndpointSpecification } from "./core/stripe-endpoint.ts";
import { type SigningSecretStore, withoutSigningSecret, withSigningSecret } from "./core/signing-secrets.ts";
import { fingerprintKey, notStored } from "./core/stripe-endpoint.ts";
import { handledTypes } from "./consumers.ts";
import { askStripe } from "./stripe.ts";
import type { Target } from "./target.ts";

/** The metadata that says whose events an endpoint sends: Stripe's API does not return what it was created for. */
const scopeKey = "scope";

/**
 * What a new endpoint sends until the webhook accepts its secret: an event that only test clocks cause. Stripe takes no
 * empty list, and creates no endpoint that is disabled.
 */
const idleTypes = ["test_helpers.test_clock.deleted"];

/** The endpoint that a stack is to have for its own account, or for the accounts connected to it. */
export function specificationOf(
  { stack, outputs }: Pick<Target, "stack" | "outputs">,
  scope: EndpointScope = "account",
): EndpointSpecification {
  return { url: outputs.webhookUrl, scope, eventTypes: handledTypes(outputs), apiVersion: pinnedApiVersion, stack };
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
    async create({ url, scope, apiVersion, stack }) {
      const created = await askStripe(
        "creating a webhook endpoint",
        stripe.webhookEndpoints.create({
          url,
          enabled_events: enabled(idleTypes),
          api_version: apiVersion,
          ...(scope === "connect" ? { connect: true } : {}),
          description: `order-processing-system, stack ${stack}${scope === "connect" ? ", connected accounts" : ""}`,
          metadata: { stack, [scopeKey]: scope, [fingerprintKey]: notStored },
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
  application,
  metadata,
}: Stripe.WebhookEndpoint): Endpoint {
  return {
    id,
    url,
    enabledEvents: events,
    apiVersion: version ?? undefined,
    isEnabled: status === "enabled",
    livemode,
    scope:
      metadata[scopeKey] === "connect" || (metadata[scopeKey] === undefined && application !== null)
        ? "connect"
        : "account",
    metadata,
  };
}

export function signingSecrets({ clients, outputs }: Pick<Target, "clients" | "outputs">): SigningSecretStore {
  const { secrets } = clients;
  return {
    current: async () => (await readStackSecret(secrets, outputs.secretArn)).signing.usable,
    store: (secret) => changeStackSecret(secrets, outputs.secretArn, (raw) => withSigningSecret(raw, secret)),
    remove: (number) => changeStackSecret(secrets, outputs.secretArn, (raw) => withoutSigningSecret(raw, number)),
  };
}
