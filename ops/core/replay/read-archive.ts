import { parseJson } from "../../../domain/json.ts";
import { createdIn, identityOf, isObject, readStripeEvent, type StripeObject } from "../../../domain/event/event.ts";
import { fewerEffects } from "../../../domain/event/fewer-effects.ts";
import type { Effect } from "../../../domain/event/types.ts";
import { InterruptedError, OpsError } from "../../errors.ts";
import { checkRoom, watchReplay, type ReplayRequest, type ReplayService } from "./replays.ts";

/** A copy of an archived event, as the inspection rule passes it. */
export interface InspectedMessage {
  readonly body: string;
  readonly receipt: string;
}

export interface InspectionQueue {
  /** Messages that are there, received ones too. */
  depth(): Promise<number>;
  receive(): Promise<InspectedMessage[]>;
  remove(messages: readonly InspectedMessage[]): Promise<void>;
}

export interface ReadArchivePorts {
  readonly service: ReplayService;
  readonly inspection: InspectionQueue;
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly pause: () => Promise<void>;
  /** Milliseconds without a message after which no more is expected of a completed replay. */
  readonly quiet: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly onLost?: (name: string) => void;
}

/** The parts of a message that matter here; a body that is not an event gets an id of its own. */
export interface InspectedEvent {
  readonly id: string;
  readonly type: string;
  readonly livemode: boolean;
  readonly created: number;
  readonly oversize: boolean;
  readonly effects?: readonly Effect[];
  readonly body: string;
}

/**
 * Reads an archive, which EventBridge has no call for: replays the window to the inspection rule alone, and takes the
 * copies out of its queue. A copy is removed after `take` has resolved, so nothing that was to be kept is lost; each event
 * is given to `take` once.
 *
 * @param expected events that the journal knows in the window
 * @returns the expected events that did not come
 * @throws OpsError when somebody's copies are in the queue; InterruptedError, with the replay cancelled
 */
export async function readArchive(
  request: ReplayRequest,
  expected: ReadonlySet<string>,
  take: (events: readonly InspectedEvent[]) => Promise<void>,
  ports: ReadArchivePorts,
): Promise<{ readonly read: number; readonly missing: readonly string[] }> {
  const { service, inspection, signal, now, pause, quiet, onProgress, onLost } = ports;
  const left = await inspection.depth();
  if (left > 0) {
    throw new OpsError(
      `The inspection queue holds ${String(left)} copies of another command's window: wait until that one has ended, ` +
        "or give --discard-inspection when it was stopped (the archive keeps the events)",
    );
  }
  await checkRoom(service);
  const seen = new Set<string>();
  let lastSeen = now();

  const drain = async (): Promise<void> => {
    for (let messages = await inspection.receive(); messages.length > 0; messages = await inspection.receive()) {
      lastSeen = now();
      const events = messages.map(readMessage).filter(({ id }) => !seen.has(id));
      const fresh = [...new Map(events.map((event) => [event.id, event])).values()];
      if (fresh.length > 0) await take(fresh);
      for (const { id } of fresh) seen.add(id);
      await inspection.remove(messages);
      onProgress?.(seen.size, Math.max(expected.size, seen.size));
      if (signal.aborted) return;
    }
  };
  const missing = (): string[] => [...expected].filter((id) => !seen.has(id));

  await service.start(request);
  try {
    await watchReplay(request.name, { service, signal, pause, meanwhile: drain, ...(onLost && { onLost }) });
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    throw new InterruptedError(`${error.message}. ${leftCopies}`, { cause: error });
  }
  lastSeen = now();
  // EventBridge says COMPLETED when it has passed the events on, which is before the last of them is in the queue.
  for (;;) {
    await drain();
    if (signal.aborted) throw new InterruptedError(`Interrupted. ${leftCopies}`);
    const isWhole = expected.size > 0 && missing().length === 0 && (await inspection.depth()) === 0;
    if (isWhole || now() - lastSeen > quiet) return { read: seen.size, missing: missing() };
    await pause();
  }
}

const leftCopies =
  "Copies may be left in the inspection queue: the next command takes them out by --discard-inspection";

function readMessage({ body }: InspectedMessage): InspectedEvent {
  const value = parseJson(body);
  // What is not JSON is kept as it is, under its own text.
  const event: StripeObject = isObject(value) ? value : {};
  const { id = body, type = "" } = identityOf(event);
  return {
    id,
    type,
    livemode: event["livemode"] === true,
    created: createdIn(event) ?? 0,
    oversize: event["oversize"] === true,
    ...effectsIn(event),
    body,
  };
}

function effectsIn(value: StripeObject): Pick<InspectedEvent, "effects"> {
  try {
    const effects = fewerEffects(readStripeEvent(value));
    return effects === undefined ? {} : { effects };
  } catch {
    // What is not an event rules nothing out.
    return {};
  }
}
