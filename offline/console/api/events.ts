import type { JournalEvent } from "../../../functions/shared/journal.ts";
import { scanJournal } from "../../../ops/aws/journal-events.ts";
import { tableReads } from "../../../ops/aws/table-reads.ts";
import { tracePorts } from "../../../ops/aws/trace.ts";
import { consumersOf, type Consumer } from "../../../ops/consumers.ts";
import { know } from "../../../ops/core/replay/knowledge.ts";
import { isApplied } from "../../../ops/core/replay/marks.ts";
import { concerns } from "../../../ops/core/replay/selection.ts";
import { findOrder } from "../../../ops/core/trace/find-order.ts";
import type { Trace } from "../../../ops/core/trace/trace.ts";
import type { Target } from "../../../ops/target.ts";
import type { OfflineRun } from "../../run.ts";
import { journeyOf } from "./orders.ts";

/** `open`: no mark of the consumer and no failure (yet); an event without effect stays so. */
export type Mark = "applied" | "failed" | "open" | "not-concerned";

export interface EventLine extends JournalEvent {
  readonly orderKey?: string | undefined;
  /** By consumer. */
  readonly marks: Readonly<Record<string, Mark>>;
}

export interface EventList {
  /** The latest accepted first. */
  readonly events: readonly EventLine[];
  readonly count: number;
}

export interface EventDetail {
  readonly id: string;
  /** The event as it was archived; null when the archive does not have it. */
  readonly raw: unknown;
  readonly journey: Trace | undefined;
}

const mostEvents = 200;

export class Events {
  readonly #target: Target;
  readonly #run: Pick<OfflineRun, "aws" | "livemode">;

  constructor(target: Target, run: Pick<OfflineRun, "aws" | "livemode">) {
    this.#target = target;
    this.#run = run;
  }

  /** @param text part of an event's id or type, or any id of an order */
  async list(text: string): Promise<EventList> {
    const { clients, outputs } = this.#target;
    const window = { from: 0, to: Date.now() + 60_000 };
    const { events } = await scanJournal(clients.documents, outputs.journalTable, window);
    const isWanted = text === "" ? () => true : await this.#filter(text);
    const found = events.toReversed().filter(isWanted);
    return { events: await this.#withMarks(found.slice(0, mostEvents)), count: found.length };
  }

  async detail(id: string): Promise<EventDetail> {
    const archived = this.#run.aws.events.archived(this.#target.outputs.archiveArn);
    const raw = archived.map(({ detail }) => detail["event"]).find((event) => idOf(event) === id);
    return { id, raw: raw ?? null, journey: await journeyOf(this.#target, id) };
  }

  async #filter(text: string): Promise<(event: JournalEvent) => boolean> {
    const found = await findOrder(text, tracePorts(this.#target));
    const ofOrder = new Set(found?.order?.timeline.map(({ eventId }) => eventId));
    const keys = new Set(found?.keys);
    return ({ eventId, type, objectId = "" }) =>
      eventId.includes(text) || type.includes(text) || ofOrder.has(eventId) || objectId === text || keys.has(objectId);
  }

  async #withMarks(events: readonly JournalEvent[]): Promise<EventLine[]> {
    const { clients, outputs } = this.#target;
    const reads = tableReads(clients.documents, outputs);
    const [known, entries] = await Promise.all([
      know(events, reads),
      tracePorts(this.#target).entries(events.map(({ eventId }) => eventId)),
    ]);
    return events.map((event) => {
      const knownOfEvent = known.get(event.eventId);
      const failures = entries.get(event.eventId)?.failures ?? {};
      const mark = (consumer: Consumer): Mark => {
        if (!concerns(consumer, event, this.#run.livemode)) return "not-concerned";
        const { name, effect } = consumer;
        if (knownOfEvent !== undefined && effect !== undefined && isApplied(effect, event, knownOfEvent)) {
          return "applied";
        }
        return failures[name] === undefined ? "open" : "failed";
      };
      const marks = consumersOf(outputs).map((consumer) => [consumer.name, mark(consumer)] as const);
      return { ...event, orderKey: knownOfEvent?.orderKey, marks: Object.fromEntries(marks) };
    });
  }
}

function idOf(event: unknown): unknown {
  return typeof event === "object" && event !== null ? Reflect.get(event, "id") : undefined;
}
