import { idOf } from "../../../domain/event/event.ts";
import type { JournalEvent } from "../../../functions/shared/journal.ts";
import { scanJournal } from "../../../ops/aws/journal-events.ts";
import { tableReads } from "../../../ops/aws/table-reads.ts";
import { tracePorts } from "../../../ops/aws/trace.ts";
import { consumersOf, readConsumer, type Consumer } from "../../../ops/consumers.ts";
import { know, type Known } from "../../../ops/core/replay/knowledge.ts";
import { isApplied } from "../../../ops/core/replay/marks.ts";
import { concerns } from "../../../ops/core/replay/selection.ts";
import { findOrder } from "../../../ops/core/trace/find-order.ts";
import type { JournalEntry } from "../../../ops/core/trace/journal-entry.ts";
import type { Target } from "../../../ops/target.ts";
import type { OfflineRun } from "../../run.ts";
import { type Journey, journeyOf } from "./journey.ts";
import { lettersOf, unarchived, type Letter } from "./letters.ts";

/** `open`: no mark of the consumer and no failure (yet); an event without effect stays so. */
export type State = "applied" | "dead" | "failed" | "waits" | "open" | "not-concerned";

/** What a branch made of an event. */
export interface Mark {
  readonly state: State;
  /** Of what failed or waits: `invalid-event: the session has no usable currency`. */
  readonly cause?: string;
}

export interface EventLine extends JournalEvent {
  readonly orderKey?: string | undefined;
  readonly hasOrder: boolean;
  /** By branch. */
  readonly marks: Readonly<Record<string, Mark>>;
}

export interface EventList {
  /** The latest accepted first. */
  readonly events: readonly EventLine[];
  readonly count: number;
}

export interface EventDetail {
  readonly id: string;
  /** The event as it was archived, or as it is in a dead-letter queue; null when neither has it. */
  readonly raw: unknown;
  readonly journey: Journey | undefined;
}

export interface EventFilter {
  /** Part of an event's id or type, or any id of an order. */
  readonly text?: string;
  readonly type?: string;
  readonly consumer?: string;
  /** Epoch milliseconds. */
  readonly since?: number;
  readonly isFailed?: boolean;
}

const mostEvents = 200;

export class Events {
  readonly #target: Target;
  readonly #run: Pick<OfflineRun, "aws" | "livemode">;

  constructor(target: Target, run: Pick<OfflineRun, "aws" | "livemode">) {
    this.#target = target;
    this.#run = run;
  }

  async list({ text = "", type, consumer, since = 0, isFailed = false }: EventFilter): Promise<EventList> {
    const { clients, outputs } = this.#target;
    const letters = await lettersOf(this.#target, this.#run.aws.sqs);
    const { events: known } = await scanJournal(clients.documents, outputs.journalTable, {
      from: since,
      to: Date.now() + 60_000,
    });
    const events = [...known, ...unarchived(letters, known, since)].toSorted(byLatest);
    const hasText = text === "" ? () => true : await this.#textFilter(text);
    const concerned = consumer === undefined ? undefined : readConsumer(consumer, outputs);
    const found = events.filter(
      (event) =>
        (type === undefined || event.type === type) &&
        (concerned === undefined || concerns(concerned, event, this.#run.livemode)) &&
        hasText(event),
    );
    if (!isFailed) return { events: await this.#withMarks(found.slice(0, mostEvents), letters), count: found.length };
    const lines = await this.#withMarks(found, letters);
    const failed = lines.filter(({ marks }) =>
      (consumer === undefined ? Object.keys(marks) : [consumer]).some((name) => isBad(marks[name])),
    );
    return { events: failed.slice(0, mostEvents), count: failed.length };
  }

  async detail(id: string): Promise<EventDetail> {
    const archived = this.#run.aws.events.archived(this.#target.outputs.archiveArn);
    const raw =
      archived.map(({ detail }) => detail["event"]).find((event) => idOf(event) === id) ??
      (await lettersOf(this.#target, this.#run.aws.sqs))
        .filter(({ content }) => content.subject === id && content.isEvent)
        .map(({ content }): unknown => JSON.parse(content.body))[0];
    return { id, raw: raw ?? null, journey: await journeyOf(this.#target, this.#run.aws.sqs, id) };
  }

  async #textFilter(text: string): Promise<(event: JournalEvent) => boolean> {
    const found = await findOrder(text, tracePorts(this.#target));
    const ofOrder = new Set(found?.order?.timeline.map(({ eventId }) => eventId));
    const keys = new Set(found?.keys);
    return ({ eventId, type, objectId = "" }) =>
      eventId.includes(text) || type.includes(text) || ofOrder.has(eventId) || objectId === text || keys.has(objectId);
  }

  async #withMarks(events: readonly JournalEvent[], letters: readonly Letter[]): Promise<EventLine[]> {
    const { clients, outputs } = this.#target;
    const [known, entries] = await Promise.all([
      know(events, tableReads(clients.documents, outputs)),
      tracePorts(this.#target).entries(events.map(({ eventId }) => eventId)),
    ]);
    const bySubject = Map.groupBy(letters, ({ content }) => content.subject);
    return events.map((event) => {
      const [knownOfEvent, entry] = [known.get(event.eventId), entries.get(event.eventId)];
      const marks = consumersOf(outputs).map(
        (consumer) => [consumer.name, this.#mark(consumer, event, knownOfEvent, entry)] as const,
      );
      const dead = (bySubject.get(event.eventId) ?? []).map(
        ({ branch, cause }) => [branch, { state: "dead" as const, cause: `${cause.code}: ${cause.message}` }] as const,
      );
      return {
        ...event,
        orderKey: knownOfEvent?.orderKey,
        hasOrder: knownOfEvent?.order !== undefined,
        marks: Object.fromEntries<Mark>([...marks, ...dead]),
      };
    });
  }

  #mark(consumer: Consumer, event: JournalEvent, known: Known | undefined, entry: JournalEntry | undefined): Mark {
    const { name, effect } = consumer;
    if (!concerns(consumer, event, this.#run.livemode)) return { state: "not-concerned" };
    if (known !== undefined && effect !== undefined && isApplied(effect, event, known)) return { state: "applied" };
    const [failure, wait] = [entry?.failures[name], entry?.waits[name]];
    if (failure !== undefined) return { state: "failed", cause: `${failure.causeCode}: ${failure.message}` };
    return wait === undefined ? { state: "open" } : { state: "waits", cause: `${wait.cause}: ${wait.message}` };
  }
}

export function isBad(mark: Mark | undefined): boolean {
  return mark?.state === "dead" || mark?.state === "failed";
}

function byLatest({ receivedAt: a }: JournalEvent, { receivedAt: b }: JournalEvent): number {
  return a < b ? 1 : a > b ? -1 : 0;
}
