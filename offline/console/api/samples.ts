import { randomBytes } from "node:crypto";
import * as v from "valibot";
import { stripeEventTypes } from "../../../domain/event/types.ts";
import {
  sampleBody,
  sampleExtras,
  samplePurchase,
  type SampleEvent,
} from "../../../packages/stripe-offline/samples/index.ts";
import { sampleStory } from "../../../ops/core/send-event.ts";
import { warehouseInbox } from "../../../ops/branches.ts";
import { postToWebhook, type WebhookResponse } from "../../../ops/webhook.ts";
import type { OfflineRun } from "../../run.ts";
import { sendEvent } from "../../samples/send.ts";
import { HttpError } from "../http/respond.ts";

/** `forged`: signed with another secret. `unsigned`: without a signature. `broken`: signed, but not JSON. */
export const sampleSchema = v.variant("kind", [
  v.strictObject({
    kind: v.literal("event"),
    type: v.picklist(stripeEventTypes),
    count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)),
    as: v.picklist(["signed", "duplicate", "forged", "unsigned", "broken"]),
  }),
  /** A purchase with a refund and a dispute, its events in random order, some of them twice. */
  v.strictObject({ kind: v.literal("shuffled") }),
  /** A purchase that the warehouse ships and delivers. */
  v.strictObject({ kind: v.literal("parcel") }),
  /** A purchase whose product names are HTML: nobody may run it. */
  v.strictObject({ kind: v.literal("markup") }),
  /** An event that somebody has edited; `isNew`: under a new id, or it is a duplicate. */
  v.strictObject({
    kind: v.literal("edited"),
    event: v.looseObject({ id: v.string(), type: v.string() }),
    isNew: v.boolean(),
  }),
]);
type SampleRequest = v.InferOutput<typeof sampleSchema>;

export interface Sent {
  readonly eventId: string;
  readonly type: string;
  readonly status: number;
  readonly response: string;
}

type Run = Pick<OfflineRun, "webhookUrl" | "webhookSecret" | "livemode" | "stripe" | "operator" | "outputs">;

/** Posts made-up events to the webhook, as `ops send-event` does, and returns its responses. */
export async function sendSamples(request: SampleRequest, run: Run): Promise<Sent[]> {
  const seed = `console-${randomBytes(6).toString("hex")}`;
  const at = Math.floor(Date.now() / 1000);
  const base = { seed, livemode: run.livemode, contents: "metadata" } as const;
  if (request.kind === "shuffled") return postAll(shuffledPurchase(base, at - 9_000), run);
  if (request.kind === "parcel") {
    return sendParcel(samplePurchase({ ...base, kind: "payment", at: at - 63, extras: sampleExtras }), run);
  }
  if (request.kind === "markup") {
    const items = [
      { sku: "MUG-BLUE", name: `<img src=x onerror="document.title='run'">`, quantity: 1, unitAmount: 1450 },
    ];
    const customer = { name: "<b>Jenny</b> Rosen" };
    return postAll([samplePurchase({ ...base, kind: "payment", at: at - 63, items, customer }).events.completed], run);
  }
  if (request.kind === "edited") {
    const { event: given, isNew } = request;
    const event = isNew ? { ...given, id: `evt_${randomBytes(12).toString("hex")}` } : given;
    const { status, body } = await sendEvent(event, run);
    return [{ eventId: event.id, type: event.type, status, response: body }];
  }
  const sent: Sent[] = [];
  for (let index = 0; index < request.count; index += 1) {
    const story = sampleStory(request.type, { seed: `${seed}-${String(index)}`, at, livemode: run.livemode });
    for (const event of story.unsent) run.stripe?.put(event);
    if (request.as === "signed" || request.as === "duplicate") sent.push(...(await postAll(story.before, run)));
    sent.push(await post(story.event, request.as, run));
    if (request.as === "duplicate") sent.push(await post(story.event, "duplicate", run));
  }
  return sent;
}

function shuffledPurchase(base: { seed: string; livemode: boolean; contents: "metadata" }, at: number): SampleEvent[] {
  const { events, story, aftermath } = samplePurchase({ ...base, kind: "payment", at });
  const { refundCreated, refundUpdated } = aftermath.partialRefund.events;
  const { disputeCreated } = aftermath.disputeWon.events;
  const all: SampleEvent[] = [events.paymentFailed, ...story, refundCreated, refundUpdated, disputeCreated];
  const repeated = [...all, events.completed, refundCreated];
  return repeated
    .map((event) => ({ event, place: Math.random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ event }) => event);
}

/** @throws HttpError for a stack without the warehouse's inbox */
async function sendParcel(
  { events, orderKey: order, items: bought }: ReturnType<typeof samplePurchase<"payment">>,
  run: Run,
): Promise<Sent[]> {
  const QueueUrl = run.outputs.queueUrls[warehouseInbox];
  if (QueueUrl === undefined) throw new HttpError(404, "The stack takes no warehouse messages (warehouseInbox: false)");
  const sent = await postAll([events.completed], run);
  const items = bought.map(({ sku, quantity }) => ({ sku, quantity }));
  const shipped = { kind: "shipped", order, parcel: "1", carrier: "SingPost", tracking: "LX123456789SG", items };
  for (const message of [shipped, { kind: "delivered", order, parcel: "1" }]) {
    await run.operator.call("sqs", "SendMessage", { QueueUrl, MessageBody: JSON.stringify(message) });
  }
  return sent;
}

async function postAll(events: readonly SampleEvent[], run: Run): Promise<Sent[]> {
  const sent: Sent[] = [];
  for (const event of events) sent.push(await post(event, "signed", run));
  return sent;
}

type As = Extract<SampleRequest, { kind: "event" }>["as"];

async function post(event: SampleEvent, as: As, run: Run): Promise<Sent> {
  const { status, body } = await respondTo(event, as, run);
  return { eventId: event.id, type: event.type, status, response: body };
}

async function respondTo(event: SampleEvent, as: As, run: Run): Promise<WebhookResponse> {
  if (as === "signed" || as === "duplicate") return sendEvent(event, run);
  const { webhookUrl, webhookSecret } = run;
  if (webhookUrl === "") return { status: 404, body: "the stack has no webhook: only Stripe's partner event source" };
  const body = as === "broken" ? sampleBody(event).slice(0, -2) : sampleBody(event);
  const forged = `whsec_${randomBytes(24).toString("hex")}`;
  const secret = as === "unsigned" ? undefined : as === "forged" ? forged : webhookSecret;
  return postToWebhook(webhookUrl, body, secret);
}
