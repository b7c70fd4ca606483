import type Stripe from "stripe";
import { changeStackSecret, readStackSecret } from "./aws/stack-secret.ts";
import { pinnedApiVersion } from "../functions/shared/stripe/api-version.ts";
import {
  type Endpoint,
  type Endpoints,
  type EndpointScope,
  type EndpointSpecification,
  fingerprintKey,
  forbiddenDestinations,
  notStored,
  type Payload,
  typesOf,
} from "./core/stripe-endpoint.ts";
import { type SigningSecretStore, withoutSigningSecret, withSigningSecret } from "./core/signing-secrets.ts";
import { stripeTypes } from "./consumers.ts";
import { eventDestinations, scopeKey } from "./stripe-destinations.ts";
import { askStripe } from "./stripe.ts";
import type { Target } from "./target.ts";

/**
 * What a new endpoint sends until the webhook accepts its secret: an event that only test clocks cause. Stripe takes no
 * empty list, and creates no endpoint that is disabled.
 */
const idleTypes = ["test_helpers.test_clock.deleted"];

/** The endpoint that a stack is to have for its own account, or for the accounts connected to it. */
export function specificationOf(
  { stack, outputs }: Pick<Target, "stack" | "outputs">,
  scope: EndpointScope = "account",
  payload?: Payload,
): EndpointSpecification {
  return {
    url: outputs.webhookUrl,
    scope,
    payload: payload ?? "snapshot",
    isDestination: payload !== undefined,
    eventTypes: typesOf(payload ?? "snapshot", stripeTypes(outputs)),
    apiVersion: pinnedApiVersion,
    stack,
  };
}

/**
 * Webhook endpoints and event destinations together: each may have one of the stack's signing secrets.
 * @param onForbidden called with {@link forbiddenDestinations} at the first list that lacks event destinations
 */
export function stripeEndpoints(stripe: Stripe, onForbidden: (lacking: string) => void): Endpoints {
  let isSaid = false;
  const destinations = eventDestinations(stripe, () => {
    if (!isSaid) onForbidden(forbiddenDestinations);
    isSaid = true;
  });
  const idle = (payload: Payload): string[] => typesOf(payload, idleTypes);
  return {
    async list() {
      const listed = await askStripe(
        "listing webhook endpoints",
        stripe.webhookEndpoints.list({ limit: 100 }).autoPagingToArray({ limit: 1000 }),
      );
      const endpoints = listed.map(read);
      // Stripe's list of event destinations includes the webhook endpoints.
      const others = (await destinations.list()).filter(({ id }) => endpoints.every((endpoint) => endpoint.id !== id));
      return [...endpoints, ...others];
    },
    async create(specification) {
      const { url, scope, apiVersion, stack, payload } = specification;
      const description = `order-processing-system, stack ${stack}${scope === "connect" ? ", connected accounts" : ""}`;
      const metadata = { stack, [scopeKey]: scope, [fingerprintKey]: notStored };
      if (specification.isDestination) {
        return destinations.create({ ...specification, eventTypes: idle(payload) }, { description, metadata });
      }
      const created = await askStripe(
        "creating a webhook endpoint",
        stripe.webhookEndpoints.create({
          url,
          enabled_events: enabled(idle(payload)),
          api_version: apiVersion,
          ...(scope === "connect" ? { connect: true } : {}),
          description,
          metadata,
        }),
      );
      return { endpoint: read(created), secret: created.secret ?? "" };
    },
    async update(id, change) {
      if (isDestination(id)) return destinations.update(id, change);
      const { eventTypes, metadata } = change;
      await askStripe(
        "updating the webhook endpoint",
        stripe.webhookEndpoints.update(id, {
          ...(eventTypes === undefined ? {} : { enabled_events: enabled(eventTypes), disabled: false }),
          ...(metadata === undefined ? {} : { metadata: { ...metadata } }),
        }),
      );
    },
    async remove(id) {
      if (isDestination(id)) await destinations.remove(id);
      else await askStripe("deleting the webhook endpoint before", stripe.webhookEndpoints.del(id));
    },
  };
}

function isDestination(id: string): boolean {
  return !id.startsWith("we_");
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
  created,
  livemode,
  application,
  metadata,
}: Stripe.WebhookEndpoint): Endpoint {
  return {
    id,
    url,
    payload: "snapshot",
    enabledEvents: events,
    apiVersion: version ?? undefined,
    isEnabled: status === "enabled",
    created: created * 1000,
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
