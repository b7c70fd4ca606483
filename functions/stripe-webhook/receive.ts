import { describeFailure } from "../../domain/failure.ts";
import { isHandledEventType } from "../../domain/event/types.ts";
import type { Metrics } from "../shared/metrics.ts";
import { isObject, readStripeEvent, type StripeEvent } from "../../domain/event/event.ts";
import { isKnownApiVersion } from "../shared/stripe/api-version.ts";
import { authenticate, type AuthenticationPorts, type SignedBy } from "./authenticate.ts";
import { type Body, bodyOf } from "./body.ts";
import { toMessage } from "../shared/event-message.ts";
import type { Publish } from "../shared/publish-event.ts";

/** The parts of API Gateway's request (payload format 2.0) that are used. Header names are lower-cased by it, but not by all. */
export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string | undefined;
  readonly isBase64Encoded: boolean;
}

export interface WebhookResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WebhookPorts extends AuthenticationPorts {
  readonly publish: Publish;
  readonly metrics: Metrics;
  /** The livemode that this stack processes; the other is accepted, archived and counted. */
  readonly livemode: boolean;
}

/** Stripe's own limit for an event is far below. */
const maximumBodyBytes = 4 * 1024 * 1024;

/** Verifies a request, publishes the event as it came, and responds once SNS has accepted it. Never throws. */
export async function receive(request: WebhookRequest, ports: WebhookPorts): Promise<WebhookResponse> {
  const body = bodyOf(request);
  if (Buffer.byteLength(body) > maximumBodyBytes) return refuse(413, "body too large", "too-large", ports);
  const signature = await authenticate(headerOf(request, "stripe-signature"), body, ports);
  if (signature.outcome === "unavailable") return fail(signature.reason, ports);
  if (signature.outcome === "refused") {
    return refuse(400, `signature ${signature.fault}`, `signature-${signature.fault}`, ports);
  }
  const { signedBy } = signature;
  ports.metrics.count("SignaturesVerified", {});
  if (signedBy !== "1") ports.metrics.count("SignaturesByOtherSecret", { Secret: signedBy });
  return accept(body, signedBy, ports);
}

async function accept(body: Body, signedBy: SignedBy, ports: WebhookPorts): Promise<WebhookResponse> {
  const { now, log, metrics } = ports;
  if (typeof body !== "string") return refuse(400, "not UTF-8", "not-utf8", ports);
  const value = parse(body);
  if (value === undefined) return refuse(400, "not JSON", "not-json", ports);
  if (!isObject(value)) return refuse(400, "not a Stripe event: not a JSON object", "not-an-event", ports);
  const event = tryRead(value);
  if (typeof event === "string") return refuse(400, `not a Stripe event: ${event}`, "not-an-event", ports);

  const receivedAt = now();
  const message = toMessage(event, body, value, receivedAt);
  const thinId = event.thin === undefined ? {} : { thinId: event.thin.id };
  const about = { eventId: event.id, type: event.type, ...thinId };
  try {
    await ports.publish(message);
  } catch (error) {
    log.error({ message: `not published: ${describeFailure(error).message}`, ...about });
    return fail("publish-failed", ports);
  }
  count(event, message.oversize, ports);
  metrics.observe("DeliveryLag", Math.max(0, receivedAt - event.created * 1000) / 1000, {});
  log.info({ message: "accepted", ...about, ...unusual(event, message.oversize, ports), signedBy });
  return respond(200, { received: true });
}

function unusual({ livemode }: StripeEvent, oversize: boolean, ports: WebhookPorts) {
  return { ...(livemode === ports.livemode ? {} : { livemode }), ...(oversize ? { oversize } : {}) };
}

function count(event: StripeEvent, oversize: boolean, ports: WebhookPorts): void {
  const { metrics } = ports;
  const handled = isHandledEventType(event.type);
  metrics.count("EventsReceived", { EventType: handled ? event.type : "other" });
  if (!handled) metrics.count("EventsUnhandled", {});
  if (event.thin !== undefined) metrics.count("EventsThin", {});
  if (event.livemode !== ports.livemode) metrics.count("EventsOtherLivemode", {});
  if (event.apiVersion !== undefined && !isKnownApiVersion(event.apiVersion)) metrics.count("EventsUnknownVersion", {});
  if (event.account !== undefined) metrics.count("ConnectEventsReceived", {});
  if (oversize) metrics.count("EventsOversize", {});
}

/** The request will never be right: Stripe shows the reason to whoever set the endpoint up. */
function refuse(statusCode: 400 | 413, text: string, reason: string, { metrics, log }: WebhookPorts): WebhookResponse {
  metrics.count("WebhookRefused", { Reason: reason });
  log.warn({ message: "refused", reason });
  return respond(statusCode, { error: text });
}

/** Stripe sends the event again. */
function fail(reason: string, { metrics }: WebhookPorts): WebhookResponse {
  metrics.count("WebhookFailed", { Reason: reason });
  return respond(500, { error: "not accepted, send again" });
}

function respond(statusCode: number, body: object): WebhookResponse {
  return { statusCode, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

function headerOf({ headers }: WebhookRequest, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** Undefined when the text is not JSON, which has no undefined of its own. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @returns what is wrong with a value that is none */
function tryRead(value: unknown): StripeEvent | string {
  try {
    return readStripeEvent(value);
  } catch (error) {
    return describeFailure(error).message;
  }
}
