import type Stripe from "stripe";
import type { Endpoint, Endpoints, EndpointSpecification } from "./core/stripe-endpoint.ts";
import { OpsError } from "./errors.ts";
import { askStripe } from "./stripe.ts";

/** The metadata that says whose events an endpoint sends: Stripe's API does not return what it was created for. */
export const scopeKey = "scope";

interface Destinations extends Pick<Endpoints, "list" | "update" | "remove"> {
  create(
    specification: EndpointSpecification,
    about: { readonly description: string; readonly metadata: Readonly<Record<string, string>> },
  ): ReturnType<Endpoints["create"]>;
}

const url = "webhook_endpoint.url";

/**
 * Event destinations that are webhook endpoints. @see https://docs.stripe.com/api/v2/core/event_destinations
 * @param onForbidden called when the key may not list them: the list is empty then
 */
export function eventDestinations(stripe: Stripe, onForbidden: () => void): Destinations {
  const { eventDestinations: destinations } = stripe.v2.core;
  return {
    async list() {
      const listed = destinations.list({ include: [url], limit: 100 }).autoPagingToArray({ limit: 1000 });
      return (await unlessForbidden(askStripe("listing event destinations", listed), onForbidden))
        .filter(({ type }) => type === "webhook_endpoint")
        .map(read);
    },
    async create({ payload, eventTypes, apiVersion, scope, stack, ...specification }, { description, metadata }) {
      const created = await askStripe(
        "creating an event destination",
        destinations.create({
          type: "webhook_endpoint",
          name: `orders ${stack} ${payload}`,
          description,
          event_payload: payload,
          enabled_events: [...eventTypes],
          events_from: [scope === "connect" ? "@accounts" : "@self"],
          ...(payload === "snapshot" ? { snapshot_api_version: apiVersion } : {}),
          metadata: { ...metadata },
          webhook_endpoint: { url: specification.url },
          include: ["webhook_endpoint.signing_secret", url],
        }),
      );
      return { endpoint: read(created), secret: created.webhook_endpoint?.signing_secret ?? "" };
    },
    async update(id, { eventTypes, metadata }) {
      await askStripe(
        "updating the event destination",
        destinations.update(id, {
          ...(eventTypes === undefined ? {} : { enabled_events: [...eventTypes] }),
          ...(metadata === undefined ? {} : { metadata: { ...metadata } }),
        }),
      );
      if (eventTypes !== undefined) await askStripe("enabling the event destination", destinations.enable(id));
    },
    async remove(id) {
      await askStripe("deleting the event destination before", destinations.del(id));
    },
  };
}

/** A key without the permission sees the webhook endpoints, which are all that there was before. */
async function unlessForbidden<T>(asked: Promise<T[]>, onForbidden: () => void): Promise<T[]> {
  try {
    return await asked;
  } catch (error) {
    const cause: unknown = error instanceof OpsError ? error.cause : undefined;
    if (!(cause instanceof Error) || Reflect.get(cause, "statusCode") !== 403) throw error;
    onForbidden();
    return [];
  }
}

function read(destination: Stripe.V2.Core.EventDestination): Endpoint {
  const { id, event_payload: payload, enabled_events: enabledEvents, livemode, metadata = {} } = destination;
  const { snapshot_api_version: apiVersion, webhook_endpoint: endpoint, events_from: from = [] } = destination;
  return {
    id,
    url: endpoint?.url ?? "",
    payload,
    enabledEvents,
    apiVersion,
    isEnabled: destination.status === "enabled",
    created: Date.parse(destination.created),
    livemode,
    scope: metadata[scopeKey] === "connect" || from.includes("@accounts") ? "connect" : "account",
    metadata,
  };
}
