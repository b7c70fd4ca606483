import type { CauseGroup } from "../dead-letters/groups.ts";
import type { Seen } from "../doctor/observations.ts";
import type { MappingState } from "../switch-consumer.ts";
import type { BookDifference } from "../stock/books.ts";
import type { StockRow } from "../stock/set-stock.ts";
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

/** Records that a consumer gave back or put off, with the same cause and message. */
export interface Failing {
  readonly consumer: string;
  readonly cause: string;
  readonly message: string;
  readonly records: number;
  /** Put off, for a cause that passes on its own. */
  readonly waits: boolean;
  /** Id of an event. */
  readonly example: string;
}

export interface Branches {
  /** Messages in the queue, received or not. */
  readonly waiting: number;
  /** Of a consumer; the archive has a pipe. */
  readonly mapping?: MappingState;
}

/** What leads no event to a branch, though nothing fails. */
export interface BrokenWire {
  readonly branch: string;
  readonly what: string;
  /** Of replayed events only. */
  readonly isRule?: true;
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
    /** Signatures refused since the last event that was accepted, by reason. */
    readonly refusedSince: Readonly<Record<string, number>>;
    readonly errors: Readonly<Record<string, number>>;
    /** An event was accepted after the last of them. */
    readonly isOver: boolean;
  }>;
  /** Ids of events that Stripe holds for undelivered, and that the journal lacks. */
  readonly undelivered: Seen<readonly { readonly id: string; readonly created: number }[]>;
  readonly wires: Seen<readonly BrokenWire[]>;
  /** Rows of tables that are not what their table holds, in words. */
  readonly unreadable: readonly string[];
  readonly stock: Seen<{
    readonly differences: readonly BookDifference[];
    readonly negative: readonly StockRow[];
    /** Orders that wait, by the SKU that they lack. */
    readonly lacked: Readonly<Record<string, number>>;
    readonly waiting: number;
    /** Of those, the paid ones. */
    readonly paid: number;
    /** Reservations with a notice that is due and that nobody is publishing. */
    readonly overdue: number;
  }>;
  /** ISO times of notices that were published while nobody was subscribed. */
  readonly unheard: Seen<readonly string[]>;
  /** With the consumer's name, which a replay takes. */
  readonly contradictions: Seen<readonly (Contradiction & { readonly consumer: string })[]>;
}
