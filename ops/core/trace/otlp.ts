import { createHash } from "node:crypto";
import { traceIdOf } from "../../../functions/shared/trace-id.ts";
import type { Step, Trace } from "./trace.ts";

/** A span of OTLP's JSON. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 5: consumer, 1: internal. */
  readonly kind: 1 | 5;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string };
}

/** What a collector takes at `/v1/traces`. */
export interface OtlpRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly scope: { readonly name: string }; readonly spans: readonly Span[] }[];
  }[];
}

/**
 * A trace for each event of an order, a span for each hop. The first hop spans the event's whole way; the others begin when
 * the event was accepted, because queues hand it to all consumers at once. Written again, it has the same ids.
 */
export function otlpOf({ orderKey, steps }: Pick<Trace, "orderKey" | "steps">): OtlpRequest {
  const byEvent = Map.groupBy(withEvents(steps), ({ eventId }) => eventId);
  const spans = [...byEvent].flatMap(([eventId, own]) => spansOf(eventId, own, orderKey));
  const byService = Map.groupBy(spans, ({ service }) => service);
  return {
    resourceSpans: [...byService].map(([service, own]) => ({
      resource: { attributes: [attribute("service.name", service)] },
      scopeSpans: [{ scope: { name: "order-processing-system" }, spans: own.map(({ span }) => span) }],
    })),
  };
}

type EventStep = Step & { readonly eventId: string };

/** A notice to the warehouse names no event: it follows from the one before it. */
function withEvents(steps: readonly Step[]): EventStep[] {
  let last = steps.find(({ eventId }) => eventId !== undefined)?.eventId ?? "";
  return steps.map((step) => {
    last = step.eventId ?? last;
    return { ...step, eventId: last };
  });
}

function spansOf(eventId: string, steps: readonly EventStep[], orderKey: string): { service: string; span: Span }[] {
  const [first, ...others] = steps;
  if (first === undefined) return [];
  const times = steps.map(({ at }) => Date.parse(at));
  const accepted =
    others.find(({ where }) => ["webhook", "partner", "warehouse-inbox"].includes(where))?.at ?? first.at;
  const spanId = (index: number): string => shortHash(`${eventId} ${String(index)}`);
  return steps.map(({ at, where, what }, index) => {
    const end = index === 0 ? Math.max(...times) : Date.parse(at);
    const start = index === 0 || at <= accepted ? first.at : accepted;
    const span: Span = {
      traceId: traceIdOf(eventId),
      spanId: spanId(index),
      ...(index === 0 ? {} : { parentSpanId: spanId(0) }),
      name: what,
      kind: index === 0 ? 1 : 5,
      startTimeUnixNano: nanoseconds(Math.min(Date.parse(start), end)),
      endTimeUnixNano: nanoseconds(end),
      attributes: [attribute("event.id", eventId), attribute("order.key", orderKey)],
    };
    return { service: where, span };
  });
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function nanoseconds(milliseconds: number): string {
  return `${String(milliseconds)}000000`;
}

function attribute(key: string, stringValue: string): Attribute {
  return { key, value: { stringValue } };
}
