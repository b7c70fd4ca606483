import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { samplePurchase, thinEventOf } from "../../packages/stripe-offline/samples/index.ts";
import { traceIdOf } from "../../functions/shared/trace-id.ts";
import { openShop } from "../support/opened.ts";
import { until } from "../support/until.ts";

const hexBytes = (bytes: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${String(2 * bytes)}}$`, "u")));
const nanoseconds = v.pipe(v.string(), v.regex(/^\d+$/u));
/** As a collector takes it. @see https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
const otlpRequest = v.object({
  resourceSpans: v.array(
    v.object({
      resource: v.object({
        attributes: v.array(v.object({ key: v.string(), value: v.object({ stringValue: v.string() }) })),
      }),
      scopeSpans: v.array(
        v.object({
          spans: v.array(
            v.object({
              traceId: hexBytes(16),
              spanId: hexBytes(8),
              parentSpanId: v.optional(hexBytes(8)),
              startTimeUnixNano: nanoseconds,
              endTimeUnixNano: nanoseconds,
            }),
          ),
        }),
      ),
    }),
  ),
});

const at = Math.floor(Date.now() / 1000) - 3_600;
const bought = samplePurchase({ kind: "payment", seed: "traced", at });
const refund = bought.aftermath.partialRefund;
const dispute = bought.aftermath.disputeWon;
const subscribed = samplePurchase({ kind: "subscription", seed: "traced-subscription", at });

/** Orders and journal forget it. */
const lost = samplePurchase({ kind: "payment", seed: "traced-lost", at });
const thin = samplePurchase({ kind: "payment", seed: "traced-thin", at });

/** Each kind of id that an operator may have in hand, and the order that it belongs to. */
const kinds: readonly (readonly [kind: string, id: string, orderKey: string])[] = [
  ["an event", bought.events.completed.id, bought.orderKey],
  ["a thin event", thinEventOf(thin.events.completed).id, thin.orderKey],
  ["a session", bought.ids.session, bought.orderKey],
  ["a payment intent", bought.ids.paymentIntent, bought.orderKey],
  ["a charge, which no table knows", bought.ids.charge, bought.orderKey],
  ["a refund", refund.events.refundCreated.data.object.id, bought.orderKey],
  ["a dispute", dispute.events.disputeCreated.data.object.id, bought.orderKey],
  ["an invoice", subscribed.ids.invoice, subscribed.orderKey],
  ["a subscription's session", subscribed.ids.session, subscribed.orderKey],
  ["a subscription's payment intent", subscribed.ids.paymentIntent, subscribed.orderKey],
  ["a subscription's charge", subscribed.ids.charge, subscribed.orderKey],
];

const { system, operator } = await openShop();

describe("ops trace", () => {
  beforeAll(async () => {
    system.know([...bought.objects, ...refund.objects, ...dispute.objects, ...subscribed.objects, ...thin.objects]);
    for (const event of [...bought.story, ...refund.story, ...dispute.story, ...subscribed.story]) {
      await system.send(event);
    }
    for (const event of thin.story) await system.sendThin(event);
    system.know(lost.objects);
    for (const event of lost.story) {
      system.run.stripe?.put(event);
      await system.send(event);
    }
    await system.settled();
    const { ordersTable, journalTable } = system.run.outputs;
    const drop = (TableName: string, Key: object) =>
      system.run.operator.call("dynamodb", "DeleteItem", { TableName, Key });
    await drop(ordersTable, { orderId: { S: lost.orderKey } });
    for (const { pk } of await system.run.operator.scan(journalTable)) {
      const name = String(pk);
      const isOfLost = [lost.orderKey, ...Object.values(lost.ids), ...lost.story.map(({ id }) => id)];
      if (isOfLost.some((id) => name.endsWith(`#${id}`))) await drop(journalTable, { pk: { S: name } });
    }
  });

  it.each(kinds)("finds the order by the id of %s", async (_, id, orderKey) => {
    const traced = await operator.json(["trace", id]);
    expect(traced).toMatchObject({ found: true, orderKey, notArchived: [] });
    expect(await operator.json(["order", "show", id])).toMatchObject({ order: { orderId: orderKey } });
  });

  it("is a trace of OpenTelemetry's for each event, with a span for each hop, from Stripe to the mail", async () => {
    const { steps } = await operator.json(["trace", bought.orderKey]);
    const { resourceSpans } = v.parse(otlpRequest, await operator.json(["trace", bought.orderKey, "--otlp"]));
    const spans = resourceSpans.flatMap(({ resource, scopeSpans }) =>
      scopeSpans.flatMap((scope) =>
        scope.spans.map((span) => ({ service: resource.attributes[0]?.value.stringValue, ...span })),
      ),
    );
    expect(spans).toHaveLength((steps as unknown[]).length);
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
    const own = spans.filter(({ traceId }) => traceId === traceIdOf(bought.events.completed.id));
    expect(own.map(({ service }) => service)).toEqual(expect.arrayContaining(["Stripe", "webhook", "orders", "email"]));
    expect(spans.map(({ service }) => service)).toContain("warehouse");
    const [root, ...others] = own.filter(({ parentSpanId }) => parentSpanId === undefined);
    expect(others).toEqual([]);
    for (const { parentSpanId, startTimeUnixNano: start, endTimeUnixNano: end } of own) {
      expect([undefined, root?.spanId]).toContain(parentSpanId);
      expect(BigInt(end)).toBeGreaterThanOrEqual(BigInt(start));
      expect(BigInt(end)).toBeLessThanOrEqual(BigInt(root?.endTimeUnixNano ?? 0));
    }
  });

  it("says which consumers do not act on an event, and were not sent it", async () => {
    const { id } = bought.events.paymentSucceeded;
    const { steps } = await operator.json(["trace", id]);
    const what = "not sent to email and inventory: nothing to do there";
    expect(steps).toEqual(expect.arrayContaining([expect.objectContaining({ where: "webhook", what, eventId: id })]));
    expect(JSON.stringify(steps).match(/not sent to/gu)).toHaveLength(1);
    expect(system.archived(id)).toHaveLength(1);
    expect(await operator.json(["replay", "--event", id, "--yes"])).toMatchObject({
      forwarded: { perConsumer: { orders: 1, email: 0, inventory: 0 } },
    });
  });

  it.each([
    ["its own id", lost.orderKey],
    ["an event that the journal has lost", lost.events.completed.id],
    ["a charge", lost.ids.charge],
  ])("finds what only ledger and reservation know by %s", async (_, id) => {
    const traced = await operator.json(["trace", id]);
    expect(traced).toMatchObject({ orderKey: lost.orderKey, mails: [{ state: "sent" }] });
    expect(traced["reservation"]).toMatchObject({ facts: { paid: true } });
    expect(traced["order"]).toBeUndefined();
  });

  it("says which consumer an event waits for, as long as that is paused", async () => {
    const waiting = samplePurchase({ kind: "payment", seed: "traced-waiting", at });
    system.know(waiting.objects);
    await operator.run(["pause", "email", "--yes"]);
    await system.send(waiting.events.completed);
    await until("the order", () => system.order(waiting.orderKey));
    await until("the journal", async () => {
      const { paused } = await operator.json(["trace", waiting.orderKey]);
      return JSON.stringify(paused) === JSON.stringify({ email: [waiting.events.completed.id] });
    });
    const { out } = await operator.run(["trace", waiting.events.completed.id]);
    expect(out).toMatch(/waits +email is paused: 1 event; resume email --yes/u);
    await operator.run(["resume", "email", "--yes"]);
    await system.settled();
    expect(await operator.json(["trace", waiting.orderKey])).toMatchObject({ paused: {} });
  });

  it("a replay takes the same ids", async () => {
    const planned = await operator.json(["replay", "--order", bought.ids.charge, "--from", "1d"]);
    const story = [...bought.story, ...refund.story, ...dispute.story];
    expect(planned).toMatchObject({ dryRun: true, before: { events: story.length } });
  });
});
