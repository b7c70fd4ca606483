import type { CauseGroup } from "../dead-letters/groups.ts";
import type { Seen } from "../doctor/observations.ts";
import type { MappingState } from "../switch-consumer.ts";
import type { BookDifference } from "../stock/books.ts";
import type { Contradiction } from "./contradictions.ts";

/** An alarm that rings, or rang in the last day. */
export interface Ring {
  readonly name: string;
  /** What it means, and the address of its runbook. */
  readonly meaning: string;
  readonly isRinging: boolean;
  /** ISO time of the last change to ALARM; absent where CloudWatch's history lacks it. */
  readonly at?: string;
}

/** Records that a consumer gave back, with the same cause and message. */
export interface Failing {
  readonly consumer: string;
  readonly cause: string;
  readonly message: string;
  readonly records: number;
  /** Id of an event. */
  readonly example: string;
}

export interface Branches {
  /** Messages in the queue, received or not. */
  readonly waiting: number;
  /** Of a consumer; the archive has a pipe. */
  readonly mapping?: MappingState;
}

/** Epoch milliseconds. */
export interface Window {
  readonly since: number;
  readonly to: number;
}

/** What `why` looks at. */
export interface Sight {
  /** Of requests and failures. */
  readonly window: Window;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly alarms: Seen<readonly Ring[]>;
  readonly deadLetters: Seen<readonly CauseGroup[]>;
  /** In the window, by the logs. */
  readonly failing: Seen<readonly Failing[]>;
  readonly branches: Seen<Readonly<Record<string, Branches>>>;
  /** In the window, by the webhook's log; refused by reason, and what it said when it could not accept. */
  readonly webhook: Seen<{
    readonly accepted: number;
    readonly refused: Readonly<Record<string, number>>;
    /** Signatures that did not match, since the last event that was accepted. */
    readonly mismatchesSince: number;
    readonly errors: Readonly<Record<string, number>>;
  }>;
  /** Ids of events that Stripe holds for undelivered, and that the journal lacks. */
  readonly undelivered: Seen<readonly { readonly id: string; readonly created: number }[]>;
  readonly stock: Seen<{
    readonly differences: readonly BookDifference[];
    /** Orders that wait, by the SKU that they lack. */
    readonly lacked: Readonly<Record<string, number>>;
    readonly waiting: number;
    /** Of those, the paid ones. */
    readonly paid: number;
    /** Reservations with a notice that is due and that nobody is publishing. */
    readonly overdue: number;
  }>;
  /** With the consumer's name, which a replay takes. */
  readonly contradictions: Seen<readonly (Contradiction & { readonly consumer: string })[]>;
}
