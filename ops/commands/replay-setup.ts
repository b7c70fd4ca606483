import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { readStripeEvent, type StripeEvent } from "../../domain/event/event.ts";
import { createStripeApi } from "../../functions/shared/stripe/sdk-api.ts";
import { fetchedEvent } from "../../functions/shared/whole-event.ts";
import { readFunctionSettings, restocksOnRefund } from "../aws/function-settings.ts";
import { letterPorts } from "../aws/dead-letter-ports.ts";
import { depthOf, inspectionQueue, sendBodies } from "../aws/inspection.ts";
import { replayService } from "../aws/replays.ts";
import { readStackSecret } from "../aws/stack-secret.ts";
import { standingTables, tableReads } from "../aws/table-reads.ts";
import type { Consumer } from "../consumers.ts";
import type { Context } from "../context.ts";
import { stripeApiUrl } from "../stripe.ts";
import { survey } from "../core/dead-letters/survey.ts";
import { assess, type Assessment } from "../core/replay/assess.ts";
import type { ConsumptionPorts } from "../core/replay/consumption.ts";
import type { TableReads } from "../core/replay/knowledge.ts";
import type { ReadArchivePorts } from "../core/replay/read-archive.ts";
import { createRehearsal } from "../core/replay/rehearsal.ts";
import type { JournalEvent } from "../../functions/shared/journal.ts";

/** How the offline run differs: its archive has no delay, and nothing there needs seconds. */
const paces = {
  aws: { pause: 5_000, quiet: 60_000, receiveWaitSeconds: 5 },
  offline: { pause: 25, quiet: 250, receiveWaitSeconds: 0 },
} as const;

/** What the commands about replays share: the ports of the cores for one stack. */
export async function openReplay(context: Context) {
  const target = await context.target();
  const { clients, outputs, offline } = target;
  const { signal, now } = context;
  const [settings, restockOnRefund] = await Promise.all([
    readFunctionSettings(clients.lambda, outputs),
    restocksOnRefund(clients.lambda, outputs),
  ]);
  const pace = offline === undefined ? paces.aws : paces.offline;
  const pause = (): Promise<void> => delay(pace.pause);
  const service = replayService(clients.events, outputs);
  const reads: TableReads = tableReads(clients.documents, outputs);

  const secrets = () => readStackSecret(clients.secrets, outputs.secretArn);
  const stripe = createStripeApi({ secrets: { read: secrets, refresh: secrets }, url: stripeApiUrl(target) });

  const onLost = (name: string): void =>
    context.terminal.err(`Replay ${name} may still run: check with replay list, end it with replay cancel ${name}.\n`);
  const archive: ReadArchivePorts = {
    service,
    inspection: inspectionQueue(clients.sqs, outputs.queueUrls.inspection, pace.receiveWaitSeconds),
    signal,
    now,
    pause,
    quiet: pace.quiet,
    onLost,
  };
  const consumption: ConsumptionPorts = {
    depth: ({ queueUrl }) => depthOf(clients.sqs, queueUrl),
    async deadLetters(consumer) {
      const letters = new Map<string, string>();
      if ((await depthOf(clients.sqs, consumer.deadLetterQueueUrl)) === 0) return letters;
      const ports = { ...letterPorts(consumer, target), signal: new AbortController().signal };
      await survey(consumer.name, ports, ({ letter, content }) => letters.set(letter.messageId, content.subject));
      return letters;
    },
    signal,
    now,
    pause,
  };
  return {
    target,
    settings,
    service,
    reads,
    archive,
    consumption,
    pause,
    onLost,
    send: ({ queueUrl }: Consumer, bodies: readonly string[]) => sendBodies(clients.sqs, queueUrl, bodies),
    /** Each call rehearses against the tables as they are then. */
    assess(
      events: readonly JournalEvent[],
      consumers: readonly Consumer[],
      mostFetched: number,
      onProgress?: (done: number, total: number) => void,
    ): Promise<Assessment> {
      const rehearse = createRehearsal({
        ...standingTables(clients.documents, outputs, now),
        stripe,
        restockOnRefund,
        now,
      });
      const { livemode } = settings;
      // A thin event is known by its snapshot event's id, where there is one.
      const fetchEvent = async ({ eventId, thinId, account }: JournalEvent): Promise<StripeEvent> =>
        eventId === thinId
          ? fetchedEvent(readStripeEvent(await stripe.retrieveThinEvent(thinId, account)), stripe)
          : readStripeEvent(await stripe.retrieveEvent(eventId, account));
      return assess(events, consumers, {
        reads,
        fetchEvent,
        rehearse,
        livemode,
        mostFetched,
        ...(onProgress === undefined ? {} : { onProgress }),
      });
    },
  };
}

export type ReplaySetup = Awaited<ReturnType<typeof openReplay>>;

/** `ops-20261123T080509Z-1f2e`: sorts by time, and two operators do not meet. */
export function replayName(now: number): string {
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d{3}/gu, "");
  return `ops-${time}-${randomBytes(2).toString("hex")}`;
}
