import { randomBytes } from "node:crypto";
import type Stripe from "stripe";
import { sampleApiVersion, sampleToken } from "../samples/index.ts";
import {
  allowOnly,
  parameterGroup,
  parameterText,
  parameterTexts,
  requiredText,
  type Parameters,
} from "./parameters.ts";
import type { RouteContext } from "./route-context.ts";
import { StripeApiError, invalid, missing } from "./stripe-error.ts";
import { type JsonObject, type StripeObject, textsOf } from "./stripe-object.ts";

const type = "webhook_endpoint";
/** Stripe's limit per account and mode. */
const endpointLimit = 16;

/** Only this response carries the signing secret. */
export function createEndpoint(parameters: Parameters, { store, livemode, now }: RouteContext): JsonObject {
  allowOnly(parameters, ["url", "enabled_events", "api_version", "connect", "description", "metadata", "expand"]);
  if (store.all(type).length >= endpointLimit) {
    throw invalid(`You have reached the maximum of ${endpointLimit} ${livemode ? "live" : "test"} webhook endpoints.`);
  }
  const endpoint = {
    id: `we_1${sampleToken(randomBytes(16).toString("hex"), 23)}`,
    object: type,
    api_version: parameterText(parameters, "api_version") ?? null,
    application: null,
    created: now,
    description: parameterText(parameters, "description") ?? null,
    enabled_events: eventsOf(parameters) ?? [requiredText(parameters, "enabled_events")],
    livemode,
    metadata: textsOf(parameterGroup(parameters, "metadata")),
    status: "enabled",
    url: urlOf(requiredText(parameters, "url")),
  } satisfies Partial<Stripe.WebhookEndpoint>;
  const version = endpoint.api_version;
  if (version !== null && version !== sampleApiVersion) {
    throw invalid(`The offline run sends ${sampleApiVersion} only`, "api_version");
  }
  store.absorb(endpoint, now);
  return { ...endpoint, secret: createSecret() };
}

export function createSecret(): string {
  return `whsec_${sampleToken(randomBytes(24).toString("hex"), 32)}`;
}

export function updateEndpoint(parameters: Parameters, { store, now }: RouteContext, id: string): JsonObject {
  allowOnly(parameters, ["url", "enabled_events", "description", "disabled", "metadata", "expand"]);
  const endpoint = store.find(id);
  if (endpoint === undefined || endpoint.object !== type) {
    throw missing(type, id, "webhook_endpoint");
  }
  const [url, disabled] = [parameterText(parameters, "url"), parameterText(parameters, "disabled")];
  const description = parameterText(parameters, "description");
  const metadata = parameterGroup(parameters, "metadata");
  const events = eventsOf(parameters);
  const updated: StripeObject = {
    ...endpoint,
    id,
    object: type,
    ...(url === undefined ? {} : { url: urlOf(url) }),
    ...(events === undefined ? {} : { enabled_events: events }),
    ...(description === undefined ? {} : { description: description === "" ? null : description }),
    ...(metadata === undefined ? {} : { metadata: Object.assign({}, endpoint["metadata"], metadata) }),
    ...(disabled === undefined ? {} : { status: disabled === "true" ? "disabled" : "enabled" }),
  };
  store.absorb(updated, now);
  return updated;
}

export function deleteEndpoint(_parameters: Parameters, { store }: RouteContext, id: string): JsonObject {
  if (store.find(id)?.object !== type || !store.remove(id)) {
    throw missing(type, id, "webhook_endpoint");
  }
  return { id, object: type, deleted: true };
}

function eventsOf(parameters: Parameters): string[] | undefined {
  const events = parameterTexts(parameters, "enabled_events");
  if (events?.length === 0) {
    throw new StripeApiError(400, "Invalid array: enabled_events", { param: "enabled_events" });
  }
  return events;
}

/** The offline run's own webhook is plain HTTP on this machine; Stripe takes that in test mode too. */
export function urlOf(text: string): string {
  if (!URL.canParse(text) || !/^https?:/u.test(text)) {
    throw new StripeApiError(400, "Invalid URL: An explicit scheme (such as https) must be provided.", {
      code: "url_invalid",
      param: "url",
    });
  }
  return text;
}
