import { randomBytes } from "node:crypto";
import type Stripe from "stripe";
import { isObject } from "../../../aws-offline/input.ts";
import { sampleApiVersion, sampleToken } from "../../samples/index.ts";
import {
  allowOnly,
  parameterGroup,
  parameterText,
  parameterTexts,
  requiredText,
  type Parameters,
} from "../parameters.ts";
import type { RouteContext } from "../route-context.ts";
import { invalid, missing } from "../stripe-error.ts";
import type { JsonObject, StripeObject } from "../stripe-object.ts";
import { createSecret, urlOf } from "../webhook-endpoints.ts";
import { page, pageParameters } from "./page.ts";

const type = "v2.core.event_destination";
/** Stripe's limit per account and mode. */
const destinationLimit = 16;

type Destination = StripeObject & Stripe.V2.Core.EventDestination;

const updatable = ["name", "description", "enabled_events", "include", "metadata", "webhook_endpoint"];
const creatable = [...updatable, "type", "event_payload", "events_from", "snapshot_api_version"];

/** Only this response carries the signing secret, and only where it is asked for. */
export function createDestination(parameters: Parameters, { store, livemode, now }: RouteContext): JsonObject {
  allowOnly(parameters, creatable);
  if (store.all(type).length + store.all("webhook_endpoint").length >= destinationLimit) {
    throw invalid(`You have reached the maximum of ${destinationLimit} event destinations.`);
  }
  if (requiredText(parameters, "type") !== "webhook_endpoint") {
    throw invalid("The offline run has event destinations of the type webhook_endpoint only", "type");
  }
  const payload = payloadOf(parameters);
  const version = parameterText(parameters, "snapshot_api_version");
  if (payload === "thin" && version !== undefined) {
    throw invalid("Thin events are not pinned to an API version", "snapshot_api_version");
  }
  if (version !== undefined && version !== sampleApiVersion) {
    throw invalid(`The offline run sends ${sampleApiVersion} only`, "snapshot_api_version");
  }
  const created = new Date(now * 1000).toISOString();
  const destination: Destination = {
    id: `ed_test_61${sampleToken(randomBytes(16).toString("hex"), 50)}`,
    object: type,
    created,
    description: parameterText(parameters, "description") ?? "",
    enabled_events: eventsOf(parameters, payload) ?? [],
    event_payload: payload,
    events_from: parameterTexts(parameters, "events_from") ?? ["@self"],
    livemode,
    metadata: parameterGroup(parameters, "metadata") ?? {},
    name: requiredText(parameters, "name"),
    ...(payload === "snapshot" ? { snapshot_api_version: sampleApiVersion } : {}),
    status: "enabled",
    type: "webhook_endpoint",
    updated: created,
    webhook_endpoint: { url: urlOf(parameterGroup(parameters, "webhook_endpoint")?.["url"] ?? "") },
  };
  store.absorb(destination, now);
  const shown = shownAs(destination, parameters);
  const includes = parameterTexts(parameters, "include") ?? [];
  if (!includes.includes("webhook_endpoint.signing_secret")) return shown;
  const endpoint = isObject(shown["webhook_endpoint"]) ? shown["webhook_endpoint"] : {};
  return { ...shown, webhook_endpoint: { ...endpoint, signing_secret: createSecret() } };
}

export function listDestinations(parameters: Parameters, { store }: RouteContext): JsonObject {
  allowOnly(parameters, [...pageParameters, "include"]);
  const all = [...store.all(type), ...store.all("webhook_endpoint").map(endpointAsDestination)];
  const shown = all.map((destination) => shownAs(destination, parameters));
  return page(shown, parameters, "/v2/core/event_destinations");
}

export function retrieveDestination(parameters: Parameters, context: RouteContext, id: string): JsonObject {
  allowOnly(parameters, ["include"]);
  return shownAs(known(id, context), parameters);
}

export function updateDestination(parameters: Parameters, context: RouteContext, id: string): JsonObject {
  allowOnly(parameters, updatable);
  const destination = known(id, context);
  const { event_payload: payload } = destination;
  const events = eventsOf(parameters, payload === "thin" ? "thin" : "snapshot");
  const url = parameterGroup(parameters, "webhook_endpoint")?.["url"];
  const metadata = parameterGroup(parameters, "metadata");
  const [name, description] = [parameterText(parameters, "name"), parameterText(parameters, "description")];
  const changes = {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(events === undefined ? {} : { enabled_events: events }),
    ...(metadata === undefined ? {} : { metadata: Object.assign({}, destination["metadata"], metadata) }),
    ...(url === undefined ? {} : { webhook_endpoint: { url: urlOf(url) } }),
  };
  return shownAs(changed(destination, changes, context), parameters);
}

export function switchDestination(status: "enabled" | "disabled") {
  return (parameters: Parameters, context: RouteContext, id: string): JsonObject => {
    allowOnly(parameters, ["include"]);
    return shownAs(changed(known(id, context), { status }, context), parameters);
  };
}

export function deleteDestination(_parameters: Parameters, context: RouteContext, id: string): JsonObject {
  known(id, context);
  context.store.remove(id);
  return { id, object: type };
}

function known(id: string, { store }: RouteContext): StripeObject {
  const destination = store.find(id);
  if (destination?.object !== type) throw missing("event destination", id);
  return destination;
}

function changed(destination: StripeObject, changes: JsonObject, { store, now }: RouteContext): StripeObject {
  const { id, object } = destination;
  const next = { ...destination, ...changes, id, object, updated: new Date(now * 1000).toISOString() };
  store.absorb(next, now);
  return next;
}

/** Stripe's list of event destinations includes the webhook endpoints. */
function endpointAsDestination(endpoint: StripeObject): StripeObject {
  const { id, url, api_version: version, enabled_events: events, livemode, metadata, status, description } = endpoint;
  return {
    id,
    object: type,
    created: new Date(Number(endpoint["created"]) * 1000).toISOString(),
    description,
    enabled_events: events,
    event_payload: "snapshot",
    events_from: ["@self"],
    livemode,
    metadata,
    name: id,
    snapshot_api_version: version,
    status,
    type: "webhook_endpoint",
    webhook_endpoint: { url },
  };
}

/** Addresses are redacted unless they are asked for. */
function shownAs(destination: StripeObject, parameters: Parameters): JsonObject {
  const includes = parameterTexts(parameters, "include") ?? [];
  const { webhook_endpoint: endpoint, ...rest } = destination;
  return { ...rest, webhook_endpoint: includes.includes("webhook_endpoint.url") ? endpoint : {} };
}

function payloadOf(parameters: Parameters): "snapshot" | "thin" {
  const payload = requiredText(parameters, "event_payload");
  if (payload !== "snapshot" && payload !== "thin") throw invalid(`Invalid event_payload: ${payload}`, "event_payload");
  return payload;
}

/** Thin events have types of their own: `v1.invoice.paid`. */
function eventsOf(parameters: Parameters, payload: "snapshot" | "thin"): string[] | undefined {
  const events = parameterTexts(parameters, "enabled_events");
  const wrong = events?.find((event) => event !== "*" && /^v\d+\./u.test(event) !== (payload === "thin"));
  if (wrong !== undefined) throw invalid(`${wrong} is not a type of a ${payload} event`, "enabled_events");
  if (events?.length === 0) throw invalid("Invalid array: enabled_events", "enabled_events");
  return events;
}
