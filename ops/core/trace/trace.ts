import { mailKeysOf, mailNameIn, mailSubjects } from "../../../domain/mail/keys.ts";
import type { MailOutcome } from "../../../domain/mail/outcome.ts";
import type { Reservation } from "../../../domain/stock/reservation.ts";
import { type Effect, isOwnEventType } from "../../../domain/event/types.ts";
import type { Consumer } from "../../consumers.ts";
import type { Known } from "../replay/knowledge.ts";
import { isApplied } from "../replay/marks.ts";
import { actsOn } from "../replay/selection.ts";
import { findOrder, type FindPorts, type Found } from "./find-order.ts";
import type { JournalEntry } from "./journal-entry.ts";

/** An entry of the e-mail ledger; ISO times. */
export interface MailRecord {
  readonly key: string;
  readonly state: string;
  readonly eventId: string;
  /** Of entries of former versions. */
  readonly claimedAt?: string;
  readonly sendingAt?: string;
  readonly sentAt?: string;
  readonly suppressedAt?: string;
  readonly lastRefusal?: string;
  /** What SES reported after it had accepted the mail. */
  readonly outcome?: MailOutcome;
  readonly outcomeReason?: string;
  readonly outcomeAt?: string;
}

/** A dead letter of one of the order's events. */
export interface TracedLetter {
  readonly branch: string;
  readonly eventId: string;
  /** ISO time of the last failure, or of the first sending where no failure was recorded. */
  readonly at: string;
  readonly cause: string;
  readonly message: string;
}

export interface TracePorts extends FindPorts {
  readonly consumers: readonly Pick<Consumer, "name" | "effect" | "eventTypes">[];
  isPaused(consumer: string): Promise<boolean>;
  mailRecords(keys: readonly string[]): Promise<readonly MailRecord[]>;
  /** The dead letters among these events, of every dead-letter queue. */
  deadLetters(eventIds: ReadonlySet<string>): Promise<readonly TracedLetter[]>;
}

export interface Step {
  /** ISO time; Stripe's are whole seconds. */
  readonly at: string;
  /** `Stripe`, `webhook`, `partner` (its bus), `SES`, `warehouse`, `warehouse-inbox`, or a consumer. */
  readonly where: string;
  readonly what: string;
  readonly eventId?: string;
}

export interface Trace {
  readonly orderKey: string;
  readonly order: Found["order"];
  readonly reservation: Reservation | undefined;
  /** The first one first. */
  readonly mails: readonly MailRecord[];
  /** The first one first. */
  readonly steps: readonly Step[];
  readonly deadLetters: readonly TracedLetter[];
  /** Milliseconds from acceptance to the order, of each event that went both ways. */
  readonly delays: Readonly<Record<string, number>>;
  /** Events that the archive's branch has not journalled (yet), though the order has them. */
  readonly notArchived: readonly string[];
  /** Ids of events that a paused consumer has not applied, by the consumer's name. */
  readonly paused: Readonly<Record<string, readonly string[]>>;
}

