import type { Effect } from "../../../domain/event/types.ts";
import type { JournalFailure, JournalWait } from "../../../functions/shared/journal.ts";

/** What the journal has of an event; only failures where the archive branch has not seen it. */
export interface JournalEntry {
  readonly type?: string;
  /** Epoch seconds, by Stripe. */
  readonly created?: number;
  /** ISO time of the webhook's acceptance. */
  readonly receivedAt?: string;
  readonly objectId?: string;
  readonly account?: string;
  readonly livemode?: boolean;
  readonly via?: "partner";
  /** The thin event's own id, where one announced it. */
  readonly thinId?: string;
  /** What it can change, where that is less than its type says. */
  readonly effects?: readonly Effect[];
  /** The last failure of each consumer that had one, by its name. */
  readonly failures: Readonly<Record<string, Failure>>;
  /** Why each consumer put it off the last time, by its name; it may have been applied since. */
  readonly waits: Readonly<Record<string, Wait>>;
}

type Wait = { readonly cause: string } & Pick<JournalWait, "message" | "at" | "times">;
type Failure = { readonly causeCode: string } & Pick<JournalFailure, "message" | "at" | "receives">;
