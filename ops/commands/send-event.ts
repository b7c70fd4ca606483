import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { type Command, Option } from "commander";
import {
  sampleBody,
  type SampleEvent,
  type SampleThinEvent,
  thinEventOf,
} from "../../packages/stripe-offline/samples/index.ts";
import { readFunctionSettings } from "../aws/function-settings.ts";
import { depthOf } from "../aws/inspection.ts";
import { firstSigningSecret, readStackSecret } from "../aws/stack-secret.ts";
import { tracePorts } from "../aws/trace.ts";
import { branchesOf } from "../branches.ts";
import type { Run, Work } from "../work.ts";
import type { Context } from "../context.ts";
import { asksStripe, sampleStory, type SampleStory } from "../core/send-event.ts";
import { trace, type Trace } from "../core/trace/trace.ts";
import { exitCodes, OpsError, stopIfInterrupted, UsageError } from "../errors.ts";
import { counted } from "../output/count.ts";
import type { Target } from "../target.ts";
import { offlineTeacher } from "../offline-stripe.ts";
import { postToWebhook, webhookOf, type WebhookResponse } from "../webhook.ts";
import { traceLines } from "./trace/trace.ts";

interface SendOptions {
  readonly badSignature: boolean;
  readonly count: string;
  readonly duplicate: boolean;
  readonly via: "webhook" | "partner";
  readonly thin: boolean;
}

const mostEvents = 1_000;
/** Milliseconds for the consumers, as an operator has them. */
const longestWait = 60_000;

export function registerSendEvent(program: Command, run: Run): void {
  program
    .command("send-event")
    .argument("<type>", "an event type that a consumer handles, such as checkout.session.completed")
    .description("send realistic signed events to the webhook of any stack but prod, and trace the last")
    .option("--count <n>", "n events, each for its own purchase", "1")
    .option("--duplicate", "send each event twice, as Stripe sometimes does", false)
    .addOption(
      new Option("--via <way>", "by the webhook, or offline by the partner event source")
        .choices(["webhook", "partner"])
        .default("webhook"),
    )
    .option("--thin", "send the thin events of the same facts, which name their objects", false)
    .option("--bad-signature", "sign with another secret: the webhook must refuse it", false)
    .action((type: string, options: SendOptions) => run(sending(type, options)));
}

function sending(type: string, options: SendOptions): Work {
  return async (context) => {
    const count = Number(options.count);
    if (!Number.isInteger(count) || count < 1 || count > mostEvents) {
      throw new UsageError(`--count ${options.count}: give a number from 1 to ${String(mostEvents)}`);
    }
    const target = await context.target();
    const { livemode } = await readFunctionSettings(target.clients.lambda, target.outputs);
    if (target.isProduction || livemode) {
      throw new UsageError(
        `send-event sends made-up orders, and ${target.stack} is for real ones: choose another stack`,
      );
    }
    const at = Math.floor(context.now() / 1000);
    const run = randomBytes(6).toString("hex");
    const stories = Array.from({ length: count }, (_, index) =>
      sampleStory(type, { seed: `send-event-${run}-${String(index)}`, at, livemode }),
    );
    if (options.via === "partner") checkPartner(options, target);
    else webhookOf(target.outputs);
    if (options.badSignature) return refuse(stories, target, context);

    const ids = stories.map(({ event }) => event.id);
    const plan = (): string[] => planLines(type, stories, options, target);
    if (!(await context.mayChange({ type, events: ids, duplicate: options.duplicate }, plan))) return exitCodes.done;
    const statuses = await sendAll(stories, options, target, context);
    const { traced, left } = await settle(ids.at(-1) ?? "", target, context);
    const accepted = statuses.filter((status) => status === 200).length;
    context.print({ events: ids, statuses, trace: traced, waiting: left }, () => [
      "",
      `${String(accepted)} of ${String(statuses.length)} posts got a 200.`,
      ...(count > 1 ? [`The last one, ${ids.at(-1) ?? ""}:`] : []),
      "",
      ...(traced === undefined ? ["No trace of it yet: see trace and dlq."] : traceLines(ids.at(-1) ?? "", traced)),
      ...(left === 0
        ? []
        : [
            `${counted(left, "message")} still wait in the queues: monitor shows where, and whether a consumer is paused.`,
          ]),
    ]);
    return accepted === statuses.length ? exitCodes.done : exitCodes.failed;
  };
}

function planLines(
  type: string,
  stories: readonly SampleStory[],
  { duplicate, via, thin }: SendOptions,
  target: Target,
): string[] {
  const before = stories[0]?.before.map((event) => event.type) ?? [];
  return [
    `${String(stories.length)} ${thin ? "thin " : ""}${type}${duplicate ? ", each twice," : ""} to ${via === "partner" ? `the bus ${partnerBus(target)}` : target.outputs.webhookUrl}`,
    ...(before.length === 0 ? [] : [`  before each, so that it has an order: ${before.join(", ")}`]),
    ...(target.offline === undefined && (thin || asksStripe(type))
      ? [
          "  Stripe does not know these objects: the events end as dead letters (stripe-not-found). `stripe trigger` makes real ones.",
        ]
      : []),
  ];
}