/** Everything that happened to what an id belongs to. @returns undefined when nothing is known of it */
export async function trace(id: string, ports: TracePorts): Promise<Trace | undefined> {
  const found = await findOrder(id, ports);
  if (found === undefined) return undefined;
  const { orderKey, order, keys, eventId: asked } = found;
  const timeline = order?.timeline ?? [];
  const [reservations, mailRecords] = await Promise.all([
    ports.reservations(keys),
    ports.mailRecords(mailKeysOf(keys, mailSubjects(order?.facts))),
  ]);
  const mails = mailRecords.toSorted((a, b) => (mailTime(a) < mailTime(b) ? -1 : 1));
  const eventIds = new Set([
    ...timeline.map(({ eventId }) => eventId),
    ...mails.map(({ eventId }) => eventId),
    ...(asked === undefined ? [] : [asked]),
  ]);
  const [entries, deadLetters] = await Promise.all([ports.entries([...eventIds]), ports.deadLetters(eventIds)]);
  // Events of one second are shown in the same order every time.
  const ordered = [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const reservation = keys.map((key) => reservations.get(key)).find((each) => each !== undefined);
  const steps = [
    ...ordered.flatMap(([eventId, entry]) => entrySteps(eventId, entry, ports.consumers)),
    ...timeline.map(({ eventId, type, applied }): Step => ({
      at: applied,
      where: consumerWith("order", ports),
      what: `${type} applied`,
      eventId,
    })),
    ...mails.flatMap((mail) => mailSteps(mail, consumerWith("mail", ports))),
    ...(reservation === undefined ? [] : noticeSteps(reservation)),
    ...deadLetters.map(({ branch: where, at, eventId, cause, message }): Step => ({
      at,
      where,
      what: `dead letter: ${cause}: ${message}`,
      eventId,
    })),
  ];
  const delays = timeline.flatMap(({ eventId, applied }) => {
    const received = entries.get(eventId)?.receivedAt;
    return received === undefined ? [] : [[eventId, Date.parse(applied) - Date.parse(received)] as const];
  });
  const known = { orderKey, order, reservation, sentMails: sentOf(mails) };
  return {
    orderKey,
    order,
    reservation,
    mails,
    steps: steps.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    deadLetters,
    delays: Object.fromEntries(delays),
    notArchived: [...eventIds].filter((eventId) => entries.get(eventId)?.receivedAt === undefined),
    paused: await waitingForPaused(entries, known, ports),
  };
}

function sentOf(mails: readonly MailRecord[]): Set<string> {
  return new Set(mails.flatMap(({ key, state }) => (state === "sent" ? [mailNameIn(key)] : [])));
}

/** Asks Lambda only about consumers that have something left to do. */
async function waitingForPaused(
  entries: ReadonlyMap<string, JournalEntry>,
  known: Omit<Known, "inTimeline">,
  { consumers, isPaused }: Pick<TracePorts, "consumers" | "isPaused">,
): Promise<Record<string, readonly string[]>> {
  const applied = new Set(known.order?.timeline.map(({ eventId }) => eventId));
  const waiting = consumers.map(async (consumer) => {
    const { name, effect } = consumer;
    const left = [...entries].flatMap(([eventId, { type = "", objectId, ...entry }]) => {
      const event = { ...entry, eventId, type, ...(objectId === undefined ? {} : { objectId }) };
      const isLeft = actsOn(consumer, event) && effect !== undefined;
      return isLeft && !isApplied(effect, event, { ...known, inTimeline: applied.has(eventId) }) ? [eventId] : [];
    });
    return left.length > 0 && (await isPaused(name)) ? [[name, left] as const] : [];
  });
  return Object.fromEntries((await Promise.all(waiting)).flat());
}

/** The consumer whose marks these are; the effect's own name where the stack has none any more. */
function consumerWith(effect: Effect, { consumers }: Pick<TracePorts, "consumers">): string {
  return consumers.find((consumer) => consumer.effect === effect)?.name ?? effect;
}

function entrySteps(
  eventId: string,
  { type, created, receivedAt, via, thinId, failures, waits, effects }: JournalEntry,
  consumers: TracePorts["consumers"],
): Step[] {
  const step = (at: string, where: string, what: string): Step => ({ at, where, what, eventId });
  const [maker, way] = isOwnEventType(type ?? "") ? ["warehouse", "warehouse-inbox"] : ["Stripe", "webhook"];
  return [
    ...(created === undefined ? [] : [step(new Date(created * 1000).toISOString(), maker, `${type ?? "event"} made`)]),
    ...(receivedAt === undefined
      ? []
      : [
          step(
            receivedAt,
            via === "partner" ? "partner" : way,
            `${type ?? "event"} accepted, archived${thinId === undefined ? "" : ` (thin: ${thinId})`}`,
          ),
          ...unconcerned(effects, type, consumers).map((what) => step(receivedAt, "webhook", what)),
        ]),
    ...Object.entries(failures).map(([consumer, { at, causeCode, message, receives }]) =>
      step(at, consumer, `failed at receive ${String(receives)}: ${causeCode}: ${message}`),
    ),
    ...Object.entries(waits).map(([consumer, { at, cause, message, times }]) =>
      step(at, consumer, `put off, ${String(times)} ${times === 1 ? "time" : "times"} by then: ${cause}: ${message}`),
    ),
  ];
}

/** Names the consumers that handle the event's type and were not sent it. */
function unconcerned(effects: JournalEntry["effects"], type = "", consumers: TracePorts["consumers"]): string[] {
  if (effects === undefined) return [];
  const names = consumers
    .filter((consumer) => actsOn(consumer, { type }) && !actsOn(consumer, { type, effects }))
    .map(({ name }) => name);
  return names.length === 0 ? [] : [`not sent to ${names.join(" and ")}: nothing to do there`];
}

function mailTime({ key, claimedAt, sendingAt, suppressedAt = "" }: MailRecord): string {
  return `${claimedAt ?? sendingAt ?? suppressedAt} ${key}`;
}

function mailSteps(
  { key, state, eventId, claimedAt, sentAt, sendingAt, suppressedAt, lastRefusal, ...reported }: MailRecord,
  where: string,
): Step[] {
  const mail = mailNameIn(key);
  const at = sentAt ?? suppressedAt ?? sendingAt ?? claimedAt;
  if (at === undefined) return [];
  const { outcome, outcomeAt, outcomeReason = "" } = reported;
  const afterwards =
    outcome === undefined || outcomeAt === undefined
      ? []
      : [{ at: outcomeAt, where: "SES", what: `${mail} mail ${outcome}: ${outcomeReason}`, eventId }];
  const what =
    state === "sending"
      ? `${mail} mail: sent to SES, its response is unknown`
      : `${mail} mail ${state}${state === "suppressed" ? ": an earlier mail to the address bounced" : ""}`;
  return [
    {
      at,
      where,
      what: lastRefusal === undefined ? what : `${what} (refused before: ${lastRefusal})`,
      eventId,
    },
    ...afterwards,
  ];
}

function noticeSteps({ notices }: Reservation): Step[] {
  return Object.entries(notices).flatMap(([key, { sequence, publishedAt }]) =>
    publishedAt === undefined
      ? []
      : [{ at: publishedAt, where: "warehouse", what: `notice ${String(sequence)} published: ${key}` }],
  );
}