/** @returns the statuses of the events themselves; those sent before them must be accepted */
async function sendAll(
  stories: readonly SampleStory[],
  options: SendOptions,
  target: Target,
  context: Context,
): Promise<number[]> {
  const { duplicate, via } = options;
  const teach = target.offline === undefined ? undefined : await offlineTeacher(target.offline, target);
  const render = renderer(options, teach);
  const post = via === "partner" ? toPartnerBus(target, render) : await toWebhook(target, render);
  const progress = context.progress("Sending");
  const statuses: number[] = [];
  for (const [index, { before, event, unsent }] of stories.entries()) {
    stopIfInterrupted(context.signal, `${String(index)} of ${String(stories.length)} were sent.`);
    for (const each of unsent) await teach?.(each);
    for (const earlier of before) {
      const { status } = await post(earlier);
      if (status !== 200)
        throw new OpsError(
          `The webhook returned ${String(status)} for ${earlier.type}: see doctor and logs stripeWebhook`,
        );
    }
    for (let times = 0; times < (duplicate ? 2 : 1); times += 1) {
      const { status, body } = await post(event);
      statuses.push(status);
      if (stories.length === 1) context.note(`${event.id} ${String(status)} ${body}`);
    }
    progress(index + 1, stories.length);
  }
  return statuses;
}

type Rendered = SampleEvent | SampleThinEvent;
type Post = (event: SampleEvent) => Promise<WebhookResponse>;

async function toWebhook(target: Target, render: Render): Promise<Post> {
  const { clients, outputs } = target;
  const secret = firstSigningSecret(await readStackSecret(clients.secrets, outputs.secretArn));
  return async (event) => postToWebhook(outputs.webhookUrl, sampleBody(await render(event)), secret);
}

type Render = (event: SampleEvent) => Promise<Rendered>;

/** The event as it is, or its thin one, which the offline Stripe gets to know then. */
function renderer({ thin }: SendOptions, teach: ((event: SampleEvent) => Promise<void>) | undefined): Render {
  if (!thin) return (event) => Promise.resolve(event);
  return async (event) => {
    await teach?.(event);
    return thinEventOf(event);
  };
}

/** As Stripe puts an event on the bus of its partner event source. */
function toPartnerBus(target: Target, render: Render): Post {
  const Source = partnerBus(target);
  return async (sample) => {
    const event = await render(sample);
    const entry = { Source, DetailType: event.type, Detail: sampleBody(event), Time: new Date(sample.created * 1000) };
    const { Entries: [put] = [] } = await target.clients.events.putPartnerEvents({ Entries: [entry] });
    return put?.EventId === undefined
      ? { status: 400, body: put?.ErrorMessage ?? "" }
      : { status: 200, body: put.EventId };
  };
}

/** @throws UsageError where only Stripe can put an event on the bus, or there is none */
function checkPartner({ badSignature }: SendOptions, target: Target): void {
  if (badSignature) throw new UsageError("--bad-signature: events of the partner event source bear no signature");
  if (target.offline === undefined)
    throw new UsageError(
      "--via partner: on AWS only Stripe puts events on its partner bus; this is for the offline run",
    );
  partnerBus(target);
}

function partnerBus({ outputs }: Target): string {
  const { partnerSource } = outputs;
  if (partnerSource !== undefined) return partnerSource.busName;
  throw new UsageError("--via partner: the stack has no partner event source: set stripeEventSource");
}

/** A forger's post: nothing may come of it. */
async function refuse(stories: readonly SampleStory[], { outputs }: Target, context: Context): Promise<0 | 1> {
  const responses: WebhookResponse[] = [];
  for (const { event } of stories) {
    responses.push(
      await postToWebhook(outputs.webhookUrl, sampleBody(event), `whsec_${randomBytes(24).toString("hex")}`),
    );
  }
  const isRefused = responses.every(({ status }) => status === 400);
  context.print({ responses, refused: isRefused }, () => [
    ...responses.map(({ status, body }) => `${String(status)} ${body}`),
    isRefused ? "Refused, as expected." : "NOT refused with 400: see doctor.",
  ]);
  return isRefused ? exitCodes.done : exitCodes.failed;
}

/** Waits until the event has gone its ways, or nothing moves any more. @returns `left`: messages in the queues */
async function settle(
  eventId: string,
  target: Target,
  context: Context,
): Promise<{ readonly traced: Trace | undefined; readonly left: number }> {
  const { clients, outputs, offline } = target;
  const pace = offline === undefined ? 2_000 : 50;
  const latest = context.now() + longestWait;
  // A busy computer's queues may take long, but they move.
  const still = offline === undefined ? longestWait : 10_000;
  let end = context.now() + still;
  let leftBefore: number | undefined;
  const ports = tracePorts(target);
  const progress = context.progress("Waiting for the consumers, messages");
  for (;;) {
    const depths = await Promise.all(branchesOf(outputs).map(({ queueUrl }) => depthOf(clients.sqs, queueUrl)));
    const left = depths.reduce((sum, depth) => sum + depth, 0);
    const traced = await trace(eventId, ports);
    const isApplied = traced?.order?.timeline.some((entry) => entry.eventId === eventId) === true;
    const isOver = left === 0 && isApplied && !traced.notArchived.includes(eventId);
    if (left !== leftBefore) end = Math.min(context.now() + still, latest);
    leftBefore = left;
    if (isOver || context.signal.aborted || context.now() > end) return { traced, left };
    progress(left);
    await delay(pace);
  }
}
